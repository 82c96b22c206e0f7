"""The parts of a phase plane as tables: nullclines, vector field, trajectories."""

import numpy as np

from core.dynamics.plane.nullclines import Window, gate_nullcline, voltage_nullcline
from core.dynamics.plane.orbits import Orbit
from core.neuron.declaration import Neuron
from core.neuron.equations import time_derivative
from core.result import Curve, Floats, Variable

SMOOTHNESS = 1e-3
"""Coarsest resolution [mV] of a trajectory's voltages."""


def nullcline_curves(neuron: Neuron, current: float, window: Window, voltage: Floats) -> list[Curve]:
    """Both nullclines at a current [µA/cm²], on increasing voltages [mV], a curve for each piece."""
    gate = neuron.model.states[1]
    families = (
        ("voltage", "V", voltage_nullcline(neuron, current, window, voltage)),
        (gate, gate, gate_nullcline(neuron, window, voltage)),
    )
    return [
        Curve(
            f"{name} nullcline {number}" if len(pieces) > 1 else f"{name} nullcline",
            "nullcline",
            (Variable("voltage", "V", "mV", volts), Variable(gate, gate, "1", values)),
            detail=f"d{symbol}/dt = 0",
        )
        for name, symbol, pieces in families
        for number, (volts, values) in enumerate(pieces, start=1)
    ]


def field_curve(neuron: Neuron, current: float, window: Window, arrows: tuple[int, int]) -> Curve:
    """Rates of change on a grid with so many voltages and gate values."""
    gate = neuron.model.states[1]
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
            Variable("voltage", "V", "mV", states[0]),
            Variable(gate, gate, "1", states[1]),
            Variable("voltage_rate", "dV/dt", "mV/ms", rates[0]),
            Variable(f"{gate}_rate", f"d{gate}/dt", "1/ms", rates[1]),
        ),
        detail="rates of change on a grid, the voltage running fastest",
    )


def orbit_curve(neuron: Neuron, orbit: Orbit) -> Curve:
    """A trajectory over time."""
    gate = neuron.model.states[1]
    # An orbit beside a separatrix may be late by much, and is smooth all the same: its digits stay.
    resolution = min(orbit.error, SMOOTHNESS) or None
    return Curve(
        orbit.start.name,
        orbit.start.kind,
        (
            Variable("time", "t", "ms", orbit.times),
            Variable("voltage", "V", "mV", orbit.states[0], resolution),
            Variable(gate, gate, "1", orbit.states[1]),
        ),
        detail="ends where it leaves the window" if orbit.left_window else "",
    )
