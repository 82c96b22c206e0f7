import math
from typing import Any

import numpy as np
import pytest

from core.cable.branches import Branch, BranchColumns, Place
from core.cable.geometry import (
    End,
    FiniteCable,
    KilledEnd,
    LumpedSomaEnd,
    SealedEnd,
    SphericalSomaEnd,
    VoltageClampedEnd,
)
from core.cable.steady_state.report import CableReport
from core.cable.steady_state.request import CableSteadyStateRequest, Injection
from core.cable.steady_state.steady_state import steady_state
from core.cable.tree.report import CableTreeReport
from core.cable.tree.request import CableTreeRequest, PlacePair, TreeInjection
from core.cable.tree.tree import tree
from core.result import Curve, Floats, Result
from tests.core.cable.tree.compartments import impedances

ROOT = Place(branch=0, position=0.0)
LAMBDA, R_INFINITE = 1000.0, 4000.0 / math.pi
CONSTANTS: dict[str, Any] = {"membrane_resistance": 40_000.0, "axial_resistivity": 100.0}
"""Of a cylinder of 1 µm: λ = 1000 µm, R_∞ = 4000/π MΩ, τ = 40 ms."""
SEALED = SealedEnd()


def solved(*branches: Branch, **options: Any) -> Result:
    return tree(CableTreeRequest(branches=BranchColumns.of(branches), **{"root_end": SEALED, **options}))


def report(result: Result) -> CableTreeReport:
    assert isinstance(result.report, CableTreeReport)
    return result.report


def curve(result: Result, name: str) -> Curve:
    return next(curve for curve in result.curves if curve.name == name)


def column(result: Result, curve_name: str, name: str) -> Floats:
    return next(column.values for column in curve(result, curve_name).columns if column.name == name)


def pair(source: Place, target: Place) -> PlacePair:
    return PlacePair(source=source, target=target)


ENDS: list[End] = [
    SEALED,
    KilledEnd(),
    VoltageClampedEnd(voltage=-40.0),
    LumpedSomaEnd(resistance=300.0),
    SphericalSomaEnd(diameter=25.0, membrane_resistance=5000.0),
]


@pytest.mark.parametrize("left", ENDS, ids=lambda end: end.kind)
@pytest.mark.parametrize("right", ENDS, ids=lambda end: end.kind)
def test_a_single_branch_is_a_cable(left: End, right: End) -> None:
    along = ((0.0, 0.05), (300.0, 0.02))
    cable = steady_state(
        CableSteadyStateRequest(
            diameter=1.0,
            **CONSTANTS,
            geometry=FiniteCable(length=1500.0, left=left, right=right),
            injections=tuple(Injection(position=x, current=current) for x, current in along),
            points=16,
        )
    )
    result = solved(
        Branch(length=1500.0, diameter=1.0),
        **CONSTANTS,
        root_end=left,
        tip_end=right,
        injections=tuple(TreeInjection(branch=0, position=x, current=current) for x, current in along),
        points=16,
    )
    assert isinstance(cable.report, CableReport)
    assert column(result, "branch_0", "voltage") == pytest.approx(cable.variable("voltage").values, abs=1e-11)
    for own, other in zip(report(result).injections, cable.report.sites, strict=True):
        assert own.voltage == pytest.approx(other.voltage, abs=1e-11)
        assert own.input_resistance == pytest.approx(other.input_resistance, rel=1e-13)
        assert other.to_left_end is not None
        if own.input_resistance:
            assert own.log_attenuation_to_root == pytest.approx(other.to_left_end.log_ratio, abs=1e-14)
    assert cable.report.left is not None
    root = report(result).root
    assert root.current_out == pytest.approx(cable.report.left.current_out, abs=1e-14)
    if root.conductance_ratio is not None:
        assert root.conductance_ratio == pytest.approx(cable.report.left.conductance_ratio, rel=1e-13)


