"""What is measured on a wave."""

import math

import numpy as np

from core.axon.conduction_velocity.report import CarriedCharge, RestingAxon, TravellingWave
from core.axon.conduction_velocity.shots import Rest
from core.axon.conduction_velocity.waves import Wave
from core.axon.uniform_axon import UniformAxon, capacitance_of
from core.constants import FARADAY
from core.neuron.declaration import Neuron
from core.neuron.equations import equations, jacobian_matrix, values_at
from core.result import Floats

NANOCOULOMB_PER_PICOMOLE = FARADAY / 1000.0
MICROMETRE_PER_MILLIMETRE = 1000.0


def velocity_of(neuron: Neuron, axon: UniformAxon, log_k: float) -> float:
    """Velocity [m/s] of a wave with some log K."""
    dimensionless = neuron.model.dimensionless
    return axon.velocity(math.exp(log_k), capacitance_of(neuron), dimensionless=dimensionless)


def length_per_time(neuron: Neuron, velocity: float) -> float:
    """Length [µm] that a wave travels in 1 ms; of a dimensionless model as its velocity says."""
    return velocity * (1.0 if neuron.model.dimensionless else MICROMETRE_PER_MILLIMETRE)


def resting_axon(neuron: Neuron, axon: UniformAxon, rest: Rest) -> RestingAxon:
    """The axon at rest."""
    capacitance = capacitance_of(neuron)
    conductance = float(-jacobian_matrix(neuron, rest.without_slope)[0, 0]) * capacitance
    conducting = conductance > 0.0
    dimensionless = neuron.model.dimensionless
    return RestingAxon(
        resting_potential=float(rest.state[0]),
        conductance=conductance,
        capacitance=capacitance,
        time_constant=capacitance / conductance if conducting else None,
        length_constant=axon.length_constant(conductance, dimensionless=dimensionless)
        if conducting
        else None,
    )


def measured(rest: Rest, axon: UniformAxon, wave: Wave, *, slow: bool) -> TravellingWave:
    """Velocity and form of a wave."""
    neuron, form = rest.field.neuron, wave.form
    velocity = velocity_of(neuron, axon, wave.log_k)
    per_time = length_per_time(neuron, velocity)
    resting = float(rest.state[0])
    turns = np.concatenate([form.turns, form.times[[0, -1]]])
    voltages = form.states(turns)[:, 0]
    peak = float(voltages.max())
    steepest, lowest = form.steepest()
    width = _half_width(wave, resting, peak)
    foot = float(rest.departures(np.array([wave.log_k]))[0][0])
    charges = _charges(neuron, wave)
    return TravellingWave(
        velocity=velocity,
        # The velocity is the square root of K.
        velocity_error=0.5 * velocity * wave.error,
        conversion_constant=math.exp(wave.log_k),
        behind=wave.kind,
        stability="unstable" if slow else "stable",
        method="shooting" if wave.coarse is None else "collocation",
        spikes=wave.spikes,
        peak_voltage=peak,
        amplitude=peak - resting,
        trough_voltage=float(voltages.min()),
        half_width=width,
        half_width_length=None if width is None else width * per_time,
        largest_slope=steepest,
        lowest_slope=lowest,
        foot_rate=foot,
        foot_length=per_time / foot,
        charges=charges,
        charge_imbalance=sum(item.charge for item in charges) if charges else None,
    )


def _half_width(wave: Wave, resting: float, peak: float) -> float | None:
    """Time between the first and the last crossing of half the amplitude [ms]; None: it is not known."""
    crossings = wave.form.crossings(0.5 * (resting + peak))
    if wave.kind != "pulse" or wave.coarse is None or crossings.size < 2:
        return None
    return float(crossings[-1] - crossings[0])


def _charges(neuron: Neuron, wave: Wave) -> tuple[CarriedCharge, ...]:
    """The integral of every current over a pulse [nC/cm²]."""
    if wave.form.quadrature is None or wave.kind != "pulse":
        return ()
    times, weights = wave.form.quadrature
    flows = currents(neuron, wave.form.states(times))
    return tuple(
        CarriedCharge(
            current=current.name,
            charge=(charge := float(weights @ flow)),
            univalent_ions=charge / NANOCOULOMB_PER_PICOMOLE,
        )
        for current, flow in zip(neuron.model.currents, flows, strict=True)
    )


def currents(neuron: Neuron, states: Floats) -> Floats:
    """Each ionic current [µA/cm²] of a wave's states, shape (k, n): shape (currents, k)."""
    point = np.delete(states, 1, axis=1).T
    rows = equations(neuron.model).current_program(values_at(neuron, point))
    return np.array([np.broadcast_to(row, states.shape[:1]) for row in rows], dtype=np.float64)
