"""Phase responses with closed forms, and the identities that every response obeys."""

import numpy as np
import pytest

from core.dynamics.cycles.limit_cycle_report import with_phase
from core.dynamics.cycles.settled import settled_cycles
from core.dynamics.phase_response.adjoint import Adjoint, adjoint, period_slope, period_slope_by_adjoint
from core.dynamics.phase_response.direct import measured_response
from core.dynamics.vector_field import VectorField
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import GeneralCurrent, Model, Neuron, Standard, Variable, constant
from core.quantity import Dimensionless

ANGULAR = 0.4
GHOST = 0.01


def on_a_circle(angular_velocity: str) -> Model:
    """dr/dt = r (1 − r²), dθ/dt = ω: isochrons of the cycle r = 1 are radii if ω is a function of θ."""
    radial = "(1 - V^2 - y^2)"
    return Model(
        name="circle",
        title="Circle",
        description="A cycle on the unit circle.",
        capacitance="c",
        parameters=(constant("c", "C", Dimensionless, 2.0, "capacitance"),),
        gates=(),
        currents=(
            GeneralCurrent("all", "I", "everything", f"-c * (V * {radial} - y * ({angular_velocity}))"),
        ),
        variables=(Variable("y", "y", "the other", f"y * {radial} + V * ({angular_velocity})"),),
        presets=(),
        standard=Standard(100.0, (), 0.0, (-1.0, 1.0), (-2.0, 2.0)),
        references=(),
        dimensionless=True,
        swing=2.0,
    )


def response(neuron: Neuron, current: float) -> Adjoint:
    return adjoint(settled_cycles(VectorField(neuron, ("current",)), current).cycles[0])


PHASES = np.linspace(0.0, 1.0, 97)
UNIFORM = on_a_circle(str(ANGULAR))
SNIC = on_a_circle(f"1 - V / sqrt(V^2 + y^2) + {GHOST} * (1 + V / sqrt(V^2 + y^2))")


def test_the_normal_form_of_a_hopf_point_answers_by_a_sine() -> None:
    found = response(Neuron.of(UNIFORM), 0.0)
    phased = with_phase(found.cycle, None)
    theta = 2.0 * np.pi * PHASES
    assert found.cycle.period == pytest.approx(2.0 * np.pi / ANGULAR, rel=1e-11)
    exact = np.column_stack([-np.sin(theta), np.cos(theta)]) / ANGULAR
    assert found.gradients(phased.origin + PHASES) == pytest.approx(exact, abs=3e-7 / ANGULAR)


def test_the_normal_form_of_a_saddle_node_on_a_circle_answers_by_one_minus_a_cosine() -> None:
    # dθ/dt = 1 − cos θ + b (1 + cos θ): tan(θ/2) = √b tan(√b t). What disturbs dv/dt = v² + b, v = tan(θ/2),
    # moves θ by (1 + cos θ), and the time by (1 + cos θ)/(dθ/dt) = (1 + cos 2√b t)/(2 b).
    found = response(Neuron.of(SNIC), 0.0)
    cycle, root = found.cycle, np.sqrt(GHOST)
    assert cycle.period == pytest.approx(np.pi / root, rel=1e-10)
    phased = with_phase(cycle, None)
    states, z = phased.states(PHASES), found.gradients(phased.origin + PHASES)
    along = np.column_stack([-states[:, 1], states[:, 0]])
    answer = (z * along).sum(axis=1) * (1.0 + states[:, 0])
    # Phase 0, the maximum of V = cos θ, is θ = 0, where v = 0: the slowest place.
    exact = (1.0 + np.cos(2.0 * np.pi * PHASES)) / (2.0 * GHOST)
    assert answer == pytest.approx(exact, abs=1e-6 / GHOST)
    assert (z * states).sum(axis=1) == pytest.approx(np.zeros(PHASES.size), abs=1e-5 / GHOST)


@pytest.mark.parametrize(
    ("name", "preset", "current"),
    [
        ("hodgkin-huxley", None, 10.0),
        ("morris-lecar", "hopf", 100.0),
        ("morris-lecar", "snic", 45.0),
        ("hindmarsh-rose", None, 2.0),
    ],
)
def test_the_response_gives_the_slope_of_the_period(name: str, preset: str | None, current: float) -> None:
    # dT/dI = −∫ Z·∂F/∂I dt against the tangent of the branch, from other equations.
    found = response(Neuron.of(CATALOGUE[name], preset), current)
    slope = period_slope(found.cycle)
    assert slope == pytest.approx(period_slope_by_adjoint(found), rel=1e-8)
    assert found.normalisation_error < 1e-8


def test_small_charges_shift_spikes_by_the_response() -> None:
    # Linear to 1e-4 of a spike; the runs' own errors are below that.
    found = response(Neuron.of(CATALOGUE["connor-stevens"]), 10.0)
    phased, phases = with_phase(found.cycle, None), np.array([0.2, 0.5, 0.8])
    exact = found.gradients(phased.origin + phases)[:, 0]
    assert measured_response(phased, phases).advances == pytest.approx(exact, abs=1e-4 * np.abs(exact).max())
