"""The linear system of collocation: elimination within the intervals, then along the mesh (compiled).

Unknowns are the values of a piecewise polynomial at its nodes and some parameters. The equations of an
interval read its own nodes and the parameters only; a few border equations (phase, arc length) read all of
them. Within each interval the inner nodes are eliminated, which leaves n equations between its ends; then the
ends are eliminated one after another with pivots from both neighbours, so that growing and decaying modes do
no harm. What is left are n equations A u₀ + B u_N = 0, the pencil of the monodromy matrix. After Ascher,
Mattheij and Russell (1995), Numerical Solution of Boundary Value Problems, ch. 7,
doi:10.1137/1.9781611971231.
"""

from core.numerics.compilation import inlined, kernel
from core.numerics.small_matrices import solve_in_place
from core.result import Floats


@inlined
def _eliminate(a: Floats, columns: int, pivots: int, rows: int, width: int) -> bool:
    """Eliminate the first columns of a matrix with pivots among its first rows; false if it is singular."""
    regular = True
    for k in range(columns):
        pivot = k
        for i in range(k + 1, pivots):
            if abs(a[i, k]) > abs(a[pivot, k]):
                pivot = i
        if not abs(a[pivot, k]) > 0.0:
            regular = False
            break
        if pivot != k:
            for c in range(k, width):
                a[k, c], a[pivot, c] = a[pivot, c], a[k, c]
        inverse = 1.0 / a[k, k]
        for i in range(k + 1, rows):
            factor = a[i, k] * inverse
            if factor != 0.0:
                for c in range(k, width):
                    a[i, c] -= factor * a[k, c]
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
        Room of shapes (m n + q, (m + 1) n + q + r) and (2 n + q, 3 n + q + r).
    inner, chain
        To hold the pivot rows: shapes (N, (m - 1) n, (m + 1) n + q + r) and (N, n, 3 n + q + r).
    ends
        To hold the equations between u₀ and u_N, shape (n, 2 n + q + r).
    edge
        To hold the border equations in u₀ and u_N, shape (q, 2 n + q + r).
    """
    m, n = values.shape[0], jacobian.shape[1]
    intervals, extra, q = scaled_steps.shape[0], columns.shape[2], corner.shape[0]
    hidden, width = (m - 1) * n, (m + 1) * n + extra
    first, last, rest = hidden, hidden + n, hidden + 2 * n
    for j in range(intervals):
        for i in range(m):
            for a in range(n):
                row = i * n + a
                for k in range(m + 1):
                    base = first if k == 0 else (last if k == m else (k - 1) * n)
                    weight = scaled_steps[j] * values[i, k]
                    for b in range(n):
                        local[row, base + b] = -weight * jacobian[j * m + i, a, b]
                    local[row, base + a] += slopes[i, k]
                for c in range(extra):
                    local[row, rest + c] = columns[j * m + i, a, c]
        for r in range(q):
            row = m * n + r
            for k in range(m + 1):
                base = first if k == 0 else (last if k == m else (k - 1) * n)
                for b in range(n):
                    local[row, base + b] = borders[r, j, k, b]
            for c in range(extra):
                local[row, rest + c] = 0.0
        if not _eliminate(local, hidden, m * n, m * n + q, width):
            return False
        for row in range(hidden):
            for c in range(width):
                inner[j, row, c] = local[row, c]
        if j == 0:
            for a in range(n):
                for c in range(2 * n + extra):
                    ends[a, c] = local[hidden + a, hidden + c]
            for r in range(q):
                for c in range(2 * n + extra):
                    edge[r, c] = local[m * n + r, hidden + c]
                for c in range(extra):
                    edge[r, 2 * n + c] += corner[r, c]
            continue
        _join(local, joint, ends, edge, hidden, m * n, n, q, extra)
        if not _eliminate(joint, n, 2 * n, 2 * n + q, 3 * n + extra):
            return False
        for a in range(n):
            for c in range(3 * n + extra):
                chain[j, a, c] = joint[a, c]
            for c in range(2 * n + extra):
                ends[a, c] = joint[n + a, n + c]
        for r in range(q):
            for c in range(2 * n + extra):
                edge[r, c] = joint[2 * n + r, n + c]
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
    for a in range(n):
        for b in range(n):
            joint[a, b] = ends[a, n + b]
            joint[a, n + b] = ends[a, b]
            joint[a, 2 * n + b] = 0.0
            joint[n + a, b] = local[hidden + a, hidden + b]
            joint[n + a, n + b] = 0.0
            joint[n + a, 2 * n + b] = local[hidden + a, hidden + n + b]
        for c in range(extra):
            joint[a, 3 * n + c] = ends[a, 2 * n + c]
            joint[n + a, 3 * n + c] = local[hidden + a, hidden + 2 * n + c]
    for r in range(q):
        for b in range(n):
            joint[2 * n + r, b] = edge[r, n + b] + local[borders + r, hidden + b]
            joint[2 * n + r, n + b] = edge[r, b]
            joint[2 * n + r, 2 * n + b] = local[borders + r, hidden + n + b]
        for c in range(extra):
            joint[2 * n + r, 3 * n + c] = edge[r, 2 * n + c] + local[borders + r, hidden + 2 * n + c]


@kernel
def solve_condensed(
    inner: Floats,
    chain: Floats,
    ends: Floats,
    edge: Floats,
    closing: Floats,
    matrix: Floats,
    right: Floats,
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
    nodes
        To hold the values at the nodes, shape (r, N m + 1, n).
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
    _substitute(inner, chain, right, nodes)
    return True


@inlined
def _substitute(inner: Floats, chain: Floats, right: Floats, nodes: Floats) -> None:  # noqa: C901, PLR0912
    """The ends of the intervals from the last to the first, and the nodes inside of them."""
    intervals, hidden, n = inner.shape[0], inner.shape[1], chain.shape[1]
    m, q = hidden // n + 1, right.shape[0] - 2 * n
    for s in range(nodes.shape[0]):
        for b in range(n):
            nodes[s, 0, b] = right[b, s]
            nodes[s, intervals * m, b] = right[n + b, s]
        for j in range(intervals - 1, -1, -1):
            if j > 0:
                for a in range(n - 1, -1, -1):
                    total = chain[j, a, 3 * n + q + s]
                    for b in range(n):
                        total -= chain[j, a, n + b] * nodes[s, 0, b]
                        total -= chain[j, a, 2 * n + b] * nodes[s, (j + 1) * m, b]
                    for c in range(q):
                        total -= chain[j, a, 3 * n + c] * right[2 * n + c, s]
                    for b in range(a + 1, n):
                        total -= chain[j, a, b] * nodes[s, j * m, b]
                    nodes[s, j * m, a] = total / chain[j, a, a]
            for row in range(hidden - 1, -1, -1):
                total = inner[j, row, hidden + 2 * n + q + s]
                for b in range(n):
                    total -= inner[j, row, hidden + b] * nodes[s, j * m, b]
                    total -= inner[j, row, hidden + n + b] * nodes[s, (j + 1) * m, b]
                for c in range(q):
                    total -= inner[j, row, hidden + 2 * n + c] * right[2 * n + c, s]
                for other in range(row + 1, hidden):
                    total -= inner[j, row, other] * nodes[s, j * m + 1 + other // n, other % n]
                nodes[s, j * m + 1 + row // n, row % n] = total / inner[j, row, row]
