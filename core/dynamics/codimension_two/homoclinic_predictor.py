"""Where a Bogdanov-Takens point sends out its curve of homoclinic orbits, and the orbits near it.

On the centre manifold x = x₀ + H(w, β), with parameters p = p₀ + K(β),

    w₀′ = w₁,   w₁′ = β₁ + β₂w₁ + a w₀² + b w₀w₁ + ...

H and K follow from the homological equation order by order. With β₁ = −4ε⁴/a, β₂ = (10b/7a) ε², w₀ =
(ε²/a) u and t = s/ε the flow becomes u″ = u² − 4 + ε (b/a)(10/7 + u) u′ + O(ε²), whose homoclinic orbit is
u = 6 tanh²ξ − 4 with dξ/ds = 1 − ε (6b/7a) tanh ξ (Lindstedt and Poincaré): the Melnikov condition gives the
10/7.

Al-Hdaibat, Govaerts, Kuznetsov and Meijer (2016), "Initialization of homoclinic solutions near
Bogdanov-Takens points: Lindstedt-Poincaré compared with regular perturbation method", SIAM J. Appl. Dyn.
Syst. 15, doi:10.1137/15M1017491.
"""

from dataclasses import dataclass

import numpy as np

from core.dynamics.codimension_two.normal_forms import jordan_chain
from core.dynamics.vector_field import VectorField
from core.errors import ParameterError
from core.result import Floats

DECAYED = 18.0
"""At |ξ| = 18 the orbit is a relative 10⁻¹⁵ from the saddle."""


@dataclass(frozen=True, slots=True, eq=False)
class HomoclinicOrbit:
    """An approximate homoclinic orbit.

    Attributes
    ----------
    time
        Shape (m,) [ms]; the orbit turns at 0.
    states
        Shape (n, m).
    parameters
        Shape (2,).
    saddle
        The equilibrium that it leaves and comes back to, shape (n,).
    """

    time: Floats
    states: Floats
    parameters: Floats
    saddle: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Unfolding:
    """The centre manifold of a Bogdanov-Takens point with its parameters.

    Attributes
    ----------
    a, b
        Coefficients of the normal form.
    linear
        Columns of x, then of p, for w₀, w₁, β₁ and β₂, shape (n + 2, 4).
    quadratic
        Those for w₀², w₀w₁, w₁², w₀β₂, w₁β₂ and β₂², shape (n + 2, 6).
    """

    point: Floats
    a: float
    b: float
    linear: Floats
    quadratic: Floats

    @property
    def largest(self) -> float:
        """The ε [1/ms] beyond which the time of the orbit would not increase."""
        return 7.0 * abs(self.a) / (6.0 * abs(self.b)) if self.b else np.inf

    def at(self, w0: Floats, w1: Floats, b1: float, b2: float) -> Floats:
        """States and parameters z at points of the manifold, shape (n + 2, m)."""
        ones = np.ones_like(w0)
        first = np.array([w0, w1, b1 * ones, b2 * ones])
        second = np.array([w0 * w0, w0 * w1, w1 * w1, w0 * b2, w1 * b2, b2 * b2 * ones])
        value: Floats = self.point[:, None] + self.linear @ first + self.quadratic @ second
        return value


def unfolding(field: VectorField, z: Floats) -> Unfolding:
    """H and K to the order that the predictor needs."""
    n = len(field.states)
    first, S = field.jacobian(z), field.second(z)
    T = field.third(z)
    A = first[:, :n]
    q0, q1, p0, p1 = jordan_chain(A)
    Q0, Q1 = np.append(q0, [0.0, 0.0]), np.append(q1, [0.0, 0.0])
    solve = _Bordered(A, q0, p1)
    B00, B01, B11 = S @ Q0 @ Q0, S @ Q0 @ Q1, S @ Q1 @ Q1
    a, b = 0.5 * float(p1 @ B00), float(p0 @ B00 + p1 @ B01)
    # w₀², w₀w₁ and w₁²; what the first leaves free makes the third solvable.
    H20 = solve(2.0 * a * q1 - B00)
    H11 = solve(b * q1 + H20 - B01)
    free = 0.5 * float(p1 @ B11) - float(p1 @ H11)
    H20, H11 = H20 + free * q0, H11 + free * q1
    H02 = solve(2.0 * H11 - B11)
    # Solvability of the terms with w₀ and w₁ picks the parameters.
    matrix = np.vstack([first, p1 @ (S @ Q0), p1 @ (S @ Q1) + p0 @ (S @ Q0)])
    by_b1 = np.linalg.solve(matrix, [*q1, p1 @ H11, 3.0 * float(p0 @ H11) - float(p0 @ B11)])
    eta = np.linalg.solve(matrix, np.append(np.zeros(n + 1), 1.0))
    H01, H12 = _with_second_parameter(solve, S, (Q0, Q1), eta)
    R0 = S @ eta @ _padded(H01) + 0.5 * (T @ eta @ eta @ Q0)
    R1 = S @ eta @ _padded(H12) + 0.5 * (T @ eta @ eta @ Q1)
    last = float(p0 @ (H01 - S @ Q1 @ eta) - p1 @ R1 - p0 @ R0)
    by_b2b2 = np.linalg.solve(matrix, [*(-0.5 * (S @ eta @ eta)), -float(p1 @ R0), last])
    quadratic = [0.5 * H20, H11, 0.5 * H02, H01, H12]
    return Unfolding(
        point=z,
        a=a,
        b=b,
        linear=np.array([Q0, Q1, by_b1, eta]).T,
        quadratic=np.array([*(_padded(column) for column in quadratic), by_b2b2]).T,
    )


