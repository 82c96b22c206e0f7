"""Nodes of Ranvier as they stand in the papers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.constants import R, physical_constants
from scipy.optimize import brentq
from scipy.special import exprel

Floats = NDArray[np.float64]
FARADAY = physical_constants["Faraday constant"][0]


@dataclass(frozen=True)
class Node:
    """A membrane: its ionic current [µA/cm²] and rates [1/ms] of a voltage [mV], per cm²."""

    near: float
    capacitance: float
    gates: int
    current: Callable[[Floats, Floats], Floats]
    rates: Callable[[Floats], tuple[Floats, Floats]]

    @cached_property
    def rest(self) -> float:
        """Where no current flows [mV], which the papers round."""

        def steady(v: float) -> float:
            at = np.array([v])
            opening, closing = self.rates(at)
            return float(self.current(at, opening / (opening + closing))[0])

        return float(brentq(steady, self.near - 2.0, self.near + 2.0, xtol=1e-13))


def rabbit(celsius: float = 37.0) -> Node:
    """Sweeney, Mortimer and Durand (1987)."""
    faster = 3.0 ** (0.1 * celsius - 3.7)

    def rates(v: Floats) -> tuple[Floats, Floats]:
        m = (126.0 + 0.363 * v) / (1.0 + np.exp(-(v + 49.0) / 5.3))
        h = 15.6 / (1.0 + np.exp(-(v + 56.0) / 10.0))
        opening = np.array([m, h * np.exp(-(v + 74.5) / 5.0)])
        return faster * opening, faster * np.array([m * np.exp(-(v + 56.2) / 4.17), h])

    def current(v: Floats, x: Floats) -> Floats:
        density: Floats = 1445.0 * x[0] ** 2 * x[1] * (v - 35.64) + 128.0 * (v + 80.01)
        return density

    return Node(-80.0, 2.5, 2, current, rates)


def frog(celsius: float = 20.0) -> Node:
    """Frankenhaeuser and Huxley (1964)."""
    faster, kelvin = 3.0 ** ((celsius - 20.0) / 10.0), celsius + 273.15

    def rates(v: Floats) -> tuple[Floats, Floats]:
        u = v + 70.0
        opening = [
            0.36 * 3.0 / exprel((22.0 - u) / 3.0),
            0.1 * 6.0 / exprel((u + 10.0) / 6.0),
            0.02 * 10.0 / exprel((35.0 - u) / 10.0),
            0.006 * 10.0 / exprel((40.0 - u) / 10.0),
        ]
        closing = [
            0.4 * 20.0 / exprel((u - 13.0) / 20.0),
            4.5 / (1.0 + np.exp((45.0 - u) / 10.0)),
            0.05 * 10.0 / exprel((u - 10.0) / 10.0),
            0.09 * 20.0 / exprel((u + 25.0) / 20.0),
        ]
        return faster * np.array(opening), faster * np.array(closing)

    def flux(v: Floats, inside: float, outside: float) -> Floats:
        x = 1e-3 * FARADAY * v / (R * kelvin)
        found: Floats = FARADAY * (inside / exprel(-x) - outside / exprel(x))
        return found

    def current(v: Floats, x: Floats) -> Floats:
        m, h, n, p = x
        sodium = (8e-3 * m**2 * h + 0.54e-3 * p**2) * flux(v, 13.74, 114.5)
        density: Floats = sodium + 1.2e-3 * n**2 * flux(v, 120.0, 2.5) + 30.3 * (v + 69.974)
        return density

    return Node(-70.0, 2.0, 4, current, rates)


def squid(celsius: float, g_na: float, g_k: float, g_l: float, e_l: float) -> Node:
    """Hodgkin and Huxley's membrane, with other densities."""
    faster = 3.0 ** ((celsius - 6.3) / 10.0)

    def rates(v: Floats) -> tuple[Floats, Floats]:
        opening = [
            1.0 / exprel(-(v + 40.0) / 10.0),
            0.07 * np.exp(-(v + 65.0) / 20.0),
            0.1 / exprel(-(v + 55.0) / 10.0),
        ]
        closing = [
            4.0 * np.exp(-(v + 65.0) / 18.0),
            1.0 / (1.0 + np.exp(-(v + 35.0) / 10.0)),
            0.125 * np.exp(-(v + 65.0) / 80.0),
        ]
        return faster * np.array(opening), faster * np.array(closing)

    def current(v: Floats, x: Floats) -> Floats:
        m, h, n = x
        density: Floats = g_na * m**3 * h * (v - 50.0) + g_k * n**4 * (v + 77.0) + g_l * (v - e_l)
        return density

    return Node(-65.0, 1.0, 3, current, rates)
