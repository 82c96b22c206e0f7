"""Velocities over a parameter, and where it is largest."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from core.axon.myelinated.node import node_of
from core.axon.saltatory_conduction.impulse import LEVELS, Conduction, Impulse
from core.axon.saltatory_conduction.report import FastestValue
from core.axon.saltatory_conduction.request import SaltatoryConductionRequest, Variant, quantity_of, variant
from core.neuron.declaration import Neuron
from core.neuron.initial import resting_state
from core.result import Curve, Variable

SHARP = 5e-3
"""Width, in units of the range, to which the fastest value is located."""


@dataclass(frozen=True, slots=True)
class Row:
    """A value, and the impulse there; None: there is none."""

    value: float
    impulse: Impulse | None

    @property
    def velocity(self) -> float:
        """[m/s]; NaN where there is none."""
        return np.nan if self.impulse is None else self.impulse.velocity


def rows_of(variants: tuple[Variant, ...], tolerance: float) -> tuple[Row, ...]:
    """The impulse of every variant."""
    return tuple(Row(each.value, _impulse(each, tolerance)) for each in variants)


def _impulse(each: Variant, tolerance: float) -> Impulse | None:
    state, stable = resting_state(each.neuron)
    if not stable:
        return None
    return Conduction(each.axon, node_of(each.neuron, state), tolerance).impulse(LEVELS)


def curve(request: SaltatoryConductionRequest, neuron: Neuron, name: str, rows: tuple[Row, ...]) -> Curve:
    """Velocity and peak over a parameter."""
    found = [row.impulse for row in rows]
    error = max((each.error for each in found if each is not None), default=None)
    peaks = [np.nan if each is None else each.node_peak for each in found]
    return Curve(
        "velocity",
        "velocity",
        (
            Variable(
                "parameter" if name in {"velocity", "node_peak"} else name,
                name,
                quantity_of(request, neuron, name).unit,
                np.array([row.value for row in rows]),
            ),
            Variable("velocity", "θ", "m/s", np.array([row.velocity for row in rows]), error, gaps=True),
            Variable("node_peak", "V_max", "mV", np.array(peaks), gaps=True),
        ),
        tuple("blocked" if each is None else "conducts" for each in found),
        "null where nothing travels",
    )


def fastest(
    request: SaltatoryConductionRequest, neuron: Neuron, name: str, rows: tuple[Row, ...]
) -> FastestValue | None:
    """The value at which the axon conducts fastest; None where it does so at none."""
    unit = quantity_of(request, neuron, name).unit
    velocities = np.array([row.velocity for row in rows])
    if not np.isfinite(velocities).any():
        return None
    best = int(np.nanargmax(velocities))
    within = 0 < best < len(rows) - 1 and bool(np.isfinite(velocities[best - 1 : best + 2]).all())
    value, velocity = rows[best].value, float(velocities[best])
    if within:
        value, velocity = _refined(request, neuron, name, rows[best - 1 : best + 2])
    return FastestValue(parameter=name, unit=unit, value=value, velocity=velocity, within=within)


def _refined(
    request: SaltatoryConductionRequest, neuron: Neuron, name: str, around: tuple[Row, ...]
) -> tuple[float, float]:
    """Brent's search between the neighbours of the fastest of three."""
    from scipy.optimize import minimize_scalar

    @cache
    def velocity(value: float) -> float:
        found = Row(value, _impulse(variant(request, neuron, name, value), request.tolerance)).velocity
        return found if np.isfinite(found) else 0.0

    low, high = around[0].value, around[-1].value
    objective: Callable[[float], float] = lambda value: -velocity(float(value))  # noqa: E731
    searched = minimize_scalar(
        objective, bounds=(low, high), method="bounded", options={"xatol": SHARP * (high - low)}
    )
    return float(searched.x), float(-searched.fun)
