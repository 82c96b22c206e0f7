"""Make tests/validation/data/shooting_cycles.json: python -m tests.validation.generators.shooting.

Needs heyoka, mpmath, NumPy and SciPy, an x86-64 processor (80-bit long double), and about five minutes of a
core.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import heyoka as hy  # type: ignore[import-not-found]
import mpmath  # type: ignore[import-not-found]
import numpy as np
import scipy

from tests.validation.generators.shooting import classical, polynomial
from tests.validation.generators.shooting.cells import CELLS
from tests.validation.generators.shooting.family import settled
from tests.validation.generators.shooting.response import PHASES, PUSH, answer

OUTPUT = Path(__file__).parents[2] / "data" / "shooting_cycles.json"

ABOUT = f"""points: for each cell its fixed points and closed orbits by shooting, without the service's code.
Kinds 'fold' and 'hopf': fixed points with a zero eigenvalue, an imaginary pair (period: the linear one's).
Kind 'saddle-node on an invariant circle': a fold with the limit of period × √(current − its current).
Kind 'homoclinic': current of the saddle's loop, the saddle, its eigenvalues; cycles exist above that current.
Kinds 'fold of cycles', 'period doubling' and 'cycle': an orbit and its least period. state: at the highest V;
maximum, minimum and mean are V's; multipliers [real, imaginary] are without the trivial 1.
Folds and doublings stand in the order of their branch, cycles by current and, at one current, in that order.
'hodgkin-huxley ermentrout doubled': the branch of twice the period between the two doublings of
'hodgkin-huxley ermentrout'. It has four doublings of its own; what comes out of those is not kept.
error: how far a second computation is off (other tolerance, other nodes), at least the rounding of a double;
of the saddle's loop, from another section and another start. Multipliers below their error are noise.
responses: the advance that 1 mV of V causes at {PHASES} phases, phase 0 at the maximum of V. adjoint: Z in
ms/mV and in 1/mV (of phase in [0, 1)); direct: from pushes of V, its error that before extrapolation;
adjoint_against_direct tells what remains.
interaction_odd: (H(φ) − H(−φ))/2 at those phases, H(φ) = (1/T)∫ Z(t) (V(t + φT) − V(t)) dt/C, Z in 1/mV;
in 1/ms for a gap junction of 1 mS/cm². Cells a phase φ apart drift by −2 g odd(φ): locked at its zeros
(0 ≤ φ ≤ 1/2), stable where the slope is positive.
pairs: two cells joined by a conductance [mS/cm²]: their period, the logarithm of the slow multiplier
(−2 g slope T to first order), and the slope that it has in the limit of no coupling (from g and 2g).
Units: ms, mV, µA/cm²; fitzhugh-nagumo and hindmarsh-rose are dimensionless.""".split("\n")

FAMILIES: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "morris-lecar hopf": classical.morris_lecar_hopf,
    "morris-lecar snic": lambda: classical.morris_lecar_snic("morris-lecar snic"),
    "morris-lecar snic 1/15": lambda: classical.morris_lecar_snic("morris-lecar snic 1/15"),
    "morris-lecar homoclinic": classical.morris_lecar_homoclinic,
    "hodgkin-huxley ermentrout": classical.hodgkin_huxley,
    "hodgkin-huxley ermentrout doubled": classical.hodgkin_huxley_doubled,
    "fitzhugh-nagumo 1969": lambda: polynomial.fitzhugh_nagumo("fitzhugh-nagumo 1969"),
    "fitzhugh-nagumo 1961": lambda: polynomial.fitzhugh_nagumo("fitzhugh-nagumo 1961"),
    "hindmarsh-rose bursting": polynomial.hindmarsh_rose_bursting,
    "hindmarsh-rose chaotic": polynomial.hindmarsh_rose_chaotic,
}

RESPONSES = {
    "morris-lecar hopf": (100.0, [-20.0, 0.2], 32),
    "morris-lecar snic": (45.0, [-20.0, 0.2], 64),
    "hodgkin-huxley ermentrout": (10.0, [-20.0, 0.1, 0.4, 0.5], 128),
}
"""Current, a state from which the cycle is reached, and points a phase for the interaction function."""


def main() -> None:
    """Compute everything and write it, a record a line."""
    points = {name: family() for name, family in FAMILIES.items()}
    responses = {}
    for name, (current, start, samples) in RESPONSES.items():
        orbit = settled(CELLS[name], start, current, 800.0, 300.0, 20)
        responses[name] = answer(orbit, current, samples)
    origin = [
        "the cells of tests/validation/generators/shooting/cells.py, written out by hand from the catalogue",
        "multiple shooting on Taylor series with exact variations",
        f"heyoka {hy.__version__}, mpmath {mpmath.__version__}",
        f"NumPy {np.__version__}, SciPy {scipy.__version__}",
        "80-bit precision, tolerance 1.1e-19; errors from a tolerance of 1e-15 on half as many nodes again",
        f"pushes of at most {PUSH} mV, extrapolated",
        "made by python -m tests.validation.generators.shooting",
    ]
    write({"about": ABOUT, "origin": origin, "points": points, "responses": responses})


def write(whole: dict[str, Any]) -> None:
    """Keep it, a record a line."""
    parts = []
    for name, part in whole.items():
        body = _lines(part) if isinstance(part, list) else _lines(part, _lines)
        parts.append(f"{json.dumps(name)}: {body}")
    OUTPUT.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _lines(value: Any, inner: Callable[[Any], str] = _text) -> str:
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner(item) for item in value) + "\n]"
    return "{\n" + ",\n".join(f"{_text(key)}: {inner(item)}" for key, item in value.items()) + "\n}"


if __name__ == "__main__":
    main()
