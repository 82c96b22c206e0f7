import numpy as np
import pytest
from scipy.integrate import quad

from core.numerics.sinusoidal_relaxation import sinusoidal_relaxation

# (t, τ, φ, ω, ρ, value): 40-digit values of Im[e^{iφ} ∫ e^{−(t−s)/τ + iθ(s)} ds]/τ, by mpmath.
EXACT = (
    (100.0, 10.0, 0.0, 0.0, 0.00628318530717959, -0.15611567142241281),
    (100.0, 10.0, 0.3, 0.628, -0.00628, -0.022312218522065825),
    (3.0, 10.0, 1.0, 0.05, 0.01, 0.23001158640961633),
    (0.001, 10.0, 0.5, 0.2, 0.05, 4.7948932757330528e-5),
    (1e-06, 1000.0, 0.5, 0.2, 0.05, 4.7942562612275049e-10),
    (50.0, 0.01, 0.0, 0.1, 0.002, 0.93730302737811377),
    (40.0, 1000.0, 0.0, 0.0, 0.4, 0.0012922667142163414),
    (40.0, 1000.0, 0.7, 16.0, -0.4, -0.00094983621211352049),
    (200.0, 20.0, 0.0, 0.5, 0.0, -0.090387132323653201),
    (0.01, 20.0, 0.2, 0.5, 0.0, 0.00010053429854270324),
    (20.0, 2.0, 0.0, 0.1, 0.0001, 0.94991711583463479),
    (60.0, 3.0, 2.0, 0.9, -0.03, -0.036024829956904804),
)


@pytest.mark.parametrize(("t", "tau", "phase", "omega", "rate", "expected"), EXACT)
def test_against_forty_digits(
    t: float, tau: float, phase: float, omega: float, rate: float, expected: float
) -> None:
    found = sinusoidal_relaxation(np.array([t]), tau, phase, omega, rate)[0]
    # wofz is good to 1e-13; the phase to an ulp of itself.
    turned = abs(omega) * t + abs(rate) * t * t
    size = min(t / tau, 1.0)
    assert abs(found - expected) < size * (2e-14 + 2.3e-16 * turned)


@pytest.mark.parametrize("omega", [0.0, 0.05, 3.0])
@pytest.mark.parametrize("rate", [-0.02, 0.0, 1e-9, 0.02])
@pytest.mark.parametrize("tau", [0.3, 10.0, 500.0])
def test_against_quadrature(omega: float, rate: float, tau: float) -> None:
    times, phase = np.array([0.0, 0.01, 1.0, 7.0, 30.0]), 0.4

    def integrand(s: float, t: float) -> float:
        return float(np.exp(-(t - s) / tau) * np.sin(phase + s * (omega + 0.5 * rate * s)) / tau)

    expected = [quad(integrand, 0.0, t, args=(t,), epsabs=1e-13, limit=500)[0] for t in times]
    found = sinusoidal_relaxation(times, tau, phase, omega, rate)
    assert found == pytest.approx(expected, abs=1e-12)


def test_a_vanishing_rate_is_a_constant_frequency() -> None:
    times = np.linspace(0.0, 100.0, 1001)
    constant = sinusoidal_relaxation(times, 10.0, 0.2, 0.7, 0.0)
    for rate in (1e-25, 1e-18, 1e-15, -1e-15):
        swept = sinusoidal_relaxation(times, 10.0, 0.2, 0.7, rate)
        # The phase differs by ρt²/2.
        assert np.allclose(swept, constant, rtol=0.0, atol=1e-13 + abs(rate) * 1e4)


@pytest.mark.parametrize("rate", [0.0, 1e-7, -1e-7, 1e3])
@pytest.mark.parametrize("tau", [1e-9, 1e9])
def test_extreme_time_constants_stay_finite(rate: float, tau: float) -> None:
    times = np.geomspace(1e-6, 1e6, 50)
    found = sinusoidal_relaxation(times, tau, 0.0, 1.0, rate)
    assert np.all(np.isfinite(found))
    assert np.max(np.abs(found)) <= 1.0 + 1e-9
    if tau == 1e-9:
        # A fast membrane follows, where ω τ is small.
        slow = np.abs(1.0 + rate * times) * tau < 1e-6
        drive = np.sin(times * (1.0 + 0.5 * rate * times))
        assert np.allclose(found[slow], drive[slow], rtol=0.0, atol=2e-3 if rate == 1e3 else 1e-6)
