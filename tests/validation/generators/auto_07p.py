"""Make tests/validation/data/auto_*.json: branches of Morris-Lecar and Hodgkin-Huxley by AUTO-07p.

Needs the Debian packages auto-07p and gfortran. The equations are in auto_07p_equations, written by hand.
What AUTO gets wrong is measured too, by `auto_07p_faults`.
"""

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.peers.auto_07p import Point, branch, call, compiled, keep_for_restart, missing, version
from tests.validation.generators import auto_07p_faults

DATA = Path(__file__).parent.parent / "data"
REST = {1: -59.47399786678872, 2: 0.0002703836249129682}
"""Of the sets snic and homoclinic without current: V [mV], n."""
SAMPLED = 30
LONG = [50.0, 100.0, 200.0, 500.0, 1e3, 3e3, 1e4]
"""Periods that are asked for [ms]."""
PRINTED = 20
"""First of the parameters that are only printed: current less its nearest integer, least V, mean V, then
eigenvalues or multipliers."""


@dataclass(frozen=True)
class Curve:
    """A curve in the current and a second parameter, from the folds and Hopf points of these labels."""

    name: str
    number: int
    labels: tuple[int, ...]
    bounds: tuple[float, float]
    step: float
    dsmax: float


@dataclass(frozen=True)
class Case:
    """A set of parameters, the constants that make it, what follows from it."""

    model: str
    name: str
    dimension: int
    last: float
    hopf: tuple[int, ...]
    cycles: Mapping[str, object]
    curves: tuple[Curve, ...] = ()
    start: Mapping[str, object] = field(default_factory=dict)

    def columns(self, *first: int) -> dict[str, object]:
        """Constants that choose the parameters: those that vary, then those that are printed."""
        printed = range(PRINTED, PRINTED + 3 + 2 * self.dimension)
        return {"NDIM": self.dimension, "ICP": [*first, *printed]}


def _set(phi: float) -> dict[str, object]:
    return {"PAR": {1: 0.0, 2: phi, 3: 4.0, 4: 12.0, 5: 17.4}, "U": REST}


PHI, G_CA = ("phi", 2), ("g_ca", 3)
CASES = (
    Case(
        "morris_lecar", "hopf", 2, 300.0, (2, 3), {"DSMAX": 5.0, "NMX": 140},
        (Curve(*PHI, (2,), (5e-4, 1.5), 1e-3, 0.1), Curve(*G_CA, (2,), (0.5, 12.0), 0.01, 0.3)),
    ),
    Case(
        "morris_lecar", "snic", 2, 300.0, (4,),
        {"DSMAX": 1.0, "NMX": 400, "UZR": {11: LONG}, "UZSTOP": {11: 3e4}},
        (
            Curve(*PHI, (2, 3, 4), (5e-4, 1.5), 1e-3, 0.1),
            Curve(*G_CA, (2, 4), (0.5, 12.0), 0.01, 0.3),
        ),
        _set(0.067),
    ),
    Case(
        "morris_lecar", "homoclinic", 2, 300.0, (4,),
        {"DSMAX": 1.0, "NMX": 400, "UZR": {11: LONG}, "UZSTOP": {11: 300.0}},
        (Curve(*G_CA, (4,), (0.5, 12.0), 0.01, 0.3),), _set(0.23),
    ),
    Case(
        "hodgkin_huxley", "ermentrout", 4, 200.0, (2, 3), {"DSMAX": 2.0, "NMX": 300},
        (
            Curve("temperature", 2, (2,), (-10.0, 40.0), 0.01, 0.3),
            Curve("g_k", 3, (2, 3), (0.5, 80.0), 0.01, 0.3),
        ),
    ),
)  # fmt: skip


def current(values: Mapping[str, float]) -> float:
    """Current [µA/cm²] with the digits that the column of its own has not."""
    return round(values["PAR(1)"]) + values[f"PAR({PRINTED})"]


def pairs(values: Mapping[str, float], dimension: int) -> list[list[float]]:
    """Eigenvalues [1/ms], or multipliers: real and imaginary parts."""
    first = PRINTED + 3
    return [[values[f"PAR({first + 2 * k})"], values[f"PAR({first + 2 * k + 1})"]] for k in range(dimension)]


def equilibrium(point: Point, dimension: int, *second: Curve) -> dict[str, Any]:
    """What is kept of an equilibrium."""
    values = point.values
    found: dict[str, Any] = {"type": point.kind} if point.kind else {}
    found["current"] = current(values)
    found |= {curve.name: values[f"PAR({curve.number})"] for curve in second}
    return found | {"voltage": values["U(1)"], "eigenvalues": pairs(values, dimension)}


