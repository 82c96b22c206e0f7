"""Special cycles located again on finer meshes: their errors, and whether they are real."""

import numpy as np

from core.dynamics.cycles.branch import SpecialCycle
from core.dynamics.cycles.corrector import Corrected, CycleSolver
from core.dynamics.cycles.crossings import TESTS, Located, critical_pair, oriented
from core.dynamics.cycles.solvers import Solvers

WANTED = 1e-10
"""Of the parameter's unit: the difference between two meshes below which no finer one is tried."""
FACTORS = (2, 4)
SECANT_ROUNDS = 8
PROBE = 1e-3
CRITICAL = 0.05
"""Distance from its critical value within which a multiplier of a special cycle has to be found."""


def confirmed(solvers: Solvers, located: Located, place: int) -> SpecialCycle | None:
    """A special cycle with its errors; None where a finer mesh does not find it, or not with its multiplier.

    Where the period hardly depends on the parameter any more, near a homoclinic orbit, the tests change their
    signs by rounding alone; such points have no critical multiplier.
    """
    last, unit = located.corrected, float(solvers.units[0])
    intervals = last.cycle.mesh.size - 1
    error, period_error = np.inf, np.inf
    for factor in FACTORS:
        found = _located_again(solvers.of(factor * intervals), located, last)
        if found is None:
            break
        error = abs(found.cycle.value - last.cycle.value)
        period_error = abs(found.cycle.period - last.cycle.period)
        last = found
        if error < WANTED * unit:
            break
    if not np.isfinite(error) or not _critical(located, last):
        return None
    angle = None
    if located.kind == "torus":
        pair = critical_pair(last.cycle.multipliers)
        if pair is None:
            return None
        angle = abs(float(np.angle(pair)))
    return SpecialCycle(located.kind, last.cycle, last.tangent, place, error, period_error, angle)


def _located_again(solver: CycleSolver, located: Located, coarse: Corrected) -> Corrected | None:
    """The zero of the test function on another mesh, by the secant method along the branch."""
    test, unit = TESTS[located.kind], float(solver.units[0])
    cycle, tangent = solver.remeshed(coarse.cycle, coarse.tangent)
    base = solver.correct(cycle, cycle, tangent)
    if base is None:
        return None
    base = oriented(solver, base, tangent)
    found, place, value = base, 0.0, test(base.cycle, base.tangent)
    trial = PROBE
    for _ in range(SECANT_ROUNDS):
        stepped = solver.step(base.cycle, base.tangent, trial)
        if stepped is None:
            return None
        stepped = oriented(solver, stepped, base.tangent)
        other = test(stepped.cycle, stepped.tangent)
        if abs(other) < abs(value):
            found, place, value, trial, other = stepped, trial, other, place, value
        if value == other:
            break
        following = place - value * (trial - place) / (other - value)
        drift = abs((following - place) * float(found.tangent.values[0])) / unit
        if drift < 1e-4 * WANTED and abs(following - place) < 1e-4:
            break
        trial = following
    return found


def _critical(located: Located, found: Corrected) -> bool:
    """Whether a multiplier besides the trivial one has the value that the kind of point demands."""
    multipliers = found.cycle.multipliers[1:]
    if located.kind == "fold-of-cycles":
        # Along a canard the parameter is constant to rounding, and multipliers near 1 are lost in it.
        return bool(np.abs(multipliers - 1.0).min() < CRITICAL) or located.flat
    if located.kind == "period-doubling":
        return bool(np.abs(multipliers + 1.0).min() < CRITICAL)
    return bool(np.abs(np.abs(multipliers[multipliers.imag != 0.0]) - 1.0).min(initial=1.0) < CRITICAL)
