"""Membrane currents of a row of compartments at a point, and their derivatives (compiled)."""

from core.compartments.workspace import (
    BLOCK_SIZE,
    BLOCKS,
    COUPLING,
    CURRENTS,
    DECAY,
    DYNAMIC,
    FIRST_CURRENT,
    FIRST_ROW,
    FIRST_STATE,
    GAIN,
    INSTANTANEOUS,
    INVERSE_CELL,
    LAST_CELL,
    LEAK,
    LEAK_CURRENT,
    LOW,
    SECTIONS,
    STATE_ROWS,
    TABLE,
    TILT_OF,
    VALUE,
    WIDTH,
    X_SLOPE,
    Membranes,
    Work,
)
from core.numerics.compilation import inlined
from core.numerics.lane_cubics import cubics, cubics_and_slopes, locate
from core.numerics.lane_vector import Vector, load, spread, store


@inlined
def block_of(m: Membranes, kind: int, row: int) -> int:
    """First row of the block of a row of compartments."""
    return int(m.numbers[kind, BLOCKS] + (row - m.numbers[kind, FIRST_ROW]) * m.numbers[kind, BLOCK_SIZE])


@inlined
def find_cells(m: Membranes, w: Work, kind: int, v: Vector) -> None:
    """Find the cells of the table that voltages lie in."""
    place = (v - spread(m.grid[kind, LOW])) * spread(m.grid[kind, INVERSE_CELL])
    stride = 8 * (m.numbers[kind, DYNAMIC] + m.numbers[kind, INSTANTANEOUS])
    locate(w.starts, w.fractions, place, m.grid[kind, LAST_CELL], stride, m.numbers[kind, TABLE])


@inlined
def find_functions(m: Membranes, w: Work, n: int, kind: int) -> None:
    """Values of the instantaneous functions in the cells that were found."""
    first = SECTIONS * n + VALUE + m.numbers[kind, WIDTH]
    for i in range(m.numbers[kind, INSTANTANEOUS]):
        a, _ = cubics(m.table, w.starts, w.fractions, 8 * (m.numbers[kind, DYNAMIC] + i))
        store(w.vectors, first + i, a)


@inlined
def current(m: Membranes, w: Work, n: int, kind: int, row: int, v: Vector) -> Vector:
    """Membrane current [nA] at voltages and at the values of the states and functions in the scratch."""
    a = w.vectors
    total = load(a, LEAK * n + row) * v - load(a, LEAK_CURRENT * n + row)
    conductances = block_of(m, kind, row) + STATE_ROWS * m.numbers[kind, DYNAMIC]
    number, values = m.numbers[kind, FIRST_CURRENT], SECTIONS * n + VALUE
    for c in range(m.numbers[kind, CURRENTS]):
        product = load(a, conductances + c)
        for k in range(m.starts[number + kind + c], m.starts[number + kind + c + 1]):
            x, power = load(a, values + m.factors[k, 0]), m.factors[k, 1]
            product = product * x
            if power == 3:
                product = product * (x * x)
            elif power == 4:
                product = product * x * (x * x)
            else:
                for _ in range(1, power):
                    product = product * x
        force = spread(m.slopes[number + c]) * v - spread(m.reversals[number + c])
        total = total + product * force
    return total


@inlined
def linearise_states(m: Membranes, w: Work, n: int, kind: int, row: int) -> None:
    """Rates of the states, whose values are in the scratch, and their derivatives; values of functions."""
    a, values = w.vectors, SECTIONS * n + VALUE
    dynamic, block = m.numbers[kind, DYNAMIC], block_of(m, kind, row)
    inverse, width = spread(m.grid[kind, INVERSE_CELL]), m.numbers[kind, WIDTH]
    for i in range(dynamic + m.numbers[kind, INSTANTANEOUS]):
        inflow, turnover, by_inflow, by_turnover = cubics_and_slopes(m.table, w.starts, w.fractions, 8 * i)
        if i < dynamic:
            state = block + i * STATE_ROWS
            scale, x = spread(m.scales[m.numbers[kind, FIRST_STATE] + i]), load(a, values + i)
            store(a, state + X_SLOPE, scale * (inflow - turnover * x))
            store(a, state + GAIN, scale * inverse * (by_inflow - by_turnover * x))
            store(a, state + DECAY, scale * turnover)
            store(a, state + COUPLING, spread(0.0))
        else:
            place = width + i - dynamic
            store(a, values + place, inflow)
            store(a, values + TILT_OF + place, inverse * by_inflow)


@inlined
def linearise_current(
    m: Membranes, w: Work, n: int, kind: int, row: int, v: Vector, by_states: bool
) -> tuple[Vector, Vector]:
    """Membrane current [nA] and its derivative by V [µS]; if wanted, those by the states go to their rows."""
    a = w.vectors
    leak, block, dynamic = load(a, LEAK * n + row), block_of(m, kind, row), m.numbers[kind, DYNAMIC]
    total, stiffness = leak * v - load(a, LEAK_CURRENT * n + row), leak
    number, values = m.numbers[kind, FIRST_CURRENT], SECTIONS * n + VALUE
    for c in range(m.numbers[kind, CURRENTS]):
        strength, slope_of_force = load(a, block + STATE_ROWS * dynamic + c), spread(m.slopes[number + c])
        force = slope_of_force * v - spread(m.reversals[number + c])
        first, end = m.starts[number + kind + c], m.starts[number + kind + c + 1]
        product = strength
        for k in range(first, end):
            x = load(a, values + m.factors[k, 0])
            for _ in range(m.factors[k, 1]):
                product = product * x
        total = total + product * force
        stiffness = stiffness + product * slope_of_force
        for k in range(first, end):
            slope = strength * force
            for j in range(first, end):
                x, power = load(a, values + m.factors[j, 0]), m.factors[j, 1]
                if j == k:
                    slope = slope * spread(float(power))
                    power -= 1
                for _ in range(power):
                    slope = slope * x
            place = m.factors[k, 0]
            if place < dynamic and by_states:
                at = block + place * STATE_ROWS + COUPLING
                store(a, at, load(a, at) + slope)
            elif place >= dynamic:
                stiffness = stiffness + slope * load(a, values + TILT_OF + place)
    return total, stiffness
