"""First-order relaxation τ dy/dt = f(t) − y from y(0) = 0, driven by a sinusoid: closed forms.

f = sin(φ + ω t + ½ ρ t²), so that y = Im[e^{iφ} J]/τ with J(t) = ∫₀ᵗ e^{−(t−s)/τ + iθ(s)} ds and
θ(s) = ω s + ½ ρ s². With B(s) = 1/τ + i(ω + ρ s):

- ρ = 0: J = (e^{iωt} − e^{−t/τ})/B;
- ρ > 0: completing the square gives J = √π/(2√a) e^{b²/4a − t/τ} [erfc z(0) − erfc z(t)], where a = −iρ/2,
  b = B(0) and z(s) = −B(s)/(2√a). The Faddeeva function w(iz) = e^{z²} erfc z carries the exponential, and
  erfc z = 2 − erfc(−z) is used where Re z < 0, so that nothing overflows;
- ρ < 0: J is the complex conjugate of that for −ω, −ρ.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import wofz

from core.result import Floats

Complexes = NDArray[np.complex128]

SMALL_PHASE = 1e-17
"""Phase [rad] that a rising frequency adds, below which it is constant."""
SHORT = 2.0
"""Arc of the integrand up to which 20 Gauss nodes integrate it to rounding."""


def sinusoidal_relaxation(times: Floats, tau: float, phase: float, omega: float, rate: float) -> Floats:
    """Relaxation driven by sin(φ + ω t + ½ ρ t²), at times since it was switched on.

    Parameters
    ----------
    times
        Times since the onset [ms], not negative, shape (n,).
    tau
        Time constant [ms].
    phase, omega, rate
        φ [rad], ω [rad/ms], ρ [rad/ms²].

    Returns
    -------
    y, shape (n,), in units of the sinusoid's amplitude.

    Notes
    -----
    Abramowitz and Stegun (1964), 7.1.3 and 7.4.2; w(z) by `scipy.special.wofz`, to 1e-13.
    """
    # In units of τ the integral is of the order of one.
    elapsed, frequency, sweep = times / tau, omega * tau, rate * tau * tau
    longest = float(np.max(elapsed, initial=0.0))
    if 0.5 * abs(sweep) * longest * longest < SMALL_PHASE:
        integral = _steady(elapsed, frequency)
    else:
        integral = _swept(elapsed, frequency, sweep)
    response: Floats = np.imag(np.exp(1j * phase) * integral)
    return response


def _steady(t: Floats, omega: float) -> Complexes:
    """J for a constant frequency, in units of τ."""
    b = 1.0 + 1j * omega
    # e^{iωt} − e^{−t} loses digits where t is short, e^{−t} (e^{bt} − 1) does not.
    near = np.exp(-t) * np.expm1(np.minimum(t, 1.0) * b)
    far = np.exp(1j * omega * t) - np.exp(-t)
    integral: Complexes = np.where(t < 1.0, near, far) / b
    return integral


def _swept(t: Floats, omega: float, rate: float) -> Complexes:
    """J for a rising or falling frequency, in units of τ."""
    if rate < 0.0:
        return np.conj(_swept(t, -omega, -rate))
    arc = t * (1.0 + np.maximum(abs(omega), np.abs(omega + rate * t)))
    short = arc < SHORT
    integral = np.empty(t.size, dtype=np.complex128)
    integral[short] = _by_quadrature(t[short], omega, rate)
    integral[~short] = _by_faddeeva(t[~short], omega, rate)
    return integral


def _by_faddeeva(t: Floats, omega: float, rate: float) -> Complexes:
    """J for ρ > 0; each end of the integral in the half-plane where its error function is small."""
    # iz = (Ω − i) e^{iπ/4}/√(2ρ), with Ω the frequency at that end; Im(iz) ≥ 0 where Ω ≥ 1.
    turn = np.exp(0.25j * np.pi) / np.sqrt(2.0 * rate)
    begins_low, ends_low = omega < 1.0, omega + rate * t < 1.0
    first = (omega - 1j) * turn * (-1.0 if begins_low else 1.0)
    last = (omega + rate * t - 1j) * turn * np.where(ends_low, -1.0, 1.0)
    swing = np.exp(1j * t * (omega + 0.5 * rate * t))
    start = np.exp(-t) * wofz(first) * (-1.0 if begins_low else 1.0)
    total = start - swing * wofz(last) * np.where(ends_low, -1.0, 1.0)
    if begins_low:
        # e^{z²} at the beginning, where erfc z = 2 − erfc(−z) and the end has no such term of its own.
        square = 0.5j * (1.0 + 1j * omega) ** 2 / rate
        total[~ends_low] += 2.0 * np.exp(square - t[~ends_low])
    integral: Complexes = np.sqrt(np.pi) * turn * total
    return integral


def _by_quadrature(t: Floats, omega: float, rate: float) -> Complexes:
    """J over a short arc, where the closed form would subtract nearly equal numbers."""
    nodes, weights = _gauss_nodes()
    s = t[:, np.newaxis] * nodes
    integrand: Complexes = np.exp(s - t[:, np.newaxis] + 1j * s * (omega + 0.5 * rate * s))
    integral: Complexes = (integrand @ weights) * t
    return integral


@cache
def _gauss_nodes() -> tuple[Floats, Floats]:
    """Gauss-Legendre nodes and weights on (0, 1)."""
    nodes, weights = np.polynomial.legendre.leggauss(20)
    return 0.5 * (nodes + 1.0), 0.5 * weights
