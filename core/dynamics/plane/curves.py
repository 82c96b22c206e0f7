"""The parts of a phase plane as tables: nullclines, vector field, trajectories, cycles, basins, isochrons."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from core.dynamics.plane.attractors import Attraction
from core.dynamics.plane.basins import Basins
from core.dynamics.plane.contours import contours
from core.dynamics.plane.cycle_orbit import LimitCycle
from core.dynamics.plane.isochrons import Isochrons
from core.dynamics.plane.manifolds import Manifold
from core.dynamics.plane.nullclines import Piece, Window, gate_nullcline, voltage_nullcline
from core.dynamics.plane.orbits import End, Orbit
from core.dynamics.plane.planar_field import PlanarField
from core.neuron.declaration import Neuron
from core.neuron.equations import time_derivative
from core.result import Curve, Floats, Variable

SMOOTHNESS = 1e-3
"""Coarsest resolution [mV] of a trajectory's voltages."""
FEWEST_CELLS, MOST_CELLS = 60, 400
"""Cells of the grid on which a nullcline without a closed form is followed."""


def nullcline_curves(field: PlanarField, voltage: Floats) -> list[Curve]:
    """Both nullclines, a curve for each piece; in closed form on increasing voltages [mV] if there is one."""
    neuron, window = field.neuron, field.window
    gate = neuron.model.states[1]
    exact = (
        voltage_nullcline(neuron, field.current, window, voltage),
        gate_nullcline(neuron, window, voltage),
    )
    cells = min(max(voltage.size // 3, FEWEST_CELLS), MOST_CELLS)
    curves = []
    for row, (name, symbol, pieces) in enumerate(zip(("voltage", gate), ("V", gate), exact, strict=True)):
        shown = pieces if pieces is not None else contours(_rate(field, row), field.low, field.high, cells)
        detail = f"d{symbol}/dt = 0" + ("" if pieces is not None else ", by contour")
        curves += _numbered(f"{name} nullcline", "nullcline", neuron, shown, detail)
    return curves


def _rate(field: PlanarField, row: int) -> Callable[[Floats], Floats]:
    return lambda states: np.asarray(field.rates(states)[row])


def _numbered(name: str, kind: str, neuron: Neuron, pieces: Sequence[Piece], detail: str) -> list[Curve]:
    """A curve for each piece, numbered where there are several."""
    return [
        Curve(
            f"{name} {number}" if len(pieces) > 1 else name,
            kind,
            _plane(neuron, volts, values),
            detail=detail,
        )
        for number, (volts, values) in enumerate(pieces, start=1)
    ]


def _plane(
    neuron: Neuron, volts: Floats, values: Floats, resolution: float | None = None
) -> tuple[Variable, Variable]:
    """Both states as columns."""
    gate = neuron.model.states[1]
    return (
        Variable("voltage", "V", "mV", volts, resolution),
        Variable(gate, gate, neuron.model.units[1], values),
    )


def field_curve(neuron: Neuron, current: float, window: Window, arrows: tuple[int, int]) -> Curve:
    """Rates of change on a grid with so many voltages and values of the second state."""
    gate, unit = neuron.model.states[1], neuron.model.units[1]
    volts, values = np.meshgrid(
        np.linspace(window.voltage_low, window.voltage_high, arrows[0]),
        np.linspace(window.gate_low, window.gate_high, arrows[1]),
    )
    states = np.array([volts.ravel(), values.ravel()])
    rates = time_derivative(neuron, states, current)
    return Curve(
        "vector field",
        "field",
        (
            *_plane(neuron, states[0], states[1]),
            Variable("voltage_rate", "dV/dt", "mV/ms", rates[0]),
            Variable(f"{gate}_rate", f"d{gate}/dt", f"{unit}/ms", rates[1]),
        ),
        detail="rates of change on a grid, the voltage running fastest",
    )


_ENDS: Mapping[End, str] = {
    "duration": "",
    "left the window": "ends where it leaves the window",
    "steps": "ends where its steps were used up",
    "diverged": "ends where V leaves -1000 to 1000",
    "too small steps": "ends where no step is small enough",
}


def orbit_curve(neuron: Neuron, orbit: Orbit) -> Curve:
    """A trajectory over time."""
    # An orbit beside a separatrix may be late by much, and is smooth all the same: its digits stay.
    resolution = min(orbit.error, SMOOTHNESS) or None
    return Curve(
        orbit.start.name,
        "trajectory",
        (
            Variable("time", "t", "ms", orbit.times),
            *_plane(neuron, orbit.states[0], orbit.states[1], resolution),
        ),
        detail=_ENDS[orbit.ended],
    )


def manifold_curve(neuron: Neuron, branch: Manifold) -> Curve:
    """A branch of a manifold of a saddle, over time from where it leaves the saddle's neighbourhood."""
    return Curve(
        branch.name,
        "separatrix",
        (Variable("time", "t", "ms", branch.times), *_plane(neuron, *branch.states)),
        detail=f"ends: {branch.ended}",
    )


def cycle_curves(neuron: Neuron, cycles: Sequence[LimitCycle]) -> list[Curve]:
    """Limit cycles over one period."""
    return [
        Curve(
            f"cycle {number}",
            "cycle",
            (Variable("time", "t", "ms", cycle.points[0]), *_plane(neuron, *cycle.points[1:])),
            detail="stable" if cycle.stable else "unstable",
        )
        for number, cycle in enumerate(cycles, start=1)
    ]


def isochron_curves(neuron: Neuron, number: int, found: Isochrons) -> list[Curve]:
    """Isochrons of the cycle of a number, the piece that crosses the cycle first."""
    curves = []
    for index, isochron in enumerate(found.isochrons):
        name = f"cycle {number} isochron {index + 1}"
        pieces = [(piece[0], piece[1]) for piece in isochron.pieces]
        detail = f"phase {isochron.phase:.6g} of the period after the maximum of V"
        curves += _numbered(name, "isochron", neuron, pieces, detail)
    return curves


def basin_curve(neuron: Neuron, attraction: Attraction, found: Basins) -> Curve:
    """To which attractor each state of a grid goes."""
    return Curve(
        "basins",
        "basins",
        _plane(neuron, *found.states),
        labels=tuple(attraction.name(label) for label in found.labels),
        detail="attractor of each state of a grid, the voltage running fastest",
    )
