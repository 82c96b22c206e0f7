"""The linear system of collocation: elimination within the intervals, then along the mesh (compiled).

Unknowns are the values of a piecewise polynomial at its nodes and some parameters. The equations of an
interval read its own nodes and the parameters only; a few border equations (phase, arc length) read all of
them. Within each interval the inner nodes are eliminated, which leaves n equations between its ends; then the
ends are eliminated one after another with pivots from both neighbours, so that growing and decaying modes do
no harm. What is left are n equations A u₀ + B u_N = 0, the pencil of the monodromy matrix. After Ascher,
Mattheij and Russell (1995), Numerical Solution of Boundary Value Problems, ch. 7,
doi:10.1137/1.9781611971231.
"""

import numpy as np

from core.numerics.compilation import inlined, kernel
from core.numerics.lane_vector import LANES, load, spread, store
from core.numerics.small_matrices import solve_in_place
from core.result import Floats

SHIFT, REST = LANES.bit_length() - 1, LANES - 1
"""Of a column: its vector is column >> SHIFT, its place in it column & REST."""


@inlined
def vectors(width: int) -> int:
    """Number of vectors that a row of so many elements takes."""
    return (width + LANES - 1) // LANES


@inlined
def element(a: Floats, row: int, column: int, chunks: int) -> float:
    """An element of a matrix whose rows are vectors."""
    return float(a[row * chunks + (column >> SHIFT), column & REST])


@inlined
def put(a: Floats, row: int, column: int, chunks: int, value: float) -> None:
    """Set an element of a matrix whose rows are vectors."""
    a[row * chunks + (column >> SHIFT), column & REST] = value


@inlined
def _eliminate(a: Floats, columns: int, pivots: int, rows: int, chunks: int) -> bool:
    """Eliminate the first columns of a matrix with pivots among its first rows; false if it is singular.

    A row of the matrix is `chunks` rows of the array, each a vector: a loop over so few elements would mostly
    be its own beginning and end.
    """
    regular = True
    for k in range(columns):
        block, lane = k >> SHIFT, k & REST
        pivot = k
        for i in range(k + 1, pivots):
            if abs(a[i * chunks + block, lane]) > abs(a[pivot * chunks + block, lane]):
                pivot = i
        if not abs(a[pivot * chunks + block, lane]) > 0.0:
            regular = False
            break
        if pivot != k:
            for v in range(block, chunks):
                upper, lower = np.uint64(k * chunks + v), np.uint64(pivot * chunks + v)
                moved = load(a, upper)
                store(a, upper, load(a, lower))
                store(a, lower, moved)
        inverse = 1.0 / a[k * chunks + block, lane]
        for i in range(k + 1, rows):
            factor = a[i * chunks + block, lane] * inverse
            if factor != 0.0:
                share = spread(factor)
                for v in range(block, chunks):
                    target = np.uint64(i * chunks + v)
                    store(a, target, load(a, target) - share * load(a, np.uint64(k * chunks + v)))
    return regular


