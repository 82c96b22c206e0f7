"""What is asked of a passive tree."""

from dataclasses import dataclass
from functools import cached_property

from core.cable.arbor import Arbor, arbor
from core.cable.branches import Branch, BranchColumns, CableConstants, Place
from core.cable.geometry import End, SealedEnd, SphericalSomaEnd
from core.cable.tree.ends import DeclaredEnds
from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import Count, Hertz, Millivolt, Nanoamp

MAX_PLACES = 1000
MAX_PAIRS = 256
MAX_FREQUENCIES = 1000
MAX_POINTS = 1001
FEW_BRANCHES = 40
"""Up to so many branches are all drawn."""


@dataclass(frozen=True, kw_only=True)
class TreeInjection(Place):
    """A steady current into one place of a tree."""

    current: Nanoamp = parameter(0.05, "how much, positive inward")


@dataclass(frozen=True, kw_only=True)
class PlacePair(Parameters):
    """Two places between which the attenuation is asked for, in both directions."""

    source: Place = parameter(meaning="where a current is injected")
    target: Place = parameter(meaning="where its voltage arrives")


def _symmetric_tree() -> BranchColumns:
    """A trunk and two orders of equal branches that keep d^{3/2} (Rall 1959)."""
    diameters = (4.0, 4.0 * 2.0 ** (-2.0 / 3.0), 4.0 * 2.0 ** (-4.0 / 3.0))
    orders = (0, 1, 1, 2, 2, 2, 2)
    parents = (None, 0, 0, 1, 1, 2, 2)
    return BranchColumns.of(
        [
            Branch(parent=parent, length=(400.0, 300.0, 200.0)[order], diameter=diameters[order])
            for parent, order in zip(parents, orders, strict=True)
        ]
    )


SYMMETRIC_TREE = _symmetric_tree()


@dataclass(frozen=True, kw_only=True)
class CableTreeRequest(CableConstants):
    """A passive tree and its currents; as it stands, Rall's symmetric tree, a current into its soma."""

    branches: BranchColumns = parameter(SYMMETRIC_TREE, "the branches")
    root_end: End = parameter(
        SphericalSomaEnd(diameter=30.0), "what the near end of the root is joined to: the soma, as a rule"
    )
    tip_end: End = parameter(SealedEnd(), "what free tips are joined to that have no end of their own")
    resting_potential: Millivolt = parameter(-65.0, "voltage without current", symbol="E")
    injections: tuple[TreeInjection, ...] = parameter(
        (TreeInjection(branch=0, position=0.0),),
        "the injected steady currents, superposed",
        max_items=MAX_PLACES,
    )
    sites: tuple[Place, ...] = parameter(
        (), "further places whose voltage, input resistance and impedance are reported", max_items=MAX_PLACES
    )
    attenuation_between: tuple[PlacePair, ...] = parameter(
        (),
        "pairs of places between which attenuation, transfer resistance and transfer impedance are reported",
        max_items=MAX_PAIRS,
    )
    frequencies: tuple[Hertz, ...] = parameter(
        (),
        "frequencies of the impedances of the injections, sites and pairs; none: no impedances",
        max_items=MAX_FREQUENCIES,
    )
    profiles: tuple[Count, ...] | None = parameter(
        None,
        f"branches along which the voltage is returned; null: all of up to {FEW_BRANCHES} branches, of a "
        "larger tree those with an injection or a site",
        max_items=MAX_PLACES,
    )
    points: Count = parameter(21, "equally spaced positions along each of these", ge=2, le=MAX_POINTS)
    rows: Count = parameter(
        2000,
        "rows of the table of branches and of that of branch points: the first so many",
        ge=1,
        le=100_000,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        self.arbor  # noqa: B018 - refuses branches that are no tree
        for name in ("injections", "sites"):
            for index, place in enumerate(getattr(self, name)):
                self._refuse_outside(f"/{name}/{index}", place)
        for index, pair in enumerate(self.attenuation_between):
            self._refuse_outside(f"/attenuation_between/{index}/source", pair.source)
            self._refuse_outside(f"/attenuation_between/{index}/target", pair.target)
        for index, branch in enumerate(self.profiles or ()):
            self._refuse_unknown(f"/profiles/{index}", branch)

    @cached_property
    def arbor(self) -> Arbor:
        """The tree as its solvers read it.

        Raises
        ------
        ParameterError
            The branches are no tree.
        """
        return arbor(self.branches, self)

    @property
    def ends(self) -> DeclaredEnds:
        """The ends of the tree."""
        return DeclaredEnds(root=self.root_end, own=self.branches.end, tip=self.tip_end)

    @property
    def drawn(self) -> tuple[int, ...]:
        """Branches along which the voltage is returned, each once."""
        if self.profiles is not None:
            return tuple(dict.fromkeys(self.profiles))
        if self.branches.count <= FEW_BRANCHES:
            return tuple(range(self.branches.count))
        return tuple(dict.fromkeys(place.branch for place in (*self.injections, *self.sites)))

    def position(self, place: Place) -> float:
        """Distance of a place from the near end of its branch [µm]."""
        length = self.branches.length[place.branch]
        return length if place.position is None else place.position

    def _refuse_outside(self, pointer: str, place: Place) -> None:
        self._refuse_unknown(f"{pointer}/branch", place.branch)
        length = self.branches.length[place.branch]
        if place.position is not None and place.position > length:
            raise ParameterError(
                f"{pointer}/position",
                f"the place is not on branch {place.branch}, which is {length:g} µm long",
                received=place.position,
                allowed=f"0 to {length:g} µm, or null for the far end",
            )

    def _refuse_unknown(self, pointer: str, branch: int) -> None:
        if branch >= self.branches.count:
            raise ParameterError(
                pointer,
                f"there is no branch {branch}",
                received=branch,
                allowed=f"0 to {self.branches.count - 1}",
                hint="branches are counted from 0",
            )
