import numpy as np
import pytest

from core.dynamics.codimension_two.homoclinic_predictor import homoclinic_orbit, unfolding
from core.dynamics.codimension_two.jets import series
from core.dynamics.codimension_two.normal_forms import bautin, jordan_chain
from core.dynamics.linearisation import Complexes
from core.dynamics.normal_forms import hopf_normal_form
from core.dynamics.vector_field import VectorField
from core.errors import ParameterError
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Model, Neuron
from core.neuron.equations import steady_state
from core.neuron.expression import parse, program
from core.result import Floats

MORRIS_LECAR, HODGKIN_HUXLEY = CATALOGUE["morris-lecar"], CATALOGUE["hodgkin-huxley"]


def _at(neuron: Neuron, voltage: float) -> tuple[VectorField, Floats]:
    field = VectorField(neuron, ("current", "g_l"))
    return field, np.append(steady_state(neuron, voltage), [0.0, neuron.values["g_l"]])


@pytest.mark.parametrize("model", [MORRIS_LECAR, HODGKIN_HUXLEY, CATALOGUE["connor-stevens"]])
def test_series_have_the_derivatives_as_coefficients(model: Model) -> None:
    field, z = _at(Neuron.of(model), -43.21)
    n = len(field.states)
    a, b = np.random.default_rng(4).normal(size=(2, n)) * field.scale * 0.01
    algebra = series(2, 3)
    lifted = np.zeros((n, len(algebra.monomials)), dtype=np.complex128)
    lifted[:, 0], lifted[:, algebra.index[1, 0]], lifted[:, algebra.index[0, 1]] = z[:n], a, b
    named = {**field.constants, **dict(zip(field.names[n:], z[n:].tolist(), strict=True))}
    rows = np.array(
        algebra.run(field.derivatives.rates, {**named, **dict(zip(field.states, lifted, strict=True))})
    )
    second, third = field.second(z)[:, :n, :n], field.third(z)[:, :n, :n, :n]
    for monomial, expected in (
        ((0, 0), field.rates(z)),
        ((0, 1), field.jacobian(z)[:, :n] @ b),
        ((1, 1), second @ a @ b),
        ((2, 0), second @ a @ a / 2.0),
        ((1, 2), third @ b @ b @ a / 2.0),
        ((3, 0), third @ a @ a @ a / 6.0),
    ):
        found = rows[:, algebra.index[monomial]]
        size = np.abs(expected).max()
        np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12 * size)


def test_series_know_every_operation() -> None:
    # Against the fifth derivative by t of f(x₀ + t) by Cauchy's formula: the mean over a circle.
    trees = [
        "log(2 + x)^2",
        "x^0.5 / (1 + x)",
        "2 ^ x",
        "x ^ x",
        "sqrt(x) * sech(x)",
        "linoid(x) - exprel(-x)",
    ]
    code = program(parse(tree) for tree in [*trees, "-cosh(x) + sinh(x) / 3", "x * (1 + 0 * x) ^ -3", "7"])
    algebra = series(1, 5)
    lifted = np.zeros(6, dtype=np.complex128)
    lifted[0], lifted[1] = 0.7, 1.0
    found = np.array(algebra.run(code, {"x": lifted}))[:, 5]
    t = 0.3 * np.exp(2j * np.pi * np.arange(64) / 64.0)
    x = 0.7 + t

    def linoid(y: Complexes) -> Complexes:
        return np.asarray(y / (1.0 - np.exp(-y)))

    values = [
        np.log(2.0 + x) ** 2, x**0.5 / (1.0 + x), 2.0**x, x**x, np.sqrt(x) / np.cosh(x),
        linoid(x) - 1.0 / linoid(x), -np.cosh(x) + np.sinh(x) / 3.0, x, 0.0 * x + 7.0,
    ]  # fmt: skip
    expected = [np.mean(value / t**5).real for value in values]
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)


