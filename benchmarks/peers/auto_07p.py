"""AUTO-07p as its user runs it: equations in Fortran, constants on standard input, answers in files.

Doedel and others (2007), AUTO-07P: Continuation and bifurcation software for ordinary differential equations.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

LIBRARY = Path("/usr/lib/auto-07p")
"""Where Debian's package auto-07p has its objects."""
EQUATIONS = Path(__file__).parents[2] / "tests" / "validation" / "generators" / "auto_07p_equations"
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "PATH": "/usr/bin:/bin"}
"""One thread: more only wait for each other here. Debian's Python, which has Debian's NumPy."""
FLAGS = ("-O2", "-std=legacy", "-fopenmp")
"""Those of AUTO's own makefile."""
COMMON: Mapping[str, object] = {
    "NTST": 100, "NCOL": 4, "IAD": 3, "IPLT": 1, "NBC": 0, "NINT": 0, "NPR": 1_000_000, "MXBF": 0, "IID": 2,
    "ITMX": 12, "ITNW": 7, "NWTN": 3, "JAC": 1, "EPSL": 1e-10, "EPSU": 1e-10, "EPSS": 1e-8, "DSMIN": 1e-5,
    "IADS": 1, "NPAR": 36, "RL0": -1e3, "RL1": 1e3, "IRS": 0, "ISW": 1, "ILP": 1, "ISP": 2, "NMX": 2000,
}  # fmt: skip
"""Constants of every run: at NTST 100 folds of cycles are good to 10⁻⁹."""
TYPES = {
    "1": "BP", "2": "LP", "3": "HB", "-4": "UZ", "4": "RG", "5": "LP", "6": "BP", "7": "PD", "8": "TR",
    "9": "EP", "-9": "MX", "-2": "CP", "-3": "ZH", "-1": "BT", "-32": "GH",
}  # fmt: skip
"""AUTO's names of the types of points, of the last digit and the sign."""


@dataclass(frozen=True)
class Point:
    """A row of a branch: number along it, type (empty for an ordinary point), label and columns by name."""

    number: int
    kind: str
    label: int
    values: Mapping[str, float]


def missing() -> str | None:
    """What is not installed, or None."""
    if not (LIBRARY / "lib").is_dir():
        return "AUTO-07p (Debian package auto-07p)"
    return None if shutil.which("gfortran") else "gfortran"


def version() -> str:
    """Version of Debian's package."""
    asked = ("dpkg-query", "--show", "--showformat=${Version}", "auto-07p")
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout  # noqa: S603


def compiled(equations: str, folder: Path) -> Path:
    """Executable of these equations with AUTO's library, in a folder."""
    source, executable = EQUATIONS / f"{equations}.f90", folder / f"{equations}.exe"
    objects = sorted(map(str, (LIBRARY / "lib").glob("*.o")))
    command = ["gfortran", *FLAGS, str(source), *objects, "-o", str(executable)]
    subprocess.run(command, check=True, cwd=folder, capture_output=True)  # noqa: S603
    return executable


def call(executable: Path, constants: Mapping[str, object], timeout: float = 120.0) -> None:
    """One process of AUTO: it restarts from fort.3 of its folder and leaves fort.7, 8 and 9 there."""
    text = "".join(f"{name} = {value!r}\n" for name, value in {**COMMON, **constants}.items())
    subprocess.run(  # noqa: S603
        [executable],
        input=text,
        check=True,
        cwd=executable.parent,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=timeout,
    )


def keep_for_restart(folder: Path) -> None:
    """Make the solutions of the last run those that the next one starts from."""
    (folder / "fort.8").replace(folder / "fort.3")


def branch(folder: Path) -> list[Point]:
    """All points of the last run."""
    return list(_points(folder / "fort.7"))


def _points(path: Path) -> Iterator[Point]:
    names: list[str] = []
    for line in path.read_text().splitlines():
        words = line.split()
        if words[0] != "0":
            kind = words[2] if words[2] == "-32" else words[2][: words[2].startswith("-")] + words[2][-1]
            values = [_number(word) for word in words[4:]]
            # A name may stand twice: the column that IPLT chooses comes first.
            known = dict(zip(names, values, strict=True))
            yield Point(abs(int(words[1])), TYPES.get(kind, ""), int(words[3]), known)
        elif "LAB" in words:
            names = re.split(r"\s{2,}", line.split("LAB")[1].strip())


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:  # Fortran leaves out the E of an exponent of three digits, or prints stars
        found = re.fullmatch(r"([-+]?\d\.\d+)([-+]\d{3})", word)
        return float(f"{found[1]}e{found[2]}") if found else float("nan")