def _with_second_parameter(
    solve: "_Bordered", S: Floats, vectors: tuple[Floats, Floats], eta: Floats
) -> tuple[Floats, Floats]:
    """The terms w₀β₂ and w₁β₂."""
    Q0, Q1 = vectors
    with_w0 = solve(-(S @ Q0 @ eta))
    with_w1 = solve(Q1[:-2] + with_w0 - S @ Q1 @ eta)
    return with_w0, with_w1


def _padded(x: Floats) -> Floats:
    return np.append(x, [0.0, 0.0])


class _Bordered:
    """Solves A h = r, r in the range of A, for the h at right angles to q₀."""

    def __init__(self, A: Floats, q0: Floats, p1: Floats) -> None:
        n = q0.size
        self.matrix = np.zeros((n + 1, n + 1))
        self.matrix[:n, :n], self.matrix[:n, n], self.matrix[n, :n] = A, p1, q0

    def __call__(self, r: Floats) -> Floats:
        found: Floats = np.linalg.solve(self.matrix, np.append(r, 0.0))[:-1]
        return found


def homoclinic_orbit(made: Unfolding, epsilon: float, points: int = 201) -> HomoclinicOrbit:
    """The homoclinic orbit near a Bogdanov-Takens point at a distance ε along its curve.

    Parameters
    ----------
    made
        The point's unfolding.
    epsilon
        ε > 0 [1/ms]: the amplitude in w₀ is 6ε²/|a|, the rate of approach to the saddle 2ε. The differential
        equations hold to O(ε⁶).
    points
        Of the orbit, closer together where it turns.

    Raises
    ------
    ParameterError
        ε is so large that the expansion has no meaning.
    """
    a, b = made.a, made.b
    if not 0.0 < epsilon < made.largest:
        raise ParameterError(
            "/epsilon", "no distance near the point", received=epsilon, allowed=f"0 to {made.largest:.3g}"
        )
    xi = DECAYED * np.linspace(-1.0, 1.0, points) ** 3
    xi = 0.5 * xi + 0.5 * DECAYED * np.linspace(-1.0, 1.0, points)
    bend = 6.0 * b / (7.0 * a) * epsilon
    hyperbolic = np.tanh(xi)
    speed = 1.0 - bend * hyperbolic
    # dξ/ds = 1 − c tanh ξ, integrated: s = (ξ + c ln(cosh ξ − c sinh ξ))/(1 − c²).
    logarithm = np.logaddexp(np.log1p(-bend) + xi, np.log1p(bend) - xi) - np.log(2.0)
    time = (xi + bend * logarithm) / (1.0 - bend**2) / epsilon
    w0 = epsilon**2 / a * (6.0 * hyperbolic**2 - 4.0)
    w1 = epsilon**3 / a * 12.0 * hyperbolic * (1.0 - hyperbolic**2) * speed
    b1, b2 = -4.0 * epsilon**4 / a, 10.0 * b / (7.0 * a) * epsilon**2
    z = made.at(w0, w1, b1, b2)
    n = z.shape[0] - 2
    saddle = made.at(np.array([2.0 * epsilon**2 / a]), np.zeros(1), b1, b2)[:n, 0]
    return HomoclinicOrbit(time, z[:n], z[n:, 0], saddle)
