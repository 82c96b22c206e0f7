"""Shooting and collocation against each other, and collocation on many meshes."""

import numpy as np
import pytest

from core.axon.conduction_velocity.brackets import narrowed, search
from core.axon.conduction_velocity.shots import Rest
from core.axon.conduction_velocity.wave_field import WaveField
from core.axon.conduction_velocity.waves import find_waves, shot_log_k, stable_rest
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.numerics.connections.cutting import recut
from core.numerics.connections.solver import ConnectionSolver


def rest_of(neuron: Neuron) -> Rest:
    state, _ = stable_rest(neuron)
    assert state is not None
    return Rest(WaveField(neuron), state)


@pytest.mark.parametrize(
    "neuron",
    [
        Neuron.of(CATALOGUE["hodgkin-huxley"], temperature=25.0),
        Neuron.of(CATALOGUE["wang-buzsaki"]),
        # A constant-field current, whose reversal potential is no parameter.
        Neuron.of(CATALOGUE["frankenhaeuser-huxley"]),
        # Front and back far apart, with a plateau between them.
        Neuron.of(CATALOGUE["fitzhugh-nagumo"], phi=0.01),
    ],
    ids=["hodgkin-huxley", "wang-buzsaki", "frankenhaeuser-huxley", "fitzhugh-nagumo"],
)
def test_shooting_and_collocation_agree(neuron: Neuron) -> None:
    rest = rest_of(neuron)
    fast = find_waves(rest.field, 1e-7, slow=False).fast
    assert fast is not None
    assert fast.coarse is not None
    bracket = next(bracket for bracket in search(rest).brackets if bracket.rising)
    assert narrowed(rest, bracket).high - narrowed(rest, bracket).low < 1e-13
    log_k, error = shot_log_k(rest, bracket)
    assert error < 1e-6
    assert abs(log_k - fast.log_k) < error + fast.error


def test_cutting_an_orbit_again_and_again_does_not_change_it() -> None:
    field = WaveField(Neuron.of(CATALOGUE["hodgkin-huxley"], temperature=6.3))
    fast = find_waves(field, 1e-7, slow=False).fast
    assert fast is not None
    assert fast.coarse is not None
    solver, connected = ConnectionSolver(field, 100, np.ones(2)), fast.coarse
    for _ in range(6):
        again = solver.at_value(recut(solver, connected).orbit, 1)
        assert again is not None
        connected = again
        assert abs(connected.orbit.values[0] - fast.log_k) < 1e-9
        assert np.diff(connected.orbit.mesh).min() > 1e-4
