"""A bifurcation analysis by AUTO-07p and by one request: Morris and Lecar's three sets, Hodgkin and Huxley's.

AUTO does what a user asks of it: it follows the equilibria, then the cycles from a Hopf point to where they
end (NTST 100, so that folds of cycles are good to 10⁻⁹). Its time is that of whole processes: of the bare
executable, started once a branch, and of its Python layer, `auto-07p script`, which most users call. It is
given the numbers of steps that just suffice, which a user learns by trial, and analytic derivatives.
Compilation is not in it and printed apart. It follows no branches of doubled cycles; ours does so in a column
of its own. Ours is a request to a real server, warm, from sending to having
all of the answer. AUTO and we are timed in turns.

Promised: the analysis with its cycles in less time than AUTO, the equilibria and their Hopf points in 50 ms.
"""

import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from benchmarks.peers.auto_07p import (
    COMMON,
    ENVIRONMENT,
    EQUATIONS,
    branch,
    call,
    compiled,
    keep_for_restart,
    missing,
)
from benchmarks.server import serving

ROUNDS = 7
PROMISED_EQUILIBRIA = 50.0
"""Equilibria and Hopf points alone [ms]."""
REST = {1: -59.47399786678872, 2: 0.0002703836249129682}
"""Of the sets snic and homoclinic without current: V [mV], n."""


@dataclass(frozen=True)
class Analysis:
    """What is asked: of AUTO by constants, of us by bodies."""

    name: str
    equations: str
    start: Mapping[str, object]
    """Constants of the run of equilibria."""
    cycles: Mapping[str, object]
    """Constants of the run of cycles."""
    path: str
    equilibria: Mapping[str, object]
    """Our request for the equilibria and their bifurcations alone."""
    dossier: Mapping[str, object]
    """Our request for everything, cycles included."""
    times: dict[str, list[float]] = field(default_factory=dict)


def _morris_lecar(preset: str, label: int, cycles: Mapping[str, object], phi: float | None) -> Analysis:
    start: dict[str, object] = {"NDIM": 2, "UZSTOP": {1: 250.0}}
    if phi is not None:
        start |= {"PAR": {1: 0.0, 2: phi, 3: 4.0, 4: 12.0, 5: 17.4}, "U": REST}
    return Analysis(
        name=f"Morris-Lecar, {preset}",
        equations="morris_lecar",
        start=start,
        cycles={"NDIM": 2, "IRS": label, "DSMAX": 5.0, **cycles},
        path="morris-lecar/bifurcation",
        equilibria={"preset": preset, "parameter_range": [0.0, 250.0], "cycles": False},
        dossier={"preset": preset, "parameter_range": [0.0, 250.0]},
    )


ANALYSES = (
    _morris_lecar("hopf", 2, {"NMX": 118}, None),
    _morris_lecar("snic", 4, {"NMX": 100, "UZR": {11: [100.0, 300.0]}, "UZSTOP": {11: 1000.0}}, 0.067),
    _morris_lecar("homoclinic", 4, {"NMX": 100, "UZR": {11: [50.0]}, "UZSTOP": {11: 100.0}}, 0.23),
    Analysis(
        name="Hodgkin-Huxley",
        equations="hodgkin_huxley",
        start={"NDIM": 4, "UZSTOP": {1: 180.0}},
        cycles={"NDIM": 4, "IRS": 2, "DSMAX": 2.0, "NMX": 144},
        path="hodgkin-huxley/bifurcation",
        equilibria={"preset": "ermentrout", "parameter_range": [0.0, 180.0], "cycles": False},
        dossier={"preset": "ermentrout", "parameter_range": [0.0, 180.0]},
    ),
)
EQUILIBRIA = {"IPS": 1, "ICP": [1], "DS": 0.1, "DSMAX": 3.0}
CYCLES = {"IPS": 2, "ICP": [1, 11], "DS": 0.01}

Job = Callable[[], object]


def auto_equilibria(analysis: Analysis, executable: Path) -> None:
    """The executable, once."""
    call(executable, {**EQUILIBRIA, **analysis.start})


def auto_dossier(analysis: Analysis, executable: Path) -> None:
    """The executable, once a branch; the second starts from what the first has left."""
    auto_equilibria(analysis, executable)
    keep_for_restart(executable.parent)
    call(executable, {**CYCLES, **analysis.cycles})


