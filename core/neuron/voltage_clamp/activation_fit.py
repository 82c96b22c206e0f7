"""Boltzmann's curve through the peak conductances of a family of voltages."""

from dataclasses import dataclass

import numpy as np

from core.parameters import parameter
from core.quantity import Dimensionless, Potential
from core.result import Floats

LEAST_POINTS = 5
LEAST_CHANGE = 0.05
"""Change of the normalised conductance below which there is nothing to fit."""
MAX_EVALUATIONS = 4000


@dataclass(frozen=True, kw_only=True)
class BoltzmannFit:
    """The fit of g/g_max = A/(1 + exp(−(V − V_half)/k)) to the peak conductances of one current."""

    current: str = parameter(meaning="name of the current")
    v_half: Potential | None = parameter(None, "voltage of half activation; null: see `remark`")
    slope_factor: Potential | None = parameter(
        None, "slope factor k; negative where the conductance falls with the voltage, as in inactivation"
    )
    maximum: Dimensionless | None = parameter(
        None, "height A of the curve, in units of the largest conductance of the family"
    )
    v_half_error: Potential | None = parameter(None, "standard error of the half voltage")
    slope_factor_error: Potential | None = parameter(None, "standard error of the slope factor")
    residual: Dimensionless | None = parameter(
        None, "root mean square of what the curve leaves, in units of the largest conductance"
    )
    remark: str = parameter("", "why there is no fit, or what is odd about it")


def boltzmann_fit(current: str, voltages: Floats, peaks: Floats) -> BoltzmannFit:
    """Fit a current's activation curve by least squares.

    Parameters
    ----------
    voltages
        The voltages of the family [mV], shape (n,).
    peaks
        Peak conductances, in any unit, shape (n,).
    """
    order = np.argsort(voltages)
    v, size = voltages[order], float(np.abs(peaks).max(initial=0.0))
    if v.size < LEAST_POINTS:
        return BoltzmannFit(current=current, remark=f"fewer than {LEAST_POINTS} voltages")
    y = peaks[order] / size if size > 0.0 else peaks[order]
    if np.ptp(y) < LEAST_CHANGE:
        return BoltzmannFit(current=current, remark="the conductance does not change with the voltage")
    found = _fitted(v, y)
    if found is None:
        return BoltzmannFit(current=current, remark="no Boltzmann curve fits")
    return _described(current, v, y, *found)


def _fitted(v: Floats, y: Floats) -> tuple[Floats, Floats] | None:
    """V_half, k and A with their covariance; None where the search fails."""
    import warnings

    from scipy.optimize import OptimizeWarning, curve_fit

    middle = float(np.interp(0.5, *_increasing(y, v)))
    sign = 1.0 if y[-1] >= y[0] else -1.0
    with warnings.catch_warnings():
        warnings.simplefilter("error", OptimizeWarning)
        try:
            found, covariance = curve_fit(
                _curve, v, y, p0=(middle, sign * np.ptp(v) / 12.0, 1.0), jac=_slopes, maxfev=MAX_EVALUATIONS
            )
        except (RuntimeError, OptimizeWarning, ValueError, FloatingPointError):
            return None
    sound = np.isfinite(found).all() and np.isfinite(covariance).all()
    return (found, covariance) if sound else None


def _increasing(y: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Voltages by increasing conductance: where a guess of the half voltage is read off."""
    order = np.argsort(y)
    return y[order], v[order]


def _open(v: Floats, v_half: float, k: float) -> Floats:
    from scipy.special import expit

    found: Floats = expit((v - v_half) / k)
    return found


def _curve(v: Floats, v_half: float, k: float, maximum: float) -> Floats:
    return maximum * _open(v, v_half, k)


def _slopes(v: Floats, v_half: float, k: float, maximum: float) -> Floats:
    p = _open(v, v_half, k)
    tilt = maximum * p * (1.0 - p) / k
    return np.column_stack([-tilt, -tilt * (v - v_half) / k, p])


def _described(current: str, v: Floats, y: Floats, found: Floats, covariance: Floats) -> BoltzmannFit:
    v_half, k, maximum = found.tolist()
    errors = np.sqrt(np.diag(covariance))
    residual = float(np.sqrt(np.mean((_curve(v, v_half, k, maximum) - y) ** 2)))
    remark = ""
    if not v[0] <= v_half <= v[-1]:
        remark = "half activation lies outside of the voltages of the family"
    elif residual > LEAST_CHANGE:
        remark = "the conductance does not follow a Boltzmann curve"
    return BoltzmannFit(
        current=current,
        v_half=v_half,
        slope_factor=k,
        maximum=maximum,
        v_half_error=float(errors[0]),
        slope_factor_error=float(errors[1]),
        residual=residual,
        remark=remark,
    )


def relative(peaks: Floats) -> Floats:
    """Peak conductances in units of the largest; zeros where there is none."""
    size = float(np.abs(peaks).max(initial=0.0))
    found: Floats = peaks / size if size > 0.0 else np.zeros(peaks.shape)
    return found
