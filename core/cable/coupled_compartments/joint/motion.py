"""Rates of all cells at one time, and their derivatives (compiled)."""

import numpy as np

from core.cable.coupled_compartments.joint.arrays import (
    BEGIN,
    CURRENT,
    CURRENT_SLOPE,
    CURVATURE,
    DENSITY,
    END,
    FIRST,
    INVERSE_CAPACITANCE,
    OUTPUTS,
    PIECES,
    SIZE,
    TRIAL,
    TRIED,
    WAVE,
    Network,
    Room,
)
from core.cable.coupled_compartments.junctions import LARGEST_EXPONENT, OHMIC, RECTIFYING
from core.neuron.integrator.drive import sinusoids
from core.numerics.compilation import kernel
from core.numerics.machine import run_code
from core.result import Floats


@kernel
def junction_current(kind: int, numbers: Floats, voltage: float) -> tuple[float, float]:
    """Current through a junction [nA] at its voltage [mV], and its derivative [µS]; see `junctions`."""
    least, more, steepness, half = numbers
    g, slope = least, 0.0
    if kind != OHMIC:
        bound = LARGEST_EXPONENT
        ahead = np.exp(min(max(steepness * (voltage - half), -bound), bound))
        if kind == RECTIFYING:
            share = 1.0 / (1.0 + 1.0 / ahead)
            slope = more * steepness * share / (1.0 + ahead)
        else:
            behind = np.exp(min(max(-steepness * (voltage + half), -bound), bound))
            share = 1.0 / (1.0 + ahead + behind)
            slope = -more * steepness * share * (share * ahead - share * behind)
        g += more * share
    return g * voltage, g + slope * voltage


@kernel
def inject(network: Network, room: Room, time: float) -> None:
    """Put the injected currents at a time [ms], and their slopes, into the columns of the cells."""
    for cell in range(room.cells.shape[0]):
        wave = network.programs[cell, WAVE]
        current, slope = 0.0, 0.0
        if wave >= 0:
            k = network.waves[wave, 0] + room.counter[PIECES + wave]
            knot, value, slope = network.knots[0, k], network.knots[1, k], network.knots[2, k]
            current = value + slope * (time - knot)
            begin, end = network.waves[wave, 2], network.waves[wave, 3]
            if end > begin:
                swing, rise, _, _ = sinusoids(network.sinusoids[begin:end], knot, time)
                current += swing
                slope += rise
        room.cells[cell, CURRENT] = current
        room.cells[cell, CURRENT_SLOPE] = slope


@kernel
def motion(network: Network, room: Room, time: float, rate_row: int, stage: int, stiff: bool) -> None:
    """Put x' at the point in TRIAL into a row, and x'' into that of a stage; or find each cell's Jacobian."""
    w, programs, count = room.w, network.programs, room.cells.shape[0]
    inject(network, room, time)
    for k in range(network.junctions.shape[0]):
        one, other = network.junctions[k, 0], network.junctions[k, 1]
        voltage = w[TRIAL, programs[one, FIRST]] - w[TRIAL, programs[other, FIRST]]
        current, _ = junction_current(network.junctions[k, 2], network.characteristics[k], voltage)
        room.cells[one, CURRENT] -= current
        room.cells[other, CURRENT] += current
    for cell in range(count):
        number = cell + count if stiff else cell
        v, size = programs[number, FIRST], programs[number, SIZE]
        registers, place = network.registers[number], programs[number, OUTPUTS]
        for i in range(size):
            registers[i] = w[TRIAL, v + i]
        registers[size] = network.constants[cell, DENSITY] * room.cells[cell, CURRENT]
        run_code(network.code[programs[number, BEGIN] : programs[number, END]], registers)
        for i in range(size):
            w[rate_row, v + i] = registers[network.outputs[place + i, 0]]
        for k in range(place + size, programs[number + 1, OUTPUTS] - 1):
            value = registers[network.outputs[k, 0]]
            if stiff:
                room.matrices[TRIED, cell, network.outputs[k, 1], network.outputs[k, 2]] = value
            else:
                w[CURVATURE + stage, v + k - place - size] = value
        last = network.outputs[programs[number + 1, OUTPUTS] - 1, 0]
        room.cells[cell, INVERSE_CAPACITANCE] = registers[last] * network.constants[cell, DENSITY]
    if stiff:
        return
    for k in range(network.junctions.shape[0]):
        one, other = network.junctions[k, 0], network.junctions[k, 1]
        a, b = programs[one, FIRST], programs[other, FIRST]
        voltage = w[TRIAL, a] - w[TRIAL, b]
        _, slope = junction_current(network.junctions[k, 2], network.characteristics[k], voltage)
        change = slope * (w[rate_row, a] - w[rate_row, b])
        room.cells[one, CURRENT_SLOPE] -= change
        room.cells[other, CURRENT_SLOPE] += change
    for cell in range(count):
        turn = room.cells[cell, INVERSE_CAPACITANCE] * room.cells[cell, CURRENT_SLOPE]
        w[CURVATURE + stage, programs[cell, FIRST]] += turn
