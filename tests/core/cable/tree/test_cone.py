import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.special import iv, kv

from core.cable.tree.cone import Cones, long_cones, short_cones


def cones(thin: float, thick: float, length: float, kappa: complex) -> Cones:
    root = np.sqrt(np.array([kappa]))
    return Cones(
        thin=np.array([thin]),
        thick=np.array([thick]),
        length=np.array([length]),
        taper=np.array([(thick - thin) / length]),
        root_kappa=root if root.imag[0] else root.real,
        axial=np.ones(1),
    )


def by_bessel_functions(made: Cones) -> list[complex]:
    """The network from I and K as they are: exact but for differences of nearly equal numbers."""
    slope = 2.0 * made.root_kappa[0] / made.taper[0]
    a, b = slope * math.sqrt(made.thin[0]), slope * math.sqrt(made.thick[0])
    determinant = kv(1, a) * iv(1, b) - iv(1, a) * kv(1, b)
    thin, thick = (made.axial[0] * d**1.5 * made.root_kappa[0] for d in (made.thin[0], made.thick[0]))
    through = np.sqrt(thin * thick) / np.sqrt(a * b) / determinant
    into_thin = thin * (kv(2, a) * iv(1, b) + iv(2, a) * kv(1, b)) / determinant
    into_thick = thick * (iv(2, b) * kv(1, a) + kv(2, b) * iv(1, a)) / determinant
    return [through, into_thin - through, into_thick - through]


def first(network: Any) -> list[complex]:
    return [complex(part[0]) for part in network]


@pytest.mark.parametrize("kappa", [1e-4, 1e-4 * (1.0 + 0.3j), 1e-4 * (1.0 + 40.0j)])
@pytest.mark.parametrize(
    ("thin", "thick", "length"), [(1.0, 1.9, 40.0), (0.5, 5.0, 150.0), (2.0, 30.0, 60.0)]
)
def test_power_series_are_bessel_functions(thin: float, thick: float, length: float, kappa: complex) -> None:
    made = cones(thin, thick, length, kappa)
    pieces = math.ceil(math.log2(thick / thin))
    found = first(short_cones(made, pieces))
    # The leaks are the difference of numbers that are larger by the square of the length.
    loss = 1.0 / min(abs(made.electrotonic_length[0]) ** 2, 1.0)
    assert found == pytest.approx(by_bessel_functions(made), rel=1e-13 * loss)


@pytest.mark.parametrize("kappa", [4e-3, 4e-3 * (1.0 + 2.0j)])
@pytest.mark.parametrize("thick", [1.0 + 1e-12, 1.003, 1.2, 6.0, 40.0])
def test_long_cones_by_either_way(thick: float, kappa: complex) -> None:
    # Slight tapers take the asymptotic series, steep ones the Bessel functions themselves.
    made = cones(1.0, thick, 40.0, kappa)
    network, log_through = long_cones(made)
    assert abs(made.electrotonic_length[0]) < 6.0
    assert first(network) == pytest.approx(first(_halved(made, 8)), rel=1e-13)
    assert np.exp(log_through[0]) == pytest.approx(network[0][0], rel=1e-15)


def _halved(made: Cones, times: int) -> Any:
    """Networks of a cone that is put together from pieces so short that the power series serve."""
    edges = np.linspace(made.thin[0], made.thick[0], times + 1)
    whole: Any = None
    for thin, thick in pairwise(edges.tolist()):
        piece = Cones(
            np.array([thin]), np.array([thick]), made.length / times, made.taper, made.root_kappa, made.axial
        )
        part = short_cones(piece, max(1, math.ceil(math.log2(thick / thin))))
        if whole is None:
            whole = part
            continue
        total = whole[0] + part[0] + whole[2] + part[1]
        inner = whole[2] + part[1]
        whole = (
            whole[0] * part[0] / total,
            whole[1] + whole[0] * inner / total,
            part[2] + part[0] * inner / total,
        )
    return whole


@pytest.mark.parametrize("scale", [0.01, 1.0])
@pytest.mark.parametrize("taper", [0.0, 1e-15, 1e-9])
def test_a_slight_taper_is_a_cylinder(taper: float, scale: float) -> None:
    # 100 µm of 1 µm, L = 0.01 or 1: Y/sinh L and Y tanh(L/2), which a taper changes by as much as itself.
    kappa = (scale / 100.0) ** 2
    found = first(short_cones(cones(1.0, 1.0 + taper, 100.0, kappa)))
    unit = scale / 100.0
    expected = [unit / math.sinh(scale), unit * math.tanh(0.5 * scale), unit * math.tanh(0.5 * scale)]
    assert found == pytest.approx(expected, rel=2e-15 + 2.0 * taper)


def test_a_cone_whose_membrane_hardly_leaks() -> None:
    # From end to end the resistance ∫ dx/(π d²/4R_i) = l/(π d₀d₁/4R_i). What leaks at d is divided between
    # the ends as the resistance is: the thin end takes (1/d − 1/d₁)/(1/d₀ − 1/d₁) of it.
    thin, thick, length, kappa = 0.5, 8.0, 100.0, 1e-16
    through, thin_leak, thick_leak = first(short_cones(cones(thin, thick, length, kappa), 4))
    assert through == pytest.approx(thin * thick / length, rel=1e-14)
    leaking = kappa * length * 0.5 * (thin + thick)
    assert thin_leak + thick_leak == pytest.approx(leaking, rel=1e-13)
    assert thin_leak / leaking == pytest.approx(thin / (thin + thick), rel=1e-13)
