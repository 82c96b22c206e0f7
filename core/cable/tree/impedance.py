"""Input and transfer impedances of a tree by frequency."""

import numpy as np
from numpy.typing import NDArray

from core.cable.branches import Place
from core.cable.tree.refinement import refined
from core.cable.tree.solution import solve
from core.cable.tree.solved import Solved
from core.interruption import checkpoint
from core.result import Curve, ErrorEstimate, Floats, Rows, Variable

RADIANS_PER_MS = 2e-3 * np.pi
"""Angular frequency [rad/ms] per frequency [Hz]."""


def impedances(solved: Solved) -> tuple[tuple[Curve, ...], ErrorEstimate]:
    """Impedances of the injections, sites and pairs, and the error of the largest of them.

    Magnitude [MΩ], phase [°] (negative where the voltage lags), and of a pair ln|V_source/V_target| in both
    directions.
    """
    frequencies = np.array(solved.request.frequencies)
    sources = np.concatenate([solved.injected, solved.sites, solved.sources])
    targets = np.concatenate([solved.injected, solved.sites, solved.targets])
    ways = (sources, targets)
    logs, back = np.empty((2, frequencies.size, sources.size), dtype=np.complex128)
    losses = np.empty((frequencies.size, sources.size))
    for k, frequency in enumerate(frequencies):
        checkpoint()
        omega = RADIANS_PER_MS * frequency
        solution = solve(solved.cut.stretches, solved.ends, omega)
        there = solution.log_loss(*ways)
        with np.errstate(divide="ignore"):
            logs[k] = np.log(solution.resistance[sources]) - there
        losses[k] = there.real
        back[k] = solution.log_loss(targets, sources)
    return _curves(solved, frequencies, logs, losses, back.real), _error(solved, ways, logs)


def _error(solved: Solved, ways: tuple[Rows, Rows], logs: NDArray[np.complex128]) -> ErrorEstimate:
    """Largest change of an impedance at the highest frequency where the tree is cut otherwise."""
    highest = int(np.argmax(solved.request.frequencies))
    omega = RADIANS_PER_MS * solved.request.frequencies[highest]
    finer, nodes = refined(solve(solved.cut.stretches, solved.ends, omega), omega)
    with np.errstate(divide="ignore"):
        again = np.log(finer.resistance[nodes[ways[0]]]) - finer.log_loss(nodes[ways[0]], nodes[ways[1]])
    changes = np.abs(np.exp(again) - np.exp(logs[highest]))
    return ErrorEstimate(
        "magnitude",
        "MΩ",
        float(np.max(changes, initial=0.0)),
        "largest change at the highest frequency where stretches of the tree are cut in two",
    )


def _curves(
    solved: Solved, frequencies: Floats, logs: NDArray[np.complex128], losses: Floats, back: Floats
) -> tuple[Curve, ...]:
    request = solved.request
    axis = Variable("frequency", "f", "Hz", frequencies)
    named = [
        (f"{kind}_{k}", f"input impedance of {_place(solved, place)}")
        for kind, places in (("injection", request.injections), ("site", request.sites))
        for k, place in enumerate(places, 1)
    ]
    curves = [
        Curve(name, "impedance", (axis, *_polar(logs[:, k])), detail=detail)
        for k, (name, detail) in enumerate(named)
    ]
    for k, pair in enumerate(request.attenuation_between):
        column = len(named) + k
        columns = (
            axis,
            *_polar(logs[:, column]),
            _loss("log_attenuation", "ln A", losses[:, column]),
            _loss("log_attenuation_back", "ln A_back", back[:, column]),
        )
        detail = f"transfer impedance between {_place(solved, pair.source)} and {_place(solved, pair.target)}"
        curves.append(Curve(f"pair_{k + 1}", "impedance", columns, detail=detail))
    return tuple(curves)


def _polar(logs: NDArray[np.complex128]) -> tuple[Variable, Variable]:
    there = np.isfinite(logs.real)
    return (
        Variable("magnitude", "|Z|", "MΩ", np.where(there, np.exp(np.where(there, logs.real, 0.0)), 0.0)),
        Variable("phase", "arg Z", "deg", np.where(there, np.degrees(logs.imag), np.nan), gaps=True),
    )


def _loss(name: str, label: str, values: Floats) -> Variable:
    return Variable(name, label, "1", np.where(np.isfinite(values), values, np.nan), gaps=True)


def _place(solved: Solved, place: Place) -> str:
    return f"branch {place.branch} at {solved.request.position(place):g} µm"