def script(analysis: Analysis, folder: Path) -> Path:
    """The same analysis for AUTO's Python layer, with its equations beside it."""
    shutil.copy(EQUATIONS / f"{analysis.equations}.f90", folder)
    first = {**COMMON, **EQUILIBRIA, **analysis.start}
    second = {**CYCLES, **{name: value for name, value in analysis.cycles.items() if name != "IRS"}}
    second |= {"IRS": analysis.cycles["IRS"], "UZSTOP": analysis.cycles.get("UZSTOP", {})}
    path = folder / "analysis.auto"
    path.write_text(
        f"rest = run({analysis.equations!r}, **{first!r})\nsave(rest + run(rest, **{second!r}), 'analysis')\n"
    )
    return path


def auto_script(path: Path) -> None:
    """AUTO's Python layer from its start to its end; it compiles only if it has not before."""
    command = ["/usr/bin/auto-07p", path.name]
    subprocess.run(command, check=True, cwd=path.parent, env=ENVIRONMENT, capture_output=True)  # noqa: S603


def posting(client: httpx2.Client, path: str, body: Mapping[str, object]) -> Job:
    """A request and its whole answer."""
    return lambda: client.post(f"/v1/{path}", json=body).raise_for_status()


def timed(job: Job) -> float:
    """Of one call [ms]."""
    began = time.perf_counter()
    job()
    return 1e3 * (time.perf_counter() - began)


def jobs(analysis: Analysis, folder: Path, client: httpx2.Client) -> dict[str, Job]:
    """All that is timed, by its name; without AUTO only ours."""
    ours = {
        "ours, equilibria": posting(client, analysis.path, analysis.equilibria),
        "ours": posting(client, analysis.path, {**analysis.dossier, "period_doublings": 0}),
        "ours, doubled cycles too": posting(client, analysis.path, analysis.dossier),
    }
    if missing():
        return ours
    bare, layer = folder / "bare", folder / "layer"
    bare.mkdir()
    layer.mkdir()
    began = time.perf_counter()
    executable = compiled(analysis.equations, bare)
    written = script(analysis, layer)
    print(f"{analysis.name}: compiled in {1e3 * (time.perf_counter() - began):.0f} ms, not counted")
    return {
        **ours,
        "AUTO, equilibria": lambda: auto_equilibria(analysis, executable),
        "AUTO": lambda: auto_dossier(analysis, executable),
        "AUTO, Python": lambda: auto_script(written),
    }


def measure(analysis: Analysis, client: httpx2.Client) -> None:
    """Time all in turns, each once before that; say what AUTO found."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = jobs(analysis, Path(folder), client)
        for name, job in chosen.items():
            job()
            if name == "AUTO":
                found = (
                    f"{point.kind} {point.values['PAR(1)']:.7f}"
                    for point in branch(Path(folder) / "bare")
                    if point.kind not in ("", "UZ")
                )
                print(f"{analysis.name}: AUTO's cycles: {', '.join(found)}")
        for _ in range(ROUNDS):
            for name, job in chosen.items():
                analysis.times.setdefault(name, []).append(timed(job))


def main() -> None:
    """Print one line an analysis: medians, least times, and how often ours goes into AUTO's."""
    if lacking := missing():
        print(f"AUTO-07p is left out: install {lacking} first")
    with serving() as address, httpx2.Client(base_url=address, timeout=60.0) as client:
        for analysis in ANALYSES:
            measure(analysis, client)
    names = list(ANALYSES[0].times)
    print(f"{'median (least) ms':26}" + "".join(f"{name:>26}" for name in names))
    for analysis in ANALYSES:
        figures = (analysis.times[name] for name in names)
        cells = (f"{statistics.median(times):.1f} ({min(times):.1f})" for times in figures)
        print(f"{analysis.name:26}" + "".join(f"{cell:>26}" for cell in cells))
    for analysis in ANALYSES:
        least = {name: min(times) for name, times in analysis.times.items()}
        ratios = [
            f"{least[peer] / least['ours']:.1f} of {peer}"
            for peer in ("AUTO", "AUTO, Python")
            if peer in least
        ]
        alone = f"equilibria {least['ours, equilibria']:.1f} ms, promised {PROMISED_EQUILIBRIA:g}"
        print(
            f"{analysis.name:26} ours goes into AUTO's time: {', '.join(ratios) or 'not measured'}; {alone}"
        )


if __name__ == "__main__":
    main()