@kernel
def condense(  # noqa: C901, PLR0912, PLR0913, PLR0917 - loops over blocks
    values: Floats,
    slopes: Floats,
    scaled_steps: Floats,
    jacobian: Floats,
    columns: Floats,
    borders: Floats,
    corner: Floats,
    local: Floats,
    joint: Floats,
    inner: Floats,
    chain: Floats,
    ends: Floats,
    edge: Floats,
) -> bool:
    """Eliminate everything but u₀, u_N and the parameters; false if a block is singular.

    Parameters
    ----------
    values, slopes
        Of the basis at its Gauss points, shape (m, m + 1).
    scaled_steps
        Length of each interval times the period, shape (N,).
    jacobian
        ∂f/∂u at the Gauss points, shape (N m, n, n).
    columns
        Columns of the q parameters, then r right-hand sides, shape (N m, n, q + r).
    borders
        Coefficients of the q border equations at the nodes of each interval, shape (q, N, m + 1, n).
    corner
        Their coefficients of the parameters, then their right-hand sides, shape (q, q + r).
    local, joint
        Room for matrices of m n + q rows of (m + 1) n + q + r, and of 2 n + q rows of 3 n + q + r elements, a
        row in as many vectors as it takes: shapes (rows × vectors, LANES).
    inner, chain
        To hold their pivot rows, (m − 1) n and n for each interval, in the same form.
    ends
        To hold the equations between u₀ and u_N, shape (n, 2 n + q + r).
    edge
        To hold the border equations in u₀ and u_N, shape (q, 2 n + q + r).
    """
    m, n = values.shape[0], jacobian.shape[1]
    intervals, extra, q = scaled_steps.shape[0], columns.shape[2], corner.shape[0]
    hidden = (m - 1) * n
    wide, narrow = vectors((m + 1) * n + extra), vectors(3 * n + extra)
    first, last, rest = hidden, hidden + n, hidden + 2 * n
    for j in range(intervals):
        for i in range(m):
            for a in range(n):
                row = (i * n + a) * wide
                for k in range(m + 1):
                    base = first if k == 0 else (last if k == m else (k - 1) * n)
                    weight = scaled_steps[j] * values[i, k]
                    for b in range(n):
                        c = base + b
                        part = slopes[i, k] if a == b else 0.0
                        part -= weight * jacobian[j * m + i, a, b]
                        local[row + (c >> SHIFT), c & REST] = part
                for c in range(extra):
                    local[row + ((rest + c) >> SHIFT), (rest + c) & REST] = columns[j * m + i, a, c]
        for r in range(q):
            row = (m * n + r) * wide
            for k in range(m + 1):
                base = first if k == 0 else (last if k == m else (k - 1) * n)
                for b in range(n):
                    c = base + b
                    local[row + (c >> SHIFT), c & REST] = borders[r, j, k, b]
            for c in range(extra):
                local[row + ((rest + c) >> SHIFT), (rest + c) & REST] = 0.0
        if not _eliminate(local, hidden, m * n, m * n + q, wide):
            return False
        for row in range(hidden * wide):
            store(inner, np.uint64(j * hidden * wide + row), load(local, np.uint64(row)))
        if j == 0:
            for a in range(n):
                for c in range(2 * n + extra):
                    ends[a, c] = element(local, hidden + a, hidden + c, wide)
            for r in range(q):
                for c in range(2 * n + extra):
                    edge[r, c] = element(local, m * n + r, hidden + c, wide)
                for c in range(extra):
                    edge[r, 2 * n + c] += corner[r, c]
            continue
        _join(local, joint, ends, edge, hidden, m * n, n, q, extra)
        if not _eliminate(joint, n, 2 * n, 2 * n + q, narrow):
            return False
        for row in range(n * narrow):
            store(chain, np.uint64(j * n * narrow + row), load(joint, np.uint64(row)))
        for c in range(2 * n + extra):
            for a in range(n):
                ends[a, c] = element(joint, n + a, n + c, narrow)
            for r in range(q):
                edge[r, c] = element(joint, 2 * n + r, n + c, narrow)
    return True


@inlined
def _join(  # noqa: PLR0913, PLR0917 - a part of a kernel
    local: Floats,
    joint: Floats,
    ends: Floats,
    edge: Floats,
    hidden: int,
    borders: int,
    n: int,
    q: int,
    extra: int,
) -> None:
    """Put what is known of u₀ and u_j above the next interval's u_j and u_{j+1}: columns u_j, u₀, u_{j+1}."""
    wide, narrow = vectors(hidden + 2 * n + extra), vectors(3 * n + extra)
    for a in range(n):
        for b in range(n):
            put(joint, a, b, narrow, ends[a, n + b])
            put(joint, a, n + b, narrow, ends[a, b])
            put(joint, a, 2 * n + b, narrow, 0.0)
            put(joint, n + a, b, narrow, element(local, hidden + a, hidden + b, wide))
            put(joint, n + a, n + b, narrow, 0.0)
            put(joint, n + a, 2 * n + b, narrow, element(local, hidden + a, hidden + n + b, wide))
        for c in range(extra):
            put(joint, a, 3 * n + c, narrow, ends[a, 2 * n + c])
            put(joint, n + a, 3 * n + c, narrow, element(local, hidden + a, hidden + 2 * n + c, wide))
    for r in range(q):
        row, border = 2 * n + r, borders + r
        for b in range(n):
            put(joint, row, b, narrow, edge[r, n + b] + element(local, border, hidden + b, wide))
            put(joint, row, n + b, narrow, edge[r, b])
            put(joint, row, 2 * n + b, narrow, element(local, border, hidden + n + b, wide))
        for c in range(extra):
            known = edge[r, 2 * n + c]
            put(joint, row, 3 * n + c, narrow, known + element(local, border, hidden + 2 * n + c, wide))


