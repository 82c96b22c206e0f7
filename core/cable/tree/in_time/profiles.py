"""The voltage along branches at some times of a run."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from core.cable.tree.in_time.compartments import Nodes
from core.cable.tree.in_time.in_time import InTime
from core.cable.tree.stretches import Cut
from core.result import Curve, Floats, Variable


def profile_curves(run: InTime) -> Iterator[Curve]:
    """A curve for every time and branch that was asked for."""
    if not run.profile_times.size:
        return
    request, runs = run.request, run.runs
    rest = request.resting_potential
    number = np.searchsorted(run.profile_times, request.profiles_at).tolist()
    late, _, share = run.errors
    steps = float(np.max(late + share))
    for branch in request.drawn:
        position = np.linspace(0.0, float(request.branches.length[branch]), request.points)
        voltages = along(run.cut, runs.nodes, runs.fine.profiles, branch, position)
        coarse = along(run.cut, runs.coarse_nodes, runs.coarse.profiles, branch, position)
        for k, (time, row) in enumerate(zip(request.profiles_at, number, strict=True), 1):
            error = steps + float(np.abs(voltages[row] - coarse[row]).max()) + float(np.spacing(abs(rest)))
            yield Curve(
                f"profile_{k}_branch_{branch}",
                "profile",
                (
                    Variable("position", "x", "µm", position),
                    Variable("voltage", "V", "mV", rest + voltages[row], error),
                ),
                detail=f"voltage along branch {branch} at {time:g} ms, from its near end",
            )


def along(cut: Cut, nodes: Nodes, profiles: Floats, branch: int, position: Floats) -> Floats:
    """Voltages along a branch [mV], shape (times, points).

    Between two places at which the voltage may have a corner, monotone cubics lead from node to node.

    Parameters
    ----------
    profiles
        Voltages of all compartments, shape (times, compartments).
    position
        Increasing distances from the near end of the branch [µm], shape (points,).
    """
    from scipy.interpolate import PchipInterpolator

    own = np.flatnonzero(nodes.branch == branch)
    own = own[nodes.position[own] > 0.0]
    own = np.concatenate([nodes.of_cut[cut.near_nodes[[branch]]], own])
    where = np.concatenate([[0.0], nodes.position[own[1:]]])
    corners = np.searchsorted(own, nodes.of_cut[1:][cut.stretches.branch == branch])
    found = np.empty((profiles.shape[0], position.size))
    edges = np.concatenate([[0], np.searchsorted(position, where[corners[:-1]]), [position.size]]).tolist()
    for piece, (first, last) in enumerate(pairwise([0, *corners.tolist()])):
        points = slice(edges[piece], edges[piece + 1])
        course = PchipInterpolator(where[first : last + 1], profiles[:, own[first : last + 1]], axis=1)
        found[:, points] = course(position[points])
    return found
