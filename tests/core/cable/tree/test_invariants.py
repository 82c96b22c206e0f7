"""What holds for any tree."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cable.branches import Branch, BranchColumns, Place
from core.cable.geometry import End, KilledEnd, LumpedSomaEnd, SealedEnd, SphericalSomaEnd
from core.cable.tree.report import CableTreeReport
from core.cable.tree.request import CableTreeRequest, PlacePair, TreeInjection
from core.cable.tree.tree import tree

ENDS: list[End | None] = [None, None, SealedEnd(), KilledEnd(), LumpedSomaEnd(resistance=50.0)]
ROOT_ENDS: list[End] = [SealedEnd(), SphericalSomaEnd(diameter=20.0)]


def spread(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers of all sizes between two."""
    return st.floats(math.log(low), math.log(high)).map(math.exp)


@st.composite
def trees(draw: st.DrawFn) -> list[Branch]:
    """Trees of up to eight branches of very different lengths and diameters."""
    count = draw(st.integers(1, 8))
    return [
        Branch(
            parent=draw(st.integers(0, k - 1)) if k else None,
            parent_position=draw(st.sampled_from([0.0, 1e-9, 0.3, 1.0, 1.0])),
            length=draw(spread(1e-3, 1e6)),
            diameter=draw(spread(0.05, 100.0)),
            end_diameter=draw(st.none() | spread(0.05, 100.0)),
            membrane_resistance=draw(st.none() | spread(100.0, 1e6)),
            end=draw(st.sampled_from(ENDS)) if k else None,
        )
        for k in range(count)
    ]


@settings(max_examples=25)
@given(trees(), st.sampled_from(ROOT_ENDS), st.data())
def test_any_tree(branches: list[Branch], root_end: End, data: st.DataObject) -> None:
    columns = BranchColumns.of(branches)
    source, target = (
        Place(branch=branch, position=columns.length[branch] * data.draw(st.floats(0.0, 1.0)))
        for branch in (data.draw(st.integers(0, len(branches) - 1)) for _ in range(2))
    )
    frequency = data.draw(spread(1e-2, 1e4))
    both = (PlacePair(source=source, target=target), PlacePair(source=target, target=source))
    result = tree(
        CableTreeRequest(
            branches=columns,
            root_end=root_end,
            sites=(source, target),
            profiles=(),
            injections=(TreeInjection(branch=source.branch, position=source.position, current=0.1),),
            attenuation_between=both,
            frequencies=(0.0, frequency),
        )
    )
    found = result.report
    assert isinstance(found, CableTreeReport)
    there, back = found.attenuations
    # Reciprocity, and the voltage ratios of either direction.
    assert there.transfer_resistance == pytest.approx(back.transfer_resistance, rel=1e-10)
    assert (there.log_ratio, there.log_ratio_back) == (back.log_ratio_back, back.log_ratio)
    # A voltage is the transfer resistance times the current, to the digits beside the resting potential.
    expected = 0.1 * there.transfer_resistance - 65.0
    assert found.sites[1].voltage == pytest.approx(expected, rel=1e-12, abs=1e-12)
    if there.log_ratio is not None:
        assert there.log_ratio >= 0.0
    # What enters leaves: as rounding allows, for the sum and for each voltage.
    errors = {estimate.variable: estimate.value for estimate in result.numerics.estimated_errors}
    assert errors["membrane_current"] <= 1e-14
    scale = max(site.input_resistance for site in (*found.sites, *found.injections))
    assert errors["voltage"] <= 1e-11 * max(1.0, 0.1 * scale)
    # At a frequency, reciprocity again, and at frequency 0 the steady state.
    curves = {curve.name: [column.values for column in curve.columns] for curve in result.curves}
    first, second = curves["pair_1"], curves["pair_2"]
    assert first[1] == pytest.approx(second[1], rel=1e-9)
    assert first[1][0] == pytest.approx(there.transfer_resistance, rel=1e-10)
    assert curves["site_1"][1][1] <= curves["site_1"][1][0] * (1.0 + 1e-12)


@settings(max_examples=15)
@given(trees(), st.data())
def test_a_branch_in_two_parts_is_the_same_branch(branches: list[Branch], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(branches) - 1))
    share = data.draw(st.floats(0.05, 0.95))
    whole, added = branches[index], len(branches)
    end_diameter = whole.end_diameter or whole.diameter
    middle = whole.diameter + share * (end_diameter - whole.diameter)
    cut = list(branches)
    cut[index] = replace(whole, length=share * whole.length, end_diameter=middle, end=None)
    rest = (1.0 - share) * whole.length
    cut.append(
        replace(
            whole, parent=index, parent_position=1.0, length=rest, diameter=middle, end_diameter=end_diameter
        )
    )
    for k, branch in enumerate(branches):
        if branch.parent == index:
            place = branch.parent_position
            parent, position = (
                (index, place / share) if place < share else (added, (place - share) / (1.0 - share))
            )
            cut[k] = replace(cut[k], parent=parent, parent_position=position)
    requests = (CableTreeRequest(branches=BranchColumns.of(some), profiles=()) for some in (branches, cut))
    one, other = (tree(request).variable("input_resistance").values for request in requests)
    kept = np.arange(added)
    kept[index] = added
    # A place is known to 1e-12 of its branch, which the steepest of the tapers turns into 1e-9.
    assert other[kept] == pytest.approx(one, rel=1e-9)
