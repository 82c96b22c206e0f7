"""What a passive tree is and does, beside the voltages along it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.cable.branches import Place
from core.cable.tree.branch_points import BranchPoints
from core.cable.tree.ends import free_tips, soma
from core.cable.tree.equivalent import EquivalentCylinder, equivalent_cylinder
from core.cable.tree.equivalent_cable import EquivalentCable
from core.cable.tree.in_time.report import TreeRunReport
from core.cable.tree.solved import Solved
from core.parameters import parameter
from core.quantity import (
    AreaFound,
    Conductance,
    Count,
    Current,
    Dimensionless,
    Duration,
    MicrometreFound,
    Position,
    Potential,
    Resistance,
)
from core.result import Rows

NANOSIEMENS_PER_MICROSIEMENS = 1e3
LARGEST_LOG = 690.0


@dataclass(frozen=True, kw_only=True)
class TreeSite:
    """A place of a tree: an injection, or a site."""

    branch: Count = parameter(meaning="branch, counted from 0")
    position: Position = parameter(meaning="distance from its near end")
    path_distance: MicrometreFound = parameter(meaning="distance from the root along the branches")
    electrotonic_distance: Dimensionless = parameter(meaning="the same in length constants")
    voltage: Potential = parameter(meaning="voltage, with all the currents")
    input_resistance: Resistance = parameter(meaning="change of the voltage here per current into this place")
    input_delay: Duration | None = parameter(
        meaning="by how much the voltage here lags behind any brief current into this place, from centroid "
        "to centroid; null where the voltage is held"
    )
    log_attenuation_to_root: Dimensionless | None = parameter(
        meaning="ln of the voltage here over that at the root, for a current into this place; null where "
        "infinite"
    )
    log_attenuation_from_root: Dimensionless | None = parameter(
        meaning="ln of the voltage at the root over that here, for a current into the root; null where "
        "infinite"
    )


@dataclass(frozen=True, kw_only=True)
class TreeAttenuation:
    """The loss of voltage between two places, in both directions."""

    source_branch: Count = parameter(meaning="branch of the source, counted from 0")
    source_position: Position = parameter(meaning="distance of the source from the near end of its branch")
    target_branch: Count = parameter(meaning="branch of the target, counted from 0")
    target_position: Position = parameter(meaning="distance of the target from the near end of its branch")
    transfer_resistance: Resistance = parameter(
        meaning="voltage at either place per current into the other: the same in both directions"
    )
    voltage_ratio: Dimensionless | None = parameter(
        meaning="voltage at the source over that at the target, for a current into the source; null where "
        "infinite or past 1e299"
    )
    log_ratio: Dimensionless | None = parameter(meaning="its natural logarithm; null where infinite")
    voltage_ratio_back: Dimensionless | None = parameter(
        meaning="voltage at the target over that at the source, for a current into the target"
    )
    log_ratio_back: Dimensionless | None = parameter(meaning="its natural logarithm; null where infinite")
    transfer_delay: Duration | None = parameter(
        meaning="by how much the voltage at either place lags behind any brief current into the other, from "
        "centroid to centroid; null where none arrives"
    )


@dataclass(frozen=True, kw_only=True)
class TreeRoot:
    """The near end of the root."""

    kind: str = parameter(meaning="what it is joined to")
    voltage: Potential = parameter(meaning="voltage there")
    current_out: Current = parameter(
        meaning="current that leaves there: into the soma, the bath, or (negative: out of) the clamp"
    )
    input_resistance: Resistance = parameter(
        meaning="of the tree with its end, at the root; 0 where it is held"
    )
    tree_conductance: Conductance = parameter(meaning="input conductance of the tree there, without its end")
    conductance_ratio: Dimensionless | None = parameter(
        meaning="that over the conductance of the soma (Rall's ρ); null without a soma"
    )


@dataclass(frozen=True, kw_only=True)
class CableTreeReport:
    """A passive tree: its steady state, and its run."""

    branches: Count = parameter(meaning="branches")
    tips: Count = parameter(meaning="branches from whose far end nothing springs")
    branch_points: Count = parameter(meaning="points from which branches spring, without the root")
    highest_order: Count = parameter(meaning="branches between the root and the tip behind most of them")
    total_length: MicrometreFound = parameter(meaning="length of all branches together")
    membrane_area: AreaFound = parameter(meaning="membrane of all branches, without somas and end discs")
    membrane_current: Current = parameter(meaning="current that leaves through this membrane")
    time_constant: Duration = parameter(
        meaning="membrane time constant, of a branch without constants of its own", symbol=r"\tau"
    )
    root: TreeRoot = parameter(meaning="the near end of the root")
    injections: tuple[TreeSite, ...] = parameter(meaning="where currents are injected, as in the request")
    sites: tuple[TreeSite, ...] = parameter(meaning="the sites, as in the request")
    attenuations: tuple[TreeAttenuation, ...] = parameter(meaning="the pairs of places, as in the request")
    equivalent_cylinder: EquivalentCylinder = parameter(
        meaning="the cylinder that stands for the tree at its root, and what that costs"
    )
    run: TreeRunReport | None = parameter(None, "what happens in time; null without a duration")


def tree_report(solved: Solved, points: BranchPoints, cable: EquivalentCable) -> CableTreeReport:
    """Findings about a solved tree."""
    request, arbor, pairs = solved.request, solved.arbor, solved.request.attenuation_between
    return CableTreeReport(
        branches=arbor.count,
        tips=int(np.count_nonzero(free_tips(solved.cut))),
        branch_points=int(points.node.size),
        highest_order=int(arbor.topology.depths.max()),
        total_length=float(np.sum(arbor.length)),
        membrane_area=float(np.sum(arbor.membrane_area)),
        membrane_current=float(np.sum(solved.leaks)),
        time_constant=request.time_constant,
        root=_root(solved),
        injections=_sites(solved, request.injections, solved.injected),
        sites=_sites(solved, request.sites, solved.sites),
        attenuations=tuple(_attenuations(solved)) if pairs else (),
        equivalent_cylinder=equivalent_cylinder(solved, points, cable),
    )


def _root(solved: Solved) -> TreeRoot:
    request = solved.request
    body = soma(request.root_end, request)
    stems = solved.cut.stretches.near == 0
    conductance = float(np.sum(solved.steady.entrances.real[stems]))
    return TreeRoot(
        kind=request.root_end.kind,
        voltage=request.resting_potential + float(solved.voltage[0]),
        current_out=solved.root_current,
        input_resistance=float(solved.steady.resistance[0].real),
        tree_conductance=conductance * NANOSIEMENS_PER_MICROSIEMENS,
        conductance_ratio=None if body is None else conductance * body.resistance,
    )


def _sites(solved: Solved, places: Sequence[Place], nodes: Rows) -> tuple[TreeSite, ...]:
    if not places:
        return ()
    request = solved.request
    resistance = solved.steady.resistance.real[nodes]
    delays = solved.input_delays(nodes)
    path, electrotonic = solved.distances[:, nodes]
    outward, inward = solved.log_losses[:, nodes]
    return tuple(
        TreeSite(
            branch=place.branch,
            position=request.position(place),
            path_distance=float(path[k]),
            electrotonic_distance=float(electrotonic[k]),
            voltage=request.resting_potential + float(solved.voltage[nodes[k]]),
            input_resistance=float(resistance[k]),
            input_delay=finite(delays[k]),
            log_attenuation_to_root=finite(inward[k]) if resistance[k] else None,
            log_attenuation_from_root=finite(outward[k]) if solved.steady.resistance[0] else None,
        )
        for k, place in enumerate(places)
    )


def _attenuations(solved: Solved) -> list[TreeAttenuation]:
    steady, sources, targets = solved.steady, solved.sources, solved.targets
    there, back = (steady.log_loss(*ways).real for ways in ((sources, targets), (targets, sources)))
    resistance = steady.resistance.real
    there[resistance[sources] == 0.0] = math.inf
    back[resistance[targets] == 0.0] = math.inf
    delays = solved.transfer_delays(sources, targets)
    return [
        TreeAttenuation(
            source_branch=pair.source.branch,
            source_position=solved.request.position(pair.source),
            target_branch=pair.target.branch,
            target_position=solved.request.position(pair.target),
            transfer_resistance=float(resistance[sources[k]] * np.exp(-there[k])),
            voltage_ratio=_ratio(there[k]),
            log_ratio=finite(there[k]),
            voltage_ratio_back=_ratio(back[k]),
            log_ratio_back=finite(back[k]),
            transfer_delay=finite(delays[k]),
        )
        for k, pair in enumerate(solved.request.attenuation_between)
    ]


def finite(value: float) -> float | None:
    """A number, or None for what is none."""
    return float(value) if math.isfinite(value) else None


def _ratio(logarithm: float) -> float | None:
    return math.exp(logarithm) if logarithm < LARGEST_LOG else None
