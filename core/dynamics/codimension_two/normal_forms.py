"""Normal-form coefficients of the points of codimension two, from exact derivatives.

Kuznetsov (2004), Elements of Applied Bifurcation Theory, 3rd edn, chapter 8, doi:10.1007/978-1-4757-3978-7.
Vectors are normalised to ⟨q, q⟩ = 1 and ⟨p, q⟩ = 1 in the model's own units.
"""

import numpy as np

from core.dynamics.codimension_two.centre_manifold import critical, normal_form
from core.dynamics.codimension_two.jets import Monomial
from core.dynamics.vector_field import VectorField
from core.result import Floats

Coefficients = dict[str, float]


def cusp(field: VectorField, z: Floats) -> Coefficients:
    """y′ = c y³ on the centre manifold; q points towards higher voltages.

    y′ = b y² + c y³ with b = 0 at the point, of which `quadratic` is what is left.
    """
    n = len(field.states)
    basis = critical(field.jacobian(z)[:, :n], np.zeros(1))
    (flow,) = normal_form(field, z, basis, lambda _: 0, 3)
    sign = 1.0 if basis.right[0, 0].real >= 0.0 else -1.0
    return {"c": flow[3,].real, "quadratic": sign * flow[2,].real}


def bautin(field: VectorField, z: Floats, omega: float) -> Coefficients:
    """z′ = iωz + c₁ z|z|² + c₂ z|z|⁴: lᵢ = Re cᵢ/ω."""
    n = len(field.states)
    basis = critical(field.jacobian(z)[:, :n], np.array([1j, -1j]) * omega)
    flow, _ = normal_form(field, z, basis, _rotation, 5)
    omega = float(basis.values[0].imag)
    return {
        "first_lyapunov": flow[2, 1].real / omega,
        "second_lyapunov": flow[3, 2].real / omega,
        "angular_frequency": omega,
    }


def _rotation(monomial: Monomial) -> int | None:
    """z^a z̄^b turns like z for a − b = 1, like z̄ for b − a = 1."""
    return {1: 0, -1: 1}.get(monomial[0] - monomial[1])


def zero_hopf(field: VectorField, z: Floats, omega: float) -> Coefficients:
    """y′ = ½G₂₀₀ y² + G₀₁₁|z|² + ..., z′ = iωz + G₁₁₀ yz + ..., y real along a zero eigenvalue's vector.

    s = sign(G₂₀₀G₀₁₁), θ = Re G₁₁₀/G₂₀₀ (Kuznetsov, section 8.5).
    """
    n = len(field.states)
    basis = critical(field.jacobian(z)[:, :n], np.array([0.0, 1j * omega, -1j * omega]))
    real, turning, _ = normal_form(field, z, basis, _zero_rotation, 3)
    quadratic = 2.0 * real[2, 0, 0].real
    return {
        "g_200": quadratic,
        "g_011": real[0, 1, 1].real,
        "g_300": 6.0 * real[3, 0, 0].real,
        "g_111": real[1, 1, 1].real,
        "re_g_110": turning[1, 1, 0].real,
        "re_g_210": 2.0 * turning[2, 1, 0].real,
        "re_g_021": 2.0 * turning[0, 2, 1].real,
        "s": float(np.sign(quadratic * real[0, 1, 1].real)),
        "theta": turning[1, 1, 0].real / quadratic,
        "angular_frequency": float(basis.values[1].imag),
    }


def _zero_rotation(monomial: Monomial) -> int | None:
    return {0: 0, 1: 1, -1: 2}.get(monomial[1] - monomial[2])


def hopf_hopf(field: VectorField, z: Floats, omegas: tuple[float, float]) -> Coefficients:
    """r₁′ = r₁(p₁₁r₁² + p₁₂r₂²), r₂′ = r₂(p₂₁r₁² + p₂₂r₂²) + ...; θ = p₁₂/p₂₂, δ = p₂₁/p₁₁.

    Without strong resonances kω₁ = lω₂, k + l ≤ 4 (Kuznetsov, section 8.6).
    """
    n = len(field.states)
    first, second = (1j * omega for omega in omegas)
    basis = critical(field.jacobian(z)[:, :n], np.array([first, -first, second, -second]))
    one, _, two, _ = normal_form(field, z, basis, _double_rotation, 3)
    p = [flow.real for flow in (one[2, 1, 0, 0], one[1, 0, 1, 1], two[1, 1, 1, 0], two[0, 0, 2, 1])]
    return {
        "p_11": p[0],
        "p_12": p[1],
        "p_21": p[2],
        "p_22": p[3],
        "theta": p[1] / p[3],
        "delta": p[2] / p[0],
        "first_angular_frequency": float(basis.values[0].imag),
        "second_angular_frequency": float(basis.values[2].imag),
    }


def _double_rotation(monomial: Monomial) -> int | None:
    turns = monomial[0] - monomial[1], monomial[2] - monomial[3]
    return {(1, 0): 0, (-1, 0): 1, (0, 1): 2, (0, -1): 3}.get(turns)


def bogdanov_takens(field: VectorField, z: Floats) -> Coefficients:
    """w₁′ = w₂, w₂′ = a w₁² + b w₁w₂ (Kuznetsov, section 8.4); q₀ points towards higher voltages.

    a = ½⟨p₁, B(q₀, q₀)⟩, b = ⟨p₀, B(q₀, q₀)⟩ + ⟨p₁, B(q₀, q₁)⟩; s = sign(ab).
    """
    n = len(field.states)
    q0, q1, p0, p1 = jordan_chain(field.jacobian(z)[:, :n])
    second = field.second(z)[:, :n, :n]
    square, mixed = second @ q0 @ q0, second @ q1 @ q0
    a, b = 0.5 * float(p1 @ square), float(p0 @ square + p1 @ mixed)
    return {"a": a, "b": b, "s": float(np.sign(a * b))}


def jordan_chain(A: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """q₀, q₁, p₀, p₁ of a double zero eigenvalue.

    Aq₀ = 0, Aq₁ = q₀, Aᵀp₁ = 0, Aᵀp₀ = p₁; ⟨q₀, q₀⟩ = 1, ⟨q₁, q₀⟩ = 0, ⟨p₀, q₀⟩ = ⟨p₁, q₁⟩ = 1, ⟨p₀, q₁⟩ = 0.
    """
    n = A.shape[0]
    left, _, right = np.linalg.svd(A)
    q0, p1 = right[-1], left[:, -1]
    q0 = q0 if q0[0] >= 0.0 else -q0
    bordered = np.zeros((n + 1, n + 1))
    bordered[:n, :n], bordered[:n, n], bordered[n, :n] = A, p1, q0
    q1 = np.linalg.solve(bordered, np.append(q0, 0.0))[:n]
    p1 = p1 / (p1 @ q1)
    p0 = np.linalg.solve(bordered.T, np.append(p1, 0.0))[:n]
    p0 = p0 - (p0 @ q1) * p1
    return q0, q1, p0, p1
