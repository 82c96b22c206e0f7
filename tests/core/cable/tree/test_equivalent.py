import math
from typing import Any

import numpy as np
import pytest

from core.cable.branches import Branch, BranchColumns, Place
from core.cable.geometry import End, KilledEnd, LumpedSomaEnd, SealedEnd, SphericalSomaEnd
from core.cable.tree.report import CableTreeReport
from core.cable.tree.request import CableTreeRequest, PlacePair, TreeInjection
from core.cable.tree.tree import tree
from core.result import Result

STEMS, ORDERS = 6, 3
JUNCTIONS = (0.25, 0.5, 0.75)
"""The neuron of Rall and Rinzel (1973): electrotonic distances of branch points in dendrites 1 long."""
CONSTANTS: dict[str, Any] = {"membrane_resistance": 40_000.0, "axial_resistivity": 100.0}
"""λ = 1000 √d µm, d in µm; R_∞ = 4000/π d^{−3/2} MΩ."""
TRUNK = 4.0
R_TRUNK = 4000.0 / math.pi / TRUNK**1.5


def rall_tree(stems: int, orders: int) -> list[Branch]:
    """Stems that divide in two, `orders` times, and keep d^{3/2}; each an electrotonic length of 1."""
    edges = (0.0, *JUNCTIONS[:orders], 1.0)
    branches: list[Branch] = []
    for stem in range(stems):
        parents: list[int | None] = [0 if stem else None]
        for order in range(orders + 1):
            diameter = TRUNK * 2.0 ** (-2.0 * order / 3.0)
            length = 1000.0 * math.sqrt(diameter) * (edges[order + 1] - edges[order])
            begun = len(branches)
            for parent in parents:
                position = 0.0 if stem and not order else 1.0
                branches.append(
                    Branch(parent=parent, parent_position=position, length=length, diameter=diameter)
                )
            parents = [index for index in range(begun, len(branches)) for _ in range(2)]
    return branches


def solved(branches: list[Branch], **options: Any) -> tuple[Result, CableTreeReport]:
    result = tree(CableTreeRequest(branches=BranchColumns.of(branches), **{**CONSTANTS, **options}))
    assert isinstance(result.report, CableTreeReport)
    return result, result.report


@pytest.mark.parametrize("tip", [SealedEnd(), KilledEnd()], ids=lambda end: end.kind)
@pytest.mark.parametrize("root", [SealedEnd(), SphericalSomaEnd(diameter=30.0)], ids=lambda end: end.kind)
def test_ralls_tree_is_a_cylinder(root: End, tip: End) -> None:
    current = TreeInjection(branch=0, position=0.0, current=0.1)
    tree_result, report = solved(rall_tree(STEMS, ORDERS), root_end=root, tip_end=tip, injections=(current,))
    found = report.equivalent_cylinder
    assert found.conditions.hold
    assert found.diameter == pytest.approx(TRUNK * STEMS ** (2.0 / 3.0), rel=1e-14)
    assert found.electrotonic_length == pytest.approx(1.0, rel=1e-14)
    assert found.input_resistance_error == pytest.approx(0.0, abs=1e-14)
    assert found.exponential_taper == pytest.approx(0.0, abs=1e-13)
    # The voltage at every branch point and tip is the cylinder's.
    cylinder, _ = solved(
        [Branch(length=found.length, diameter=found.diameter)],
        root_end=root,
        tip_end=tip,
        injections=(current,),
        points=5,
    )
    expected = cylinder.curves[0].columns[2].values
    distances = tree_result.variable("electrotonic_distance").values
    order = np.rint(4.0 * distances).astype(int)
    assert tree_result.variable("voltage").values == pytest.approx(expected[order], abs=1e-12)


def test_rall_and_rinzel_1973() -> None:
    # A current into one of the 48 tips of six dendrites with three orders of branching, no soma: their sum
    # over the symmetric and antisymmetric parts, which for this neuron is 15.5 times the soma's.
    branches = rall_tree(STEMS, ORDERS)
    tip, root = Place(branch=14), Place(branch=0, position=0.0)
    _, report = solved(
        branches,
        root_end=SealedEnd(),
        sites=(tip, root),
        attenuation_between=(PlacePair(source=tip, target=root),),
    )
    share = 1.0 / STEMS
    whole = share / math.tanh(1.0)
    at_tip = whole + (1.0 - share) * math.tanh(1.0)
    at_tip += sum(2.0**k * math.tanh(1.0 - junction) for k, junction in enumerate(JUNCTIONS))
    own, soma = (site.input_resistance for site in report.sites)
    assert soma == pytest.approx(R_TRUNK * whole, rel=1e-13)
    assert own == pytest.approx(R_TRUNK * at_tip, rel=1e-13)
    assert own / soma == pytest.approx(15.5, abs=0.05)
    there = report.attenuations[0]
    assert there.voltage_ratio == pytest.approx(at_tip / whole * math.cosh(1.0), rel=1e-13)
    assert there.voltage_ratio_back == pytest.approx(math.cosh(1.0), rel=1e-13)
    # Their last theorem: less than the core resistance of the way.
    path = [branches[k] for k in (0, 2, 6, 14)]
    core = sum(4e-2 * 100.0 * branch.length / (math.pi * branch.diameter**2) for branch in path)
    assert own - soma < core