@pytest.mark.parametrize("frequency", [0.0, 3.0, 500.0])
def test_impedance_of_a_sealed_cylinder(frequency: float) -> None:
    result = solved(
        Branch(length=700.0, diameter=1.0),
        **CONSTANTS,
        sites=(ROOT,),
        attenuation_between=(pair(ROOT, Place()),),
        frequencies=(frequency,),
    )
    turn = np.sqrt(1.0 + 2j * math.pi * frequency * 0.04)
    seen = R_INFINITE / turn / np.tanh(0.7 * turn)
    through = R_INFINITE / turn / np.sinh(0.7 * turn)
    for name, expected in (("site_1", seen), ("pair_1", through)):
        assert column(result, name, "magnitude")[0] == pytest.approx(abs(expected), rel=1e-13)
        turned = np.exp(1j * np.radians(column(result, name, "phase")[0]))
        assert turned == pytest.approx(expected / abs(expected), abs=1e-13)
    assert column(result, "pair_1", "log_attenuation")[0] == pytest.approx(np.log(abs(np.cosh(0.7 * turn))))


def test_trees_by_compartments() -> None:
    # Any shape: tapers of all steepnesses, side branches, branches of their own constants, ends of all kinds.
    random = np.random.default_rng(7)
    ends = (None, None, KilledEnd(), LumpedSomaEnd(resistance=200.0))
    for frequency in (0.0, 5.0, 80.0):
        branches = [
            Branch(
                parent=int(random.integers(k)) if k else None,
                parent_position=float(random.choice([0.0, 0.25, 0.5, 1.0, 1.0])),
                length=float(random.uniform(30.0, 300.0)),
                diameter=float(random.uniform(0.5, 4.0)),
                end_diameter=float(random.choice([0.2, 1.0, 1.3, 3.0])),
                membrane_resistance=float(random.uniform(2e3, 3e4)) if k % 3 == 1 else None,
                membrane_capacitance=2.0 if k % 4 == 2 else None,
                axial_resistivity=80.0 if k % 5 == 1 else None,
                end=ends[k % 4] if k else None,
            )
            for k in range(9)
        ]
        request = CableTreeRequest(
            branches=BranchColumns.of(branches),
            injections=(),
            attenuation_between=tuple(
                pair(source, target)
                for places in [[ROOT, *(Place(branch=k) for k in range(9))]]
                for source in places
                for target in places
            ),
            frequencies=(frequency,),
        )
        found = [curve.columns for curve in tree(request).curves if curve.name.startswith("pair_")]
        own = np.array(
            [c[1].values[0] * np.exp(1j * np.radians(np.nan_to_num(c[2].values[0]))) for c in found]
        )
        coarse, fine = (impedances(request, branches, cells, frequency) for cells in (40, 80))
        # The error of second order is extrapolated away: what is left is smaller by far than the difference.
        left = np.abs(own.reshape(10, 10) - (4.0 * fine - coarse) / 3.0)
        assert np.all(left <= 2e-3 * np.abs(fine - coarse) + 1e-9 * np.abs(own).max())


def _complex(polar: Floats) -> Any:
    return polar[..., 0] * np.exp(1j * np.radians(polar[..., 1]))


@pytest.mark.parametrize("length", [1e-3, 30.0, 3e5, 1e9])
def test_cables_of_any_length(length: float) -> None:
    scaled = length / LAMBDA
    result = solved(
        Branch(length=length, diameter=1.0),
        **CONSTANTS,
        sites=(ROOT,),
        attenuation_between=(pair(ROOT, Place()),),
    )
    site, there = report(result).sites[0], report(result).attenuations[0]
    assert site.input_resistance == pytest.approx(R_INFINITE / math.tanh(scaled), rel=1e-13)
    # ln cosh L, without an overflow, and L²/2 where that is all that there is.
    expected = scaled + math.log1p(0.5 * math.expm1(-2.0 * scaled)) if scaled > 1e-3 else 0.5 * scaled**2
    assert there.log_ratio == pytest.approx(expected, rel=1e-12)
    assert there.log_ratio_back == pytest.approx(there.log_ratio, rel=1e-13)


