import numpy as np
import pytest

from core.cable.branches import ROOT, Branch, BranchColumns, Place
from core.cable.topology import topology
from core.cable.tree.request import CableTreeRequest, PlacePair, TreeInjection
from core.errors import ParameterError


def test_parents_come_before_their_children() -> None:
    found = topology(np.array([3, 0, 3, ROOT, 1, 2]))
    assert (found.root, found.depths.tolist()) == (3, [1, 2, 1, 0, 3, 2])
    place = np.argsort(found.order)
    assert all(place[parent] < place[k] for k, parent in enumerate(found.parents) if parent != ROOT)


def test_a_chain_is_as_deep_as_it_is_long() -> None:
    found = topology(np.arange(-1, 99_999))
    assert found.depths[-1] == 99_999
    assert np.array_equal(found.order, np.arange(100_000))


@pytest.mark.parametrize(
    ("parents", "branch", "words"),
    [
        ([ROOT, 0, 7], 2, "a branch that does not exist"),
        ([ROOT, 0, ROOT], 2, "branches 0 and 2 both have no parent"),
        ([ROOT, ROOT, ROOT], 1, "3 branches have no parent"),
        ([0], 0, "branch 0 is its own parent"),
        ([2, 0, 1], 0, "in a circle: 0, 2, 1, 0"),
        ([ROOT, 0, 4, 2, 3, 4], 2, "in a circle: 2, 4, 3, 2"),
        (np.roll(np.arange(40), -1).tolist(), 0, "10, 11, ... (40 branches), 0"),
    ],
)
def test_what_is_no_tree(parents: list[int], branch: int, words: str) -> None:
    with pytest.raises(ParameterError) as raised:
        topology(np.array(parents))
    assert raised.value.pointer == f"/branches/{branch}/parent"
    assert words in raised.value.detail


def test_columns_of_different_lengths() -> None:
    with pytest.raises(ParameterError) as raised:
        BranchColumns(parent=(None, 0), length=(1.0, 2.0), diameter=(1.0,))
    assert raised.value.pointer == "/diameter"


@pytest.mark.parametrize("count", [3, 100])
def test_a_number_out_of_bounds_in_a_column(count: int) -> None:
    diameters = (*(1.0,) * (count - 1), 1e-9)
    with pytest.raises(ParameterError) as raised:
        BranchColumns(parent=(None, *(0,) * (count - 1)), length=(1.0,) * count, diameter=diameters)
    assert raised.value.pointer == f"/diameter/{count - 1}"


def test_columns_that_say_nothing_are_left_out() -> None:
    plain = BranchColumns.of([Branch(length=1.0, diameter=1.0), Branch(parent=0, length=1.0, diameter=1.0)])
    assert (plain.parent, plain.parent_position, plain.end_diameter, plain.end) == (
        (None, 0),
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"injections": (TreeInjection(branch=7),)}, "/injections/0/branch"),
        ({"sites": (Place(), Place(branch=1, position=301.0))}, "/sites/1/position"),
        (
            {"attenuation_between": (PlacePair(source=Place(), target=Place(position=401.0)),)},
            "/attenuation_between/0/target/position",
        ),
        ({"profiles": (0, 9)}, "/profiles/1"),
    ],
)
def test_a_place_off_the_tree(asked: dict[str, object], pointer: str) -> None:
    with pytest.raises(ParameterError) as raised:
        CableTreeRequest(**asked)  # type: ignore[arg-type]
    assert raised.value.pointer == pointer
