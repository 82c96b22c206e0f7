"""Impulses of myelinated axons against solutions of another making and scaling laws."""

import json
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from core.axon.myelinated.geometry import MyelinatedAxon
from core.axon.myelinated.myelin import InsulatingMyelin, LayeredMyelin, MeasuredMyelin
from core.axon.myelinated.node import node_of
from core.axon.saltatory_conduction.impulse import LEVELS, Conduction
from core.axon.saltatory_conduction.report import SaltatoryConductionReport
from core.axon.saltatory_conduction.request import FibreAxis, SaltatoryConductionRequest
from core.axon.saltatory_conduction.saltatory_conduction import saltatory_conduction
from core.errors import ParameterError
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.neuron.initial import resting_state
from core.result import Result

DATA = Path(__file__).parents[3] / "validation" / "data" / "myelinated_velocity.json"
FIBRES = {row["name"]: row for row in json.loads(DATA.read_text("utf-8"))["fibres"]}
REFERENCE = 3e-6
"""Relative error of the references: their steps in time, pieces and ends, each 1e-6."""
NEURONS = {
    "rabbit": Neuron.of(CATALOGUE["chiu-ritchie"]),
    "rabbit at 27": Neuron.of(CATALOGUE["chiu-ritchie"], temperature=27.0),
    "frog": Neuron.of(CATALOGUE["frankenhaeuser-huxley"]),
    "brill": Neuron.of(
        CATALOGUE["hodgkin-huxley"], g_na=1200.0, g_k=90.0, g_l=20.0, e_l=-65.05, temperature=20.0
    ),
    "moore": Neuron.of(CATALOGUE["hodgkin-huxley"], g_na=1200.0, g_k=360.0, g_l=3.0, temperature=18.5),
}


def axon_of(row: dict[str, Any]) -> MyelinatedAxon:
    """The axon of a reference; a diameter of the fibre that its myelin does not depend on is any."""
    g = 0.6
    # F/cm to pF/µm, and cm/S to MΩ·µm.
    measured = row["capacitance"] > 0.0 and MeasuredMyelin(
        capacitance_per_length=1e8 * row["capacitance"], resistance_times_length=1e-2 / row["conductance"]
    )
    return MyelinatedAxon(
        fibre_diameter=row["axon"] / g,
        g_ratio=g,
        internode_length=row["spacing"],
        node_length=row["node_length"],
        axial_resistivity=row["resistivity"],
        myelin=measured or InsulatingMyelin(),
    )


def impulse_of(neuron: Neuron, axon: MyelinatedAxon, tolerance: float = 1e-4) -> Any:
    node = node_of(neuron, resting_state(neuron)[0])
    return Conduction(axon, node, tolerance).impulse(LEVELS)


@pytest.mark.parametrize(
    "name",
    [
        "sweeney",
        "sweeney, 27 °C",
        "reilly",
        "moore",
        "brill, 1000 µm",
        "layers, g 0.65",
        "layers, L/D 50",
    ],
)
def test_velocity_is_that_of_the_method_of_lines(name: str) -> None:
    row = FIBRES[name]
    found = impulse_of(NEURONS[row["node"]], axon_of(row))
    assert abs(found.velocity - row["velocity"]) < found.error + REFERENCE * row["velocity"]
    assert found.error < 1e-4 * row["velocity"]


def test_nothing_passes_internodes_that_are_too_long() -> None:
    row = FIBRES["layers, L/D 300"]
    assert row["velocity"] is None
    assert impulse_of(NEURONS["rabbit"], axon_of(row)) is None


def test_velocity_is_proportional_to_the_diameter() -> None:
    """With all in proportion, the time from node to node does not depend on D: exactly the same numbers."""
    thin, thick = (impulse_of(NEURONS["rabbit"], MyelinatedAxon(fibre_diameter=d)) for d in (0.5, 20.0))
    assert thin.velocity / 0.5 == pytest.approx(thick.velocity / 20.0, rel=1e-10)


def test_velocity_depends_on_the_resistivity_and_the_length_of_internodes_by_their_product_alone() -> None:
    """With insulating myelin R_a is all that the nodes see of what lies between them."""
    axons = (
        MyelinatedAxon(axial_resistivity=54.7, internode_length=1000.0),
        MyelinatedAxon(axial_resistivity=109.4, internode_length=500.0),
    )
    first, second = (impulse_of(NEURONS["rabbit"], axon) for axon in axons)
    assert second.velocity == pytest.approx(0.5 * first.velocity, rel=1e-6)


def ask(**fields: Any) -> tuple[Result, SaltatoryConductionReport]:
    result = saltatory_conduction(NEURONS["rabbit"], SaltatoryConductionRequest(**fields))
    return result, cast("SaltatoryConductionReport", result.report)


def test_the_best_g_ratio_is_near_rushtons() -> None:
    axis = FibreAxis(parameter="g_ratio", values=(0.5, 0.65, 0.8))
    result, report = ask(myelin=LayeredMyelin(), vary=axis, beside=None, tolerance=1e-3)
    assert report.fastest is not None
    assert report.fastest.within
    # Faster than at all ratios of the references, and between the best and its faster neighbour.
    known = {g: FIBRES[f"layers, g {g:g}"]["velocity"] for g in (0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)}
    assert 0.65 < report.fastest.value < 0.7
    assert report.fastest.velocity > max(known.values())
    assert report.rushton_g_ratio == pytest.approx(0.6065, abs=1e-4)
    velocities = result.curves[0].columns[1].values
    assert velocities == pytest.approx([known[0.5], known[0.65], known[0.8]], rel=2e-3)


def test_a_blocked_axon_says_so() -> None:
    neuron = Neuron.of(CATALOGUE["chiu-ritchie"], g_na=100.0)
    result = saltatory_conduction(neuron, SaltatoryConductionRequest())
    report = cast("SaltatoryConductionReport", result.report)
    assert (report.velocity, report.finding, report.comparison) == (None, "blocked", None)
    assert all(np.isfinite(series.values).all() for series in result.series)


def test_a_bare_axon_as_fast() -> None:
    _, report = ask()
    assert report.comparison is not None
    # 476 µm · (56.897/18.7319)², the velocities of both.
    assert report.comparison.bare_diameter == pytest.approx(4391.6, rel=1e-4)


def test_parameters_that_there_are_not_are_refused() -> None:
    with pytest.raises(ParameterError, match="insulating myelin") as caught:
        ask(vary=FibreAxis(parameter="period", values=(10.0, 20.0)))
    assert caught.value.pointer == "/vary/parameter"
