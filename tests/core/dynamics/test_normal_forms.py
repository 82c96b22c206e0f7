import numpy as np
import pytest

from core.dynamics.equilibria import resolve_steady_curve
from core.dynamics.normal_forms import hopf_normal_form, saddle_node_coefficient
from core.errors import ConvergenceError
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Gate, Model, Neuron, Relaxation
from core.neuron.equations import jacobian_matrix, steady_curve, steady_state

MORRIS_LECAR, HODGKIN_HUXLEY = CATALOGUE["morris-lecar"], CATALOGUE["hodgkin-huxley"]


# PHYSICS 4: l₁ to 1e-4 relative, Re c₁ to all printed digits.
@pytest.mark.parametrize(
    ("preset", "voltage", "lyapunov", "cubic"),
    [
        ("hopf", -25.2701048796, 6.543187e-3, 5.220140e-4),
        ("hopf", 7.8006638670, 3.668292e-3, 5.451162e-4),
    ],
)
def test_morris_lecar_coefficients_are_the_published_ones(
    preset: str, voltage: float, lyapunov: float, cubic: float
) -> None:
    neuron = Neuron.of(MORRIS_LECAR, preset)
    form = hopf_normal_form(neuron, steady_state(neuron, voltage))
    assert form.first_lyapunov_coefficient == pytest.approx(lyapunov, rel=1e-6)
    assert form.cubic_coefficient == pytest.approx(cubic, rel=1e-6)
    assert form.criticality == "subcritical"
    assert form.error < 1e-9


@pytest.mark.parametrize(
    ("voltage", "cubic", "criticality"),
    [(-59.65414360, 8.6725e-3, "subcritical"), (-43.05809201, None, "supercritical")],
)
def test_hodgkin_huxley_coefficients_are_the_published_ones(
    voltage: float, cubic: float | None, criticality: str
) -> None:
    neuron = Neuron.of(HODGKIN_HUXLEY, "ermentrout")
    form = hopf_normal_form(neuron, steady_state(neuron, voltage))
    assert form.criticality == criticality
    if cubic is not None:
        assert form.cubic_coefficient == pytest.approx(cubic, rel=1e-5)


def test_a_bystander_gate_changes_nothing() -> None:
    # A third state that acts on nothing but follows V adds a component to q: ⟨q, q⟩ = 1 shrinks the others.
    gate = Gate("bystander", "acts on nothing", Relaxation("sigmoid((V + 20) / 10)", "50"))
    fields = {name: getattr(MORRIS_LECAR, name) for name in MORRIS_LECAR.__dataclass_fields__}
    wider = Neuron.of(Model(**(fields | {"gates": (*MORRIS_LECAR.gates, gate)})))
    plain = Neuron.of(MORRIS_LECAR)
    voltage = -25.2701048796
    small, large = (hopf_normal_form(x, steady_state(x, voltage)) for x in (plain, wider))
    values, vectors = np.linalg.eig(jacobian_matrix(wider, steady_state(wider, voltage)))
    q = vectors[:, np.argmax(values.imag)]
    share = np.linalg.norm(q[:2]) ** 2 / np.linalg.norm(q) ** 2
    # c₁ is a cubic coefficient: it goes with the square of the size of z.
    assert large.cubic_coefficient == pytest.approx(small.cubic_coefficient * share, rel=1e-9)
    assert large.angular_frequency == pytest.approx(small.angular_frequency, rel=1e-12)


def test_a_saddle_node_coefficient_is_that_of_the_steady_current() -> None:
    # Differentiate F(x∞(V)) = (I − I_ss(V)) e₀/C twice: A x″ + B(x′, x′) = −I_ss″ e₀/C, so that with q ∥ x′
    # a = −½ I_ss″ p₀/(C |x′|²).
    neuron = Neuron.of(MORRIS_LECAR, "snic")
    for fold in resolve_steady_curve(neuron, -85.0, 121.0).extrema.tolist():
        state = steady_state(neuron, fold)
        values, vectors = np.linalg.eig(jacobian_matrix(neuron, state).T)
        p = vectors[:, np.argmin(np.abs(values))].real
        h = 1e-4
        tangent = (steady_state(neuron, fold + h) - steady_state(neuron, fold - h)) / (2.0 * h)
        q = tangent / np.linalg.norm(tangent)
        p = p / (p @ q)
        curvature = steady_curve(neuron, np.array([fold]))[2, 0]
        expected = -0.5 * curvature * p[0] / (20.0 * np.linalg.norm(tangent) ** 2)
        # The tangent is a central difference: (1e-4 mV)² against 18 mV.
        assert saddle_node_coefficient(neuron, state) == pytest.approx(expected, rel=1e-7)


def test_real_eigenvalues_are_no_hopf_point() -> None:
    neuron = Neuron.of(MORRIS_LECAR, "snic")
    with pytest.raises(ConvergenceError):
        hopf_normal_form(neuron, steady_state(neuron, -41.0))
