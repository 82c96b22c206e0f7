"""Linear algebra of small matrices in place, without allocation (compiled)."""

from core.numerics.compilation import kernel
from core.result import Floats


@kernel
def solve_in_place(a: Floats, b: Floats) -> bool:  # noqa: C901, PLR0912 - loops over rows and columns
    """Put A⁻¹ B into `b`, shape (n, m), destroying `a`, shape (n, n); false if A is singular.

    Gaussian elimination with partial pivoting.
    """
    n, columns = a.shape[0], b.shape[1]
    for k in range(n):
        pivot = k
        for i in range(k + 1, n):
            if abs(a[i, k]) > abs(a[pivot, k]):
                pivot = i
        # Also where it is NaN.
        if not abs(a[pivot, k]) > 0.0:
            return False
        if pivot != k:
            for j in range(k, n):
                a[k, j], a[pivot, j] = a[pivot, j], a[k, j]
            for j in range(columns):
                b[k, j], b[pivot, j] = b[pivot, j], b[k, j]
        for i in range(k + 1, n):
            factor = a[i, k] / a[k, k]
            for j in range(k + 1, n):
                a[i, j] -= factor * a[k, j]
            for j in range(columns):
                b[i, j] -= factor * b[k, j]
    for k in range(n - 1, -1, -1):
        for j in range(columns):
            total = b[k, j]
            for i in range(k + 1, n):
                total -= a[k, i] * b[i, j]
            b[k, j] = total / a[k, k]
    return True


@kernel
def multiply(a: Floats, b: Floats, product: Floats) -> None:
    """Put A B into `product`, all of shape (n, n)."""
    n = a.shape[0]
    for i in range(n):
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[i, k] * b[k, j]
            product[i, j] = total


@kernel
def add_congruence(a: Floats, p: Floats, half: Floats) -> None:
    """Add Aᵀ P A to `p`, all of shape (n, n); `half` is room."""
    n = a.shape[0]
    multiply(p, a, half)
    for i in range(n):
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[k, i] * half[k, j]
            p[i, j] += total


@kernel
def largest(a: Floats) -> float:
    """The largest magnitude in a matrix; infinity if one is NaN."""
    found = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            if not abs(a[i, j]) <= found:
                found = abs(a[i, j]) if abs(a[i, j]) > found else 1e300
    return found


DOUBLINGS = 60


@kernel
def lyapunov(j: Floats, p: Floats, room: Floats) -> bool:  # noqa: C901, PLR0912 - loops over rows and columns
    """Solve Jᵀ P + P J = −1 for a stable J; false if it is not stable, or so slow that it cannot be told.

    Smith's method with doubling: with A = (1 − hJ)⁻¹ (1 + hJ) and R = (1 − hJ)⁻ᵀ (1 − hJ)⁻¹, P = 2h Σ (Aᵀ)ᵏ R
    Aᵏ. R. A. Smith (1968) Matrix equation XA + BX = C. SIAM J Appl Math 16:198-201, doi:10.1137/0116017.

    Parameters
    ----------
    j, p
        Shape (n, n).
    room
        Shape (4, n, n).
    """
    n = j.shape[0]
    scale = largest(j)
    if not 0.0 < scale < 1e200:
        return False
    # Between the reciprocals of the fastest rate and of one a thousand times slower.
    h = 30.0 / scale
    a, inverse, half, other = room[0], room[1], room[2], room[3]
    for i in range(n):
        for k in range(n):
            unit = 1.0 if i == k else 0.0
            half[i, k] = unit - h * j[i, k]
            inverse[i, k] = unit
    if not solve_in_place(half, inverse):
        return False
    # (1 − hJ)⁻¹ (1 + hJ) = 2 (1 − hJ)⁻¹ − 1.
    for i in range(n):
        for k in range(n):
            a[i, k] = 2.0 * inverse[i, k] - (1.0 if i == k else 0.0)
            total = 0.0
            for m in range(n):
                total += inverse[m, i] * inverse[m, k]
            p[i, k] = 2.0 * h * total
    for _ in range(DOUBLINGS):
        add_congruence(a, p, half)
        multiply(a, a, other)
        for i in range(n):
            for k in range(n):
                a[i, k] = other[i, k]
        size = largest(a)
        if size < 1e-12:
            return True
        if not size < 1e12:
            return False
    return False
