import math

import numpy as np
import pytest

from core.axon.myelinated.constants import fibre_constants
from core.axon.myelinated.geometry import MyelinatedFibre
from core.axon.myelinated.myelin import LayeredMyelin, MeasuredMyelin
from core.axon.myelinated.plan import plan
from core.errors import ParameterError

VACUUM = 8.8541878128e-6
"""ε₀ [pF/µm]."""


def test_constants_of_sweeneys_fibre() -> None:
    found = fibre_constants(MyelinatedFibre(), 2.5)
    # A node of 6 µm by 1.5 µm; 4 R_i L/πd² of 54.7 Ω·cm, 1000 µm and 6 µm.
    assert found.node_area == pytest.approx(9.0 * math.pi, rel=1e-14)
    assert found.node_capacitance == pytest.approx(0.025 * 9.0 * math.pi, rel=1e-14)
    assert found.internode_resistance == pytest.approx(4.0 * 0.547 * 1000.0 / (math.pi * 36.0), rel=1e-14)
    assert found.internode_capacitance == 0.0
    assert found.myelin_resistance is None
    assert found.charging_time == pytest.approx(1e-3 * found.internode_resistance * found.node_capacitance)


def test_layers_are_a_dielectric() -> None:
    """Many thin membranes are a dielectric of the permittivity C p/2: c = 2 π ε/ln(D/d)."""
    myelin = LayeredMyelin(membrane_capacitance=1.0, period=1.0)
    fibre = MyelinatedFibre(fibre_diameter=1000.0, g_ratio=0.7, myelin=myelin)
    expected = 2.0 * math.pi * (0.5 * 1e-2 * 1e-3) / math.log(1.0 / 0.7)
    # The axon's own membrane is one more of 300,000.
    assert fibre.sheath.capacitance == pytest.approx(expected, rel=1e-5)


def test_layers_add_up_to_the_membranes_in_series() -> None:
    myelin = LayeredMyelin(membrane_capacitance=0.9, membrane_resistance=1000.0, period=16.0)
    fibre = MyelinatedFibre(fibre_diameter=4.0, g_ratio=0.6, myelin=myelin)
    turns = round(fibre.myelin.turns(2.4, 4.0) or 0.0)
    assert turns == 50
    middles = 1.2 + 0.008 * (np.arange(2 * turns) + 0.5)
    perimeters = 2.0 * math.pi * np.append(middles, 1.2)
    # The sum is the integral by the midpoint rule, which errs by h²/24 (1/a² − 1/b²)/ln(b/a).
    error = 1.1 * 0.008**2 / 24.0 * (1.2**-2 - 2.0**-2) / math.log(2.0 / 1.2)
    assert fibre.sheath.capacitance == pytest.approx(0.009 / np.sum(1.0 / perimeters), rel=error)
    assert fibre.sheath.conductance == pytest.approx(1e-5 / np.sum(1.0 / perimeters), rel=error)


def test_usual_layers_are_as_measured_on_frog_fibres() -> None:
    """10 to 16 pF/cm and a relative permittivity of 5 to 10 (Hodgkin 1964) at the frog's d/D."""
    sheath = MyelinatedFibre(fibre_diameter=14.0, g_ratio=10.0 / 14.0, myelin=LayeredMyelin()).sheath
    assert 10.0 < 1e4 * sheath.capacitance < 16.0
    permittivity = sheath.capacitance * math.log(1.4) / (2.0 * math.pi * VACUUM)
    assert 5.0 < permittivity < 10.0


def test_thinnest_sheath_is_the_bare_axon() -> None:
    myelin = LayeredMyelin(membrane_capacitance=1.0, membrane_resistance=2000.0)
    sheath = myelin.sheath(2.0, 2.0)
    assert sheath.capacitance == pytest.approx(1e-2 * math.pi * 2.0, rel=1e-14)
    assert 1.0 / sheath.conductance == pytest.approx(2000.0 * 1e2 / (2.0 * math.pi), rel=1e-14)


@pytest.mark.parametrize("pieces", [1, 7])
def test_plan_holds_what_the_fibre_has(pieces: int) -> None:
    fibre = MyelinatedFibre(myelin=MeasuredMyelin(), nodes=5, node_diameter=3.0)
    cut, constants = plan(fibre, pieces), fibre_constants(fibre, 2.5)
    assert cut.position.size == 5 + 4 * pieces
    assert cut.position[cut.nodes] == pytest.approx(1000.0 * np.arange(5), rel=1e-14)
    assert np.all(np.diff(cut.position) > 0.0)
    assert cut.length.sum() == pytest.approx(4000.0 + 1.5, rel=1e-14)
    assert cut.capacitance.sum() == pytest.approx(4e-3 * constants.internode_capacitance, rel=1e-13)
    assert constants.myelin_resistance is not None
    assert cut.leak.sum() == pytest.approx(4.0 / constants.myelin_resistance, rel=1e-13)
    assert np.sum(1.0 / cut.conductance) == pytest.approx(4.0 * constants.internode_resistance, rel=1e-13)


def test_an_insulated_internode_is_a_resistance() -> None:
    fibre = MyelinatedFibre(nodes=3)
    cut = plan(fibre, 9)
    assert list(cut.nodes) == [0, 1, 2]
    assert 1.0 / cut.conductance == pytest.approx(fibre_constants(fibre, 2.5).internode_resistance, rel=1e-14)
    assert not cut.capacitance.any()


def test_nodes_as_long_as_their_distance_are_refused() -> None:
    with pytest.raises(ParameterError, match="nothing left for an internode") as caught:
        MyelinatedFibre(internode_length=1.5)
    assert caught.value.pointer == "/node_length"
