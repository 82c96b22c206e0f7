"""Equilibria of models that are hard to take: poles, double roots, curves of equilibria, no damping."""

from typing import cast

import numpy as np
import pytest

from core.dynamics.equilibrium_branches.at_current import equilibria_at_current
from core.dynamics.fixed_points import FixedPointsReport, FixedPointsRequest, fixed_points
from core.neuron.client_model import declare
from core.neuron.client_model.request import GeneralDeclaration, ModelDeclaration, VariableDeclaration
from core.neuron.declaration import Neuron


def neuron(density: str, *rates: str) -> Neuron:
    """C dV/dt = I − density; dimensionless, with states a, b... of these rates."""
    return declare(
        ModelDeclaration(
            dimensionless=True,
            currents=(GeneralDeclaration(name="f", density=density),),
            variables=tuple(
                VariableDeclaration(name=name, rate=rate) for name, rate in zip("abd", rates, strict=False)
            ),
        )
    )


def test_every_equilibrium_is_found_once() -> None:
    # a³ = a and b³ = b at any V, V = a + b: 9 equilibria.
    found = equilibria_at_current(neuron("V - a - b", "a - a^3", "b - b^3"), 0.0)
    states = np.round(found.linear.states.T, 9) + 0.0
    assert sorted(map(tuple, states.tolist())) == sorted(
        (a + b, a, b) for a in (-1.0, 0.0, 1.0) for b in (-1.0, 0.0, 1.0)
    )


def test_a_pole_of_the_steady_state_is_no_equilibrium() -> None:
    # a = V³/(V² − 0.001) has poles at ±0.0316 and V + a − V³ = 0 has V = 0 and V² = 1.0004, 0.0005...
    found = equilibria_at_current(neuron("V + a - V^3", "V^2*a - V^3 - 0.001*a"), 0.0)
    squares = np.roots([-1.0, 2.001, -0.001])
    expected = np.sort(np.concatenate([[0.0], np.sqrt(squares), -np.sqrt(squares)]))
    assert found.equilibria.voltage == pytest.approx(expected, abs=1e-9)


def test_curves_of_equilibria_are_left_out_and_said() -> None:
    # With a = 0 nothing flows at any V.
    result = fixed_points(neuron("V*a", "a^3 - a + V^2*a"), FixedPointsRequest())
    assert "no-conductance" in {notice.code for notice in result.warnings}
    # Besides, V = 0 and a = ±1.
    assert cast("FixedPointsReport", result.report).count == 2


def test_a_variable_may_integrate_the_voltage() -> None:
    found = equilibria_at_current(neuron("V + a", "V"), 3.0)
    assert found.linear.states[:, 0] == pytest.approx([0.0, 3.0], abs=1e-12)


def test_no_units_in_words_of_plain_numbers() -> None:
    result = fixed_points(neuron("V + a", "V"), FixedPointsRequest())
    words = " ".join(point.summary for point in cast("FixedPointsReport", result.report).fixed_points)
    assert "with a period of" in words
    assert not {"mV", "Hz", "ms"} & set(words.replace(",", " ").replace(".", " ").split())
