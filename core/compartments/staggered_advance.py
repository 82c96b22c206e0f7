"""The fixed-step integrator of a tree of compartments (compiled)."""

from typing import NamedTuple

import numpy as np

from core.compartments.advance import CORNER, DONE, FRESH, LEFT, RUNNING, STATUS, STEPS, TIME
from core.compartments.coupled_states import has_coupled
from core.compartments.injection import AT_NODE, Injections, enter, inject, longest_step, look_ahead
from core.compartments.staggered_step import add_flow, advance_coupled, advance_states, move_voltages
from core.compartments.watch import Watch, note, note_corner
from core.compartments.workspace import DIAGONAL, END_ROW, RATE, RIGHT, U1, Membranes, Work
from core.numerics.compilation import kernel
from core.numerics.lane_vector import spread, store
from core.numerics.tree.elimination import Tree, factorise, solve
from core.numerics.tree.partition import Integers
from core.result import Floats

EULER_STEPS = 2
"""Half steps of the implicit Euler method after a jump of the current: they damp what would ring.

Rannacher R (1984) doi:10.1007/BF01390130.
"""

# Elements of `Pace.numbers` and, after those of `core.compartments.advance.Clock.counts`, of `Pace.counts`.
SIZE, BEGIN = 1, 2
MADE, WANTED, FACTORISED = 5, 6, 7


class Pace(NamedTuple):
    """Where a run stands.

    Attributes
    ----------
    numbers
        Time, step, and time of the last jump of the current [ms].
    counts
        Steps, none, corner, status; steps since the last jump and to the next one, the first of which count
        as halves; whether the rows that need it only once are factorised.
    fixed
        First and end row of compartments that are linear and so need it only once for a step size.
    """

    numbers: Floats
    counts: Integers
    fixed: Integers


@kernel
def advance_staggered(  # noqa: C901, PLR0915 - one loop, which its parts share arrays with
    t: Tree,
    m: Membranes,
    w: Work,
    s: Injections,
    k: Watch,
    p: Pace,
    limits: tuple[float, float],
    budget: int,
) -> None:
    """Run on for a number of steps, or to the end, or until a voltage leaves the table.

    Parameters
    ----------
    limits
        End of the run and longest step [ms].
    """
    numbers, counts, a, n = p.numbers, p.counts, w.vectors, t.rows
    rows = m.numbers[m.numbers.shape[0] - 1, END_ROW]
    end, longest = limits
    coupled = has_coupled(m)
    for _ in range(budget):
        limit = min(s.corners[counts[CORNER]], end)
        if counts[STATUS] == FRESH:
            counts[STATUS], counts[MADE] = RUNNING, 0
            begin = numbers[TIME]
            numbers[BEGIN] = begin
            enter(s, begin)
            wanted = np.ceil((limit - begin) / min(longest, longest_step(s, begin)) - 1e-9)
            counts[WANTED] = max(int(wanted), EULER_STEPS // 2)
            size = (limit - begin) / counts[WANTED]
            if size != numbers[SIZE]:
                numbers[SIZE], counts[FACTORISED] = size, 0
            for row in range(rows):
                store(a, RATE * n + row, spread(0.0))
        size, made = numbers[SIZE], counts[MADE]
        halves = min(made, EULER_STEPS)
        whole = made >= EULER_STEPS
        time = numbers[BEGIN] + size * (made - 0.5 * halves)
        # After the halves the states are advanced by half a step only: then they stand in its middle.
        first = made == EULER_STEPS
        over = size if whole and not first else 0.5 * size
        lead, ahead = 0.25 * size if first else 0.0, 0.5 * size if whole else 0.0
        if coupled:
            advance_coupled(t, m, w, (over, size), lead, ahead)
        advance_states(t, m, w, (over, size), lead, ahead)
        add_flow(t, w)
        # The current of a step is that in its middle, of a half one, too: so no charge is lost.
        look_ahead(s, time, size, 0.5 if whole else 0.25)
        inject(s, a, RIGHT * n, np.int64(AT_NODE), 0.0)
        kept = p.fixed[1] if counts[FACTORISED] != 0 else p.fixed[0]
        factorise(t, a, DIAGONAL * n, p.fixed[0], kept)
        counts[FACTORISED] = 1
        solve(t, a, RIGHT * n, U1 * n)
        left = move_voltages(t, m, w, size, whole, made == 0)
        counts[MADE] += 1
        counts[STEPS] += 1
        ending = counts[MADE] == counts[WANTED] + EULER_STEPS // 2
        following = numbers[BEGIN] + size * (made + 1 - 0.5 * min(made + 1, EULER_STEPS))
        numbers[TIME] = limit if ending else following
        note(a, n, rows, k, time, numbers[TIME] - time, ending and limit == end)
        if left:
            counts[STATUS] = LEFT
            return
        if ending:
            if whole:
                if coupled:
                    advance_coupled(t, m, w, (0.5 * size, size), -0.25 * size, 0.0)
                advance_states(t, m, w, (0.5 * size, size), -0.25 * size, 0.0)
            note_corner(a, n, rows, k, limit)
            if limit == end:
                counts[STATUS] = DONE
                return
            counts[CORNER] += 1
            counts[STATUS] = FRESH
