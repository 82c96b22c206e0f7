"""The tables of a tree: its branches, its branch points, the voltage along branches."""

import numpy as np

from core.cable.tree.branch_points import BranchPoints
from core.cable.tree.solved import Solved
from core.result import Curve, Floats, Rows, Variable


def branch_series(solved: Solved, rows: int, error: float) -> tuple[Variable, ...]:
    """What is true of every branch, for the first so many.

    Parameters
    ----------
    error
        Of the voltage [mV].
    """
    arbor, cut, steady = solved.arbor, solved.cut, solved.steady
    far = cut.far_nodes[:rows]
    entrances = steady.entrances.real[_first_stretches(solved)[:rows]]
    return (
        Variable("voltage", "V", "mV", solved.request.resting_potential + solved.voltage[far], error),
        Variable("input_resistance", "R_in", "MΩ", steady.resistance.real[far]),
        Variable("input_conductance", "G_in", "nS", 1e3 * entrances),
        Variable("path_distance", "x", "µm", solved.distances[0, far]),
        Variable("electrotonic_length", "L", "1", arbor.electrotonic_length[:rows]),
        Variable("electrotonic_distance", "X", "1", solved.distances[1, far]),
        Variable("membrane_area", "A", "µm²", arbor.membrane_area[:rows]),
        Variable("log_attenuation_from_root", "ln A_out", "1", _gaps(solved, 0, far), gaps=True),
        Variable("log_attenuation_to_root", "ln A_in", "1", _gaps(solved, 1, far), gaps=True),
    )


def _gaps(solved: Solved, direction: int, nodes: Rows) -> Floats:
    """Losses between nodes and the root; NaN where either is held."""
    losses = solved.log_losses[direction, nodes]
    idle = solved.ends.held[nodes] | solved.ends.held[0] | ~np.isfinite(losses)
    return np.where(idle, np.nan, losses)


def _first_stretches(solved: Solved) -> Rows:
    """The stretch with which every branch begins, shape (branches,)."""
    stretches = solved.cut.stretches
    begins = np.flatnonzero(stretches.begin == 0.0)
    first = np.empty(solved.arbor.count, dtype=np.intp)
    first[stretches.branch[begins]] = begins
    return first


def branch_point_curve(solved: Solved, points: BranchPoints, rows: int, error: float) -> Curve:
    """The branch points, from the root outwards, the first so many.

    Parameters
    ----------
    error
        Of the voltage [mV].
    """
    node = points.node[:rows]
    voltage = solved.request.resting_potential + solved.voltage[node]
    return Curve(
        "branch_points",
        "branch-points",
        (
            Variable("branch", "parent", "1", points.branch[:rows].astype(np.float64)),
            Variable("position", "x", "µm", points.position[:rows]),
            Variable("daughters", "n", "1", points.daughters[:rows].astype(np.float64)),
            Variable("three_halves_ratio", "Σd^(3/2)/d^(3/2)", "1", points.ratio[:rows]),
            Variable("conductance", "G", "nS", 1e3 * points.conductance[:rows]),
            Variable("electrotonic_distance", "X", "1", solved.distances[1, node]),
            Variable("voltage", "V", "mV", voltage, error),
            Variable("input_resistance", "R_in", "MΩ", solved.steady.resistance.real[node]),
        ),
        detail="parent and place on it, its daughters (itself where it goes on), the sum of their d^(3/2) "
        "over the parent's, the conductance of everything beyond",
    )


def profile_curves(solved: Solved, error: float) -> tuple[Curve, ...]:
    """The voltage along the branches that are drawn.

    Parameters
    ----------
    error
        Of the voltage [mV].
    """
    arbor, rest = solved.arbor, solved.request.resting_potential
    curves = []
    for branch, nodes in zip(solved.request.drawn, solved.drawn, strict=True):
        position = np.linspace(0.0, float(arbor.length[branch]), nodes.size)
        columns = (
            Variable("position", "x", "µm", position),
            Variable("electrotonic_distance", "X", "1", solved.distances[1, nodes]),
            Variable("voltage", "V", "mV", rest + solved.voltage[nodes], error),
        )
        detail = f"steady voltage along branch {branch}, from its near end"
        curves.append(Curve(f"branch_{branch}", "profile", columns, detail=detail))
    return tuple(curves)
