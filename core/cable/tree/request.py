"""What is asked of a passive tree."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from core.cable.arbor import Arbor, arbor
from core.cable.branches import Branch, BranchColumns, CableConstants, Place
from core.cable.geometry import End, SealedEnd, SphericalSomaEnd, VoltageClampedEnd
from core.cable.tree.ends import DeclaredEnds
from core.cable.tree.in_time.request import MAX_RECORDS, TreeRun, without_run
from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import Count, Driven, Hertz, Millivolt, Nanoamp, annotated_quantity
from core.stimulus import MAX_STIMULI, Stimulus

MAX_PLACES = 1000
MAX_PAIRS = 256
MAX_FREQUENCIES = 1000
MAX_POINTS = 1001
FEW_BRANCHES = 40
"""Up to so many branches are all drawn."""
USUAL_CURRENT = 0.05
"""Steady current of an injection that says nothing [nA]."""


@dataclass(frozen=True, kw_only=True)
class TreeInjection(Place):
    """A current into one place of a tree."""

    current: Nanoamp | None = parameter(
        None,
        "steady current, positive inward, in a run from its begin on; null: 0.05 nA without a stimulus, "
        "otherwise none",
    )
    stimulus: Annotated[tuple[Stimulus, ...], Driven(annotated_quantity(Nanoamp))] | None = parameter(
        None,
        "a current besides it that changes in time, a sum; only in a run",
        min_items=1,
        max_items=MAX_STIMULI,
    )

    @property
    def steady_current(self) -> float:
        """The steady current [nA]."""
        if self.current is not None:
            return self.current
        return 0.0 if self.stimulus else USUAL_CURRENT


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
class CableTreeRequest(TreeRun, CableConstants):
    """A passive tree and its currents; as it stands, Rall's symmetric tree, a current into its soma."""

    branches: BranchColumns = parameter(SYMMETRIC_TREE, "the branches")
    root_end: End = parameter(
        SphericalSomaEnd(diameter=30.0), "what the near end of the root is joined to: the soma, as a rule"
    )
    tip_end: End = parameter(SealedEnd(), "what free tips are joined to that have no end of their own")
    resting_potential: Millivolt = parameter(-65.0, "voltage without current", symbol="E")
    injections: tuple[TreeInjection, ...] = parameter(
        (TreeInjection(branch=0, position=0.0),),
        "the injected currents, superposed",
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
        for index, place in enumerate(self.record_at or ()):
            self._refuse_outside(f"/record_at/{index}", place)
        for index, branch in enumerate(self.profiles or ()):
            self._refuse_unknown(f"/profiles/{index}", branch)
        if self.duration is not None:
            self._refuse_nothing()
            return
        for index, injection in enumerate(self.injections):
            if injection.stimulus is not None:
                raise without_run(f"/injections/{index}/stimulus")

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

    @cached_property
    def recorded(self) -> tuple[Place, ...]:
        """Where the voltage of a run is recorded, in the order of the answer."""
        if self.record_at is not None:
            return self.record_at
        root = Place(branch=self.arbor.topology.root, position=0.0)
        everywhere = (root, *self.injections, *self.sites)
        places = dict.fromkeys((place.branch, self.position(place)) for place in everywhere)
        return tuple(Place(branch=branch, position=position) for branch, position in places)[:MAX_RECORDS]

    def position(self, place: Place) -> float:
        """Distance of a place from the near end of its branch [µm]."""
        length = self.branches.length[place.branch]
        return length if place.position is None else place.position

    def _refuse_nothing(self) -> None:
        """Refuse a run in which nothing can happen."""
        ends = (self.root_end, self.tip_end, *(self.branches.end or ()))
        clamps = (end.voltage for end in ends if isinstance(end, VoltageClampedEnd))
        if not self.injections and all(voltage == self.resting_potential for voltage in clamps):
            raise ParameterError(
                "/duration",
                "nothing happens in this run: no current is injected, and nothing holds the voltage "
                "anywhere but at rest",
                received=self.duration,
                hint="inject a current, clamp an end to another voltage, or leave the duration out",
            )

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
