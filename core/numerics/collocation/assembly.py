"""Residual and linear system of a collocated periodic orbit (compiled)."""

from core.numerics.compilation import kernel
from core.result import Floats


@kernel
def assemble(  # noqa: PLR0913, PLR0917 - a kernel
    nodes: Floats,
    slopes: Floats,
    steps: Floats,
    period: float,
    field: Floats,
    jacobian: Floats,
    scaled_steps: Floats,
    square: Floats,
    columns: Floats,
) -> float:
    """Fill in the columns of the period, the parameters and the residual; the largest residual.

    The equations are Σₖ L′ₖ(xᵢ) uₖ − h T F(u(xᵢ), p) = 0; the unknowns beside u are log T and p.

    Parameters
    ----------
    nodes
        Scaled states, shape (N m + 1, n).
    slopes
        Of the basis at the Gauss points, shape (m, m + 1).
    steps
        Lengths of the intervals as shares of the period, shape (N,).
    period
        T [ms].
    field, jacobian
        From `evaluate_field`.
    scaled_steps
        To hold h T, shape (N,).
    square
        To hold ∂F/∂u, shape (N m, n, n).
    columns
        To hold the columns of log T and the k parameters and the negative residual, shape (N m, n, 1 + k +
        r); further right-hand sides are set to zero.
    """
    m, n = slopes.shape[0], nodes.shape[1]
    free = jacobian.shape[2] - n
    largest = 0.0
    for j in range(steps.shape[0]):
        length = steps[j] * period
        scaled_steps[j] = length
        for i in range(m):
            point = j * m + i
            for a in range(n):
                residual = -length * field[point, a]
                columns[point, a, 0] = residual
                # Of differences, because the slopes of one interval add up to zero only within rounding.
                for k in range(1, m + 1):
                    residual += slopes[i, k] * (nodes[j * m + k, a] - nodes[j * m, a])
                for b in range(n):
                    square[point, a, b] = jacobian[point, a, b]
                for c in range(free):
                    columns[point, a, 1 + c] = -length * jacobian[point, a, n + c]
                columns[point, a, 1 + free] = -residual
                for c in range(2 + free, columns.shape[2]):
                    columns[point, a, c] = 0.0
                # Also where it is NaN.
                if not abs(residual) <= largest:
                    largest = abs(residual) if abs(residual) > largest else 1e300
    return largest


@kernel
def integral_row(points: Floats, weights: Floats, values: Floats, row: Floats) -> None:
    """Coefficients of ∫⟨v, u⟩ in the values of u at the nodes of each interval.

    Parameters
    ----------
    points
        v at the Gauss points, shape (N m, n).
    weights
        Weight of every Gauss point in the integral, shape (N m,).
    values
        Of the basis at the Gauss points, shape (m, m + 1).
    row
        To hold the coefficients, shape (N, m + 1, n).
    """
    m = values.shape[0]
    for j in range(row.shape[0]):
        for k in range(m + 1):
            for a in range(row.shape[2]):
                total = 0.0
                for i in range(m):
                    total += weights[j * m + i] * values[i, k] * points[j * m + i, a]
                row[j, k, a] = total


@kernel
def node_row(nodes: Floats, steps: Floats, gauss: Floats, values: Floats, row: Floats) -> None:
    """The same for v at the nodes, shape (N m + 1, n).

    Parameters
    ----------
    steps
        Lengths of the intervals, shape (N,).
    gauss
        Weights of the Gauss points of [0, 1], shape (m,).
    """
    m = values.shape[0]
    for j in range(row.shape[0]):
        for a in range(row.shape[2]):
            for k in range(m + 1):
                row[j, k, a] = 0.0
            for i in range(m):
                point = 0.0
                for k in range(m + 1):
                    point += values[i, k] * nodes[j * m + k, a]
                point *= gauss[i] * steps[j]
                for k in range(m + 1):
                    row[j, k, a] += values[i, k] * point


@kernel
def inner_product(u: Floats, v: Floats, steps: Floats, gauss: Floats, values: Floats) -> float:
    """∫⟨u, v⟩ of two piecewise polynomials, given at the nodes, shape (N m + 1, n)."""
    m, total = values.shape[0], 0.0
    for j in range(steps.shape[0]):
        for i in range(m):
            part = 0.0
            for a in range(u.shape[1]):
                first, second = 0.0, 0.0
                for k in range(m + 1):
                    first += values[i, k] * u[j * m + k, a]
                    second += values[i, k] * v[j * m + k, a]
                part += first * second
            total += gauss[i] * steps[j] * part
    return total