@kernel
def solve_condensed(  # noqa: PLR0913, PLR0917 - a kernel
    inner: Floats,
    chain: Floats,
    ends: Floats,
    edge: Floats,
    closing: Floats,
    matrix: Floats,
    right: Floats,
    degree: int,
    nodes: Floats,
) -> bool:
    """Solve what `condense` has left, and substitute back; false if it is singular.

    Parameters
    ----------
    inner, chain, ends, edge
        From `condense`.
    closing
        The n equations that close the orbit: coefficients of u₀, of u_N, of the parameters, and right-hand
        sides, shape (n, 2 n + q + r); u₀ − u_N = 0 for a periodic one.
    matrix, right
        Room of shape (2 n + q, 2 n + q), and to hold u₀, u_N and the parameters, shape (2 n + q, r).
    degree
        m.
    nodes
        To hold the values at the nodes, shape (r, (N m + 1) n).
    """
    n, q = ends.shape[0], edge.shape[0]
    size, solutions = 2 * n + q, nodes.shape[0]
    for row in range(size):
        for c in range(size + solutions):
            if row < n:
                value = ends[row, c]
            elif row < 2 * n:
                value = closing[row - n, c]
            else:
                value = edge[row - 2 * n, c]
            if c < size:
                matrix[row, c] = value
            else:
                right[row, c - size] = value
    if not solve_in_place(matrix, right):
        return False
    _substitute(inner, chain, right, degree, n, nodes)
    return True


@inlined
def _substitute(  # noqa: C901, PLR0912 - loops over blocks
    inner: Floats, chain: Floats, right: Floats, degree: int, n: int, nodes: Floats
) -> None:
    """The ends of the intervals from the last to the first, and the nodes inside of them.

    By columns: what a value takes from the equations above it does not wait for anything, unlike a sum.
    """
    m, q = degree, right.shape[0] - 2 * n
    hidden, size = (m - 1) * n, nodes.shape[1]
    intervals, extra = (size // n - 1) // m, q + nodes.shape[0]
    wide, narrow = vectors((m + 1) * n + extra), vectors(3 * n + extra)
    for s in range(nodes.shape[0]):
        for b in range(n):
            nodes[s, b] = right[b, s]
            nodes[s, size - n + b] = right[n + b, s]
        for j in range(intervals - 1, -1, -1):
            start, end = j * m * n, (j + 1) * m * n
            if j > 0:
                for a in range(n):
                    row = j * n + a
                    total = element(chain, row, 3 * n + q + s, narrow)
                    for b in range(n):
                        total -= element(chain, row, n + b, narrow) * nodes[s, b]
                        total -= element(chain, row, 2 * n + b, narrow) * nodes[s, end + b]
                    for c in range(q):
                        total -= element(chain, row, 3 * n + c, narrow) * right[2 * n + c, s]
                    nodes[s, start + a] = total
                for a in range(n - 1, -1, -1):
                    nodes[s, start + a] /= element(chain, j * n + a, a, narrow)
                    for b in range(a):
                        nodes[s, start + b] -= element(chain, j * n + b, a, narrow) * nodes[s, start + a]
            inside = start + n
            for k in range(hidden):
                row = j * hidden + k
                total = element(inner, row, hidden + 2 * n + q + s, wide)
                for b in range(n):
                    total -= element(inner, row, hidden + b, wide) * nodes[s, start + b]
                    total -= element(inner, row, hidden + n + b, wide) * nodes[s, end + b]
                for c in range(q):
                    total -= element(inner, row, hidden + 2 * n + c, wide) * right[2 * n + c, s]
                nodes[s, inside + k] = total
            for k in range(hidden - 1, -1, -1):
                value = nodes[s, inside + k] / element(inner, j * hidden + k, k, wide)
                nodes[s, inside + k] = value
                for other in range(k):
                    nodes[s, inside + other] -= element(inner, j * hidden + other, k, wide) * value