def test_a_chain_of_ten_thousand_branches() -> None:
    count = 10_000
    columns = BranchColumns(parent=(None, *range(count - 1)), length=(0.15,) * count, diameter=(1.0,) * count)
    last = Place(branch=count - 1)
    result = tree(
        CableTreeRequest(
            **CONSTANTS,
            branches=columns,
            root_end=SEALED,
            sites=(last,),
            attenuation_between=(pair(ROOT, last),),
        )
    )
    # The error of a sum of 10,000 numbers.
    assert report(result).sites[0].input_resistance == pytest.approx(R_INFINITE / math.tanh(1.5), rel=1e-12)
    assert report(result).attenuations[0].log_ratio == pytest.approx(math.log(math.cosh(1.5)), rel=1e-11)
    assert report(result).attenuations[0].transfer_resistance == pytest.approx(R_INFINITE / math.sinh(1.5))
    assert report(result).highest_order == count - 1


def test_delays() -> None:
    # Agmon-Snir and Segev (1993): an isopotential cell delays by τ; an infinite cable by τ/2 where the
    # current enters, and by τX/2 more at a distance of X. Here 20 λ are infinity.
    small = solved(Branch(length=1e-3, diameter=1.0), **CONSTANTS, sites=(ROOT,))
    assert report(small).sites[0].input_delay == pytest.approx(40.0, rel=1e-9)
    middle, aside = Place(position=20_000.0), Place(position=21_500.0)
    long = solved(
        Branch(length=40_000.0, diameter=1.0),
        **CONSTANTS,
        sites=(middle,),
        attenuation_between=(pair(middle, aside),),
    )
    assert report(long).sites[0].input_delay == pytest.approx(20.0, rel=1e-12)
    assert report(long).attenuations[0].transfer_delay == pytest.approx(20.0 * 2.5, rel=1e-12)


def test_a_current_into_a_held_end_is_said() -> None:
    result = solved(Branch(length=100.0, diameter=1.0), root_end=KilledEnd())
    assert [(notice.code, notice.pointer) for notice in result.warnings] == [
        ("current-into-held-end", "/injections/0")
    ]
    assert report(result).root.current_out == pytest.approx(0.05, rel=1e-14)
    assert report(result).injections[0].input_delay is None


def test_errors_are_measured() -> None:
    result = solved(
        Branch(length=400.0, diameter=2.0, end_diameter=0.5),
        Branch(parent=0, length=3000.0, diameter=0.5, end_diameter=1.5),
        frequencies=(100.0,),
    )
    found = {estimate.variable: estimate.value for estimate in result.numerics.estimated_errors}
    assert found.keys() == {"voltage", "input_resistance", "membrane_current", "magnitude"}
    assert 0.0 < found["voltage"] < 1e-12
    assert found["membrane_current"] < 1e-15
    assert found["magnitude"] < 1e-11


def test_tables() -> None:
    result = solved(
        Branch(length=300.0, diameter=2.0),
        Branch(parent=0, parent_position=0.5, length=100.0, diameter=1.0),
        Branch(parent=0, length=100.0, diameter=1.0, end=KilledEnd()),
        Branch(parent=0, length=100.0, diameter=1.0),
        rows=3,
    )
    assert result.variable("branch").values.tolist() == [0.0, 1.0, 2.0]
    assert result.variable("path_distance").values.tolist() == [300.0, 250.0, 400.0]
    # Nothing arrives at a killed end, and nothing begins there.
    assert np.isnan(result.variable("log_attenuation_from_root").values).tolist() == [False, False, True]
    assert result.variable("input_resistance").values[2] == 0.0
    assert column(result, "branch_points", "branch").tolist() == [0.0, 0.0]
    assert column(result, "branch_points", "position").tolist() == [150.0, 300.0]
    assert column(result, "branch_points", "daughters").tolist() == [2.0, 2.0]
    expected = [1.0 + 2.0**-1.5, 2.0 * 2.0**-1.5]
    assert column(result, "branch_points", "three_halves_ratio") == pytest.approx(expected, rel=1e-14)
    # What is seen from the near end of a branch is what the branch point sees beyond itself.
    assert (
        sum(result.variable("input_conductance").values[2:])
        < column(result, "branch_points", "conductance")[1]
    )
    assert [notice.code for notice in result.warnings] == ["table-cut"]