def test_first_lyapunov_coefficients_of_both_ways_agree() -> None:
    neuron = Neuron.of(HODGKIN_HUXLEY, "ermentrout")
    field, z = _at(neuron, -59.65414360)
    form = hopf_normal_form(neuron, z[:4])
    found = bautin(field, z, form.angular_frequency)
    assert found["first_lyapunov"] == pytest.approx(form.first_lyapunov_coefficient, rel=1e-10)


def test_a_jordan_chain_of_a_known_matrix() -> None:
    T = np.array([[2.0, 1.0, 0.5], [0.3, 1.0, -1.0], [1.0, 0.0, 1.5]])
    A = T @ np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, -3.0]]) @ np.linalg.inv(T)
    q0, q1, p0, p1 = jordan_chain(A)
    np.testing.assert_allclose([A @ q0, A @ q1 - q0, A.T @ p1, A.T @ p0 - p1], 0.0, atol=1e-13)
    np.testing.assert_allclose([[p0 @ q0, p0 @ q1], [p1 @ q0, p1 @ q1]], np.eye(2), atol=1e-13)
    assert q0 @ q0 == pytest.approx(1.0)
    assert q0 @ q1 == pytest.approx(0.0, abs=1e-13)


TAKENS = {
    "morris-lecar": ("g_ca", (-17.784451192, 0.031569045), (54.7521202846, 2.46303461566)),
    "hodgkin-huxley": (
        "e_k",
        (-60.95291927, 0.0842644, 0.45156456, 0.38109027),
        (-6.583528786537755, -59.61420195222348),
    ),
}


@pytest.mark.parametrize("name", TAKENS)
def test_the_homoclinic_predictor_solves_the_equations_to_sixth_order(name: str) -> None:
    second, states, values = TAKENS[name]
    neuron = Neuron.of(CATALOGUE[name], "snic" if name == "morris-lecar" else None)
    field = VectorField(neuron, ("current", second))
    made = unfolding(field, _refined(field, np.array([*states, *values])))
    errors = []
    for epsilon in 0.1 * made.largest / np.array([1.0, 2.0]):
        orbit = homoclinic_orbit(made, epsilon, 4001)
        # Sixth-order central differences on the orbit's own time, which is smooth in the index.
        slope = _derivative(orbit.states) / _derivative(orbit.time)
        z = np.vstack([orbit.states, np.repeat(orbit.parameters[:, None], orbit.time.size, axis=1)])
        off = (slope - field.rates(z))[:, 10:-10] / field.scale[:, None]
        errors.append(float(np.abs(off).max()))
        np.testing.assert_allclose(orbit.states[:, 0], orbit.saddle, rtol=1e-9)
    assert errors[0] / errors[1] == pytest.approx(64.0, rel=0.05)
    with pytest.raises(ParameterError):
        homoclinic_orbit(made, 2.0 * made.largest)


def _derivative(values: Floats) -> Floats:
    """By the index."""
    weights = (-1.0 / 60.0, 3.0 / 20.0, -0.75, 0.0, 0.75, -3.0 / 20.0, 1.0 / 60.0)
    total: Floats = sum(
        (weight * np.roll(values, 3 - k, axis=-1) for k, weight in enumerate(weights)), np.zeros_like(values)
    )
    return total


def _refined(field: VectorField, z: Floats) -> Floats:
    """The Bogdanov-Takens point near z: F = 0 and the lowest two of the characteristic polynomial vanish."""
    n = len(field.states)

    def equations(z: Floats) -> Floats:
        polynomial = np.poly(field.jacobian(z)[:, :n])
        return np.append(field.rates(z), polynomial[-2:])

    for _ in range(5):
        size = np.append(field.scale, np.abs(z[n:]))
        columns = [
            (equations(z + 1e-6 * size * unit) - equations(z - 1e-6 * size * unit)) / 2e-6
            for unit in np.eye(n + 2)
        ]
        z = z - size * np.linalg.solve(np.array(columns).T, equations(z))
    return z