def cycle(point: Point, dimension: int) -> dict[str, Any]:
    """What is kept of a cycle: voltages are those at the points of the mesh."""
    values = point.values
    found: dict[str, Any] = {"type": point.kind} if point.kind else {}
    return found | {
        "current": current(values),
        "period": values["PERIOD"],
        "v_max": values["MAX U(1)"],
        "v_min": values[f"PAR({PRINTED + 1})"],
        "v_mean": values[f"PAR({PRINTED + 2})"],
        "multipliers": pairs(values, dimension),
    }


def until_the_end(points: Iterable[Point]) -> list[Point]:
    """The branch up to where it shrinks onto the other Hopf point: AUTO goes on, back along it."""
    kept: list[Point] = []
    for point in points:
        size = point.values["MAX U(1)"] - point.values[f"PAR({PRINTED + 1})"]
        if len(kept) > 30 and (size < 2.0 or point.kind == "BP"):
            break
        kept.append(point)
    return kept


def sampled(points: list[Point]) -> list[Point]:
    """Some ordinary points, evenly by their number."""
    plain = [point for point in points if not point.kind]
    return plain[:: max(1, len(plain) // SAMPLED)]


def analysed(case: Case, executable: Path) -> dict[str, Any]:
    """All branches of a set."""
    folder, size = executable.parent, case.dimension
    start = {**case.start, "IPS": 1, **case.columns(1), "DS": 0.1, "DSMAX": 3.0, "UZSTOP": {1: case.last}}
    call(executable, start)
    found: dict[str, Any] = {
        "equilibria": [equilibrium(point, size) for point in branch(folder) if point.label]
    }
    keep_for_restart(folder)
    for label in case.hopf:
        constants = {**case.columns(1, 11), "IPS": 2, "IRS": label, "DS": 0.01, **case.cycles}
        call(executable, constants)
        points = until_the_end(branch(folder))
        found[f"cycles from {label}"] = {
            "points_of_the_branch": len(points),
            "special_points": [cycle(point, size) for point in points if point.label],
            "points": [cycle(point, size) for point in sampled(points)],
        }
    for curve in case.curves:
        for label in curve.labels:
            for sign in (1, -1):
                name = f"{curve.name} from {label}, {'up' if sign > 0 else 'down'}"
                found[name] = followed(case, executable, curve, label, sign)
    return found


def followed(case: Case, executable: Path, curve: Curve, label: int, sign: int) -> dict[str, Any]:
    """A curve of folds or Hopf points; the second parameter is the one whose bounds end it."""
    constants = {
        **case.columns(curve.number, 1), "IPS": 1, "ISW": 2, "IRS": label, "DS": sign * curve.step,
        "DSMAX": curve.dsmax, "DSMIN": 1e-7, "NMX": 4000, "RL0": curve.bounds[0], "RL1": curve.bounds[1],
    }  # fmt: skip
    call(executable, constants)
    points = branch(executable.parent)
    return {
        "special_points": [
            equilibrium(point, case.dimension, curve)
            for point in points
            if point.label and point.kind != "RG"
        ],
        "points": [equilibrium(point, case.dimension, curve) for point in sampled(points)],
    }


def main() -> None:
    """Write a file a model."""
    if lacking := missing():
        raise SystemExit(f"install {lacking} first")
    origin = [
        f"AUTO-07p {version()}, NTST 100, NCOL 4, EPSL = EPSU = 1e-10, EPSS = 1e-8, analytic derivatives",
        "made by python -m tests.validation.generators.auto_07p; equations in auto_07p_equations",
        "currents [uA/cm2], voltages [mV], periods [ms], eigenvalues [1/ms]; v_max, v_min at mesh points",
        "special points bear AUTO's names, right or wrong: faults says more; GH: see bautin_points.json",
    ]
    for model in dict.fromkeys(case.model for case in CASES):
        with tempfile.TemporaryDirectory() as folder:
            executable = compiled(model, Path(folder))
            sets = {case.name: analysed(case, executable) for case in CASES if case.model == model}
            faults = auto_07p_faults.measured(model, executable)
        document = {"origin": origin, "sets": sets, "faults": faults}
        (DATA / f"auto_{model}.json").write_text(_lines(document))


def _lines(document: Mapping[str, Any]) -> str:
    """JSON with a point a line."""
    text = json.dumps(document, indent=None, separators=(", ", ": "))
    return text.replace('{"type"', '\n{"type"').replace(', {"current"', ',\n{"current"') + "\n"


if __name__ == "__main__":
    main()