def test_alike_somata_at_all_tips_keep_the_cylinder() -> None:
    tips = LumpedSomaEnd(resistance=500.0)
    _, report = solved(rall_tree(2, 2), tip_end=tips)
    assert report.equivalent_cylinder.conditions.hold
    assert report.equivalent_cylinder.input_resistance_error == pytest.approx(0.0, abs=1e-14)
    assert report.equivalent_cylinder.log_attenuation_error == pytest.approx(0.0, abs=1e-13)


def test_how_far_a_tree_is_from_its_cylinder() -> None:
    # λ = 1000 µm for all: two daughters of L = 0.3 and 0.6, as thick as their parent of L = 0.5.
    branches = [Branch(length=500.0, diameter=1.0)]
    branches += [Branch(parent=0, length=length, diameter=1.0) for length in (300.0, 600.0)]
    _, report = solved(branches, root_end=SealedEnd())
    found = report.equivalent_cylinder
    assert not found.conditions.hold
    assert (found.conditions.smallest_ratio, found.conditions.largest_ratio) == (2.0, 2.0)
    assert found.conditions.shortest_path == pytest.approx(0.8)
    assert found.conditions.longest_path == pytest.approx(1.1)
    assert found.electrotonic_length == pytest.approx(1.4)
    load = math.tanh(0.3) + math.tanh(0.6)
    seen = (load + math.tanh(0.5)) / (1.0 + load * math.tanh(0.5))
    assert found.input_resistance_error == pytest.approx(seen / math.tanh(1.4) - 1.0, rel=1e-12)
    trunk = math.log(math.cosh(0.5) + load * math.sinh(0.5))
    losses = [trunk + math.log(math.cosh(length)) for length in (0.3, 0.6)]
    assert found.smallest_log_attenuation == pytest.approx(losses[0], rel=1e-12)
    assert found.largest_log_attenuation == pytest.approx(losses[1], rel=1e-12)
    error = abs(losses[0] - math.log(math.cosh(1.4)))
    assert found.log_attenuation_error == pytest.approx(error, rel=1e-12)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"membrane_resistance": 20_000.0}, "uniform_constants"),
        ({"end": KilledEnd()}, "uniform_ends"),
    ],
)
def test_what_else_departs(changed: dict[str, Any], named: str) -> None:
    branches = rall_tree(1, 1)
    last = branches.pop()
    assert last.parent == 0
    other = Branch(parent=0, length=last.length, diameter=last.diameter, **changed)
    _, report = solved([*branches, other])
    conditions = report.equivalent_cylinder.conditions
    assert (conditions.hold, getattr(conditions, named)) == (False, False)


def test_the_equivalent_cable() -> None:
    # Branches of λ = 1000 √d: two up to X = 0.3, one of them of 4 µm to 0.5; a side branch from the middle.
    branches = [
        Branch(length=1000.0, diameter=4.0),
        Branch(parent=0, parent_position=0.0, length=300.0, diameter=1.0),
        Branch(parent=0, parent_position=0.8, length=300.0, diameter=2.25),
    ]
    result, _ = solved(branches)
    curve = next(curve for curve in result.curves if curve.name == "equivalent_cable")
    distance, diameter, count = (column.values for column in curve.columns)
    assert np.all(np.diff(distance) >= 0.0)
    expected = {0.1: (9.0, 2), 0.35: (8.0, 1), 0.45: (11.375, 2), 0.55: (3.375, 1)}
    for place, (slender, branches_there) in expected.items():
        nearest = int(np.argmin(np.abs(distance - place)))
        assert diameter[nearest] == pytest.approx(slender ** (2.0 / 3.0), rel=1e-13)
        assert count[nearest] == branches_there
    # Where branches begin or end, both sides are there.
    assert [np.count_nonzero(np.isclose(distance, edge)) for edge in (0.3, 0.4, 0.5)] == [2, 2, 2]


def test_a_cone_along_the_equivalent_cable() -> None:
    # √d is linear in the electrotonic distance.
    result, report = solved([Branch(length=400.0, diameter=1.0, end_diameter=4.0)])
    curve = next(curve for curve in result.curves if curve.name == "equivalent_cable")
    distance, diameter, _ = (column.values for column in curve.columns)
    assert np.sqrt(diameter) == pytest.approx(1.0 + distance / distance[-1], rel=1e-12)
    assert report.equivalent_cylinder.exponential_taper > 0.0
    assert report.equivalent_cylinder.conditions.tapering_branches == 1
