"""Cables and trees for the tests."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from core.compartments.compartments import Compartments
from core.compartments.experiment import Experiment, Probe, State, resting
from core.neuron.catalogue import HODGKIN_HUXLEY
from core.neuron.declaration import Neuron
from core.neuron.initial import initial_state
from core.result import Floats
from core.stimulus import Step, Stimulus
from core.waveform import waveform

RALLPACK_LENGTH, RALLPACK_DIAMETER, RALLPACK_RESISTIVITY = 0.1, 1e-4, 100.0
"""[cm], [cm], [Ω·cm]"""
RALLPACK_TIME_CONSTANT, RALLPACK_REST, RALLPACK_CURRENT = 40.0, -65.0, 0.1
"""R_m C_m = 40,000 Ω·cm² times 1 µF/cm² [ms]; [mV]; [nA]"""


def passive_tree(
    parents: Sequence[int], couplings: Sequence[float], capacitances: Sequence[float], leak: float = 0.01
) -> Compartments:
    """Passive compartments whose leaks [µS] are a part of their capacitances [nF] and rest at -65 mV."""
    charges = np.array(capacitances)
    none = np.zeros(charges.size)
    return Compartments(
        np.array(parents),
        np.array(couplings),
        none,
        charges,
        leak * charges,
        -65.0 * leak * charges,
        none.astype(np.int64),
        (None,),
    )


def cable(neuron: Neuron | None, count: int, *, length: float = 0.1, diameter: float = 1e-4) -> Compartments:
    """A cable [cm] of 100 Ω·cm: of a neuron's membrane, or Rallpack 1."""
    piece, none = length / count, np.zeros(count)
    area = np.full(count, math.pi * diameter * piece)
    coupling = 1e6 * math.pi * diameter**2 / 4.0 / (RALLPACK_RESISTIVITY * piece)
    capacitances = none if neuron else 1e3 * area
    leaks = capacitances / RALLPACK_TIME_CONSTANT
    return Compartments(
        np.arange(count) - 1,
        np.append(0.0, np.full(count - 1, coupling)),
        area if neuron else none,
        capacitances,
        leaks,
        RALLPACK_REST * leaks,
        none.astype(np.int64),
        (neuron,),
    )


def at_rest(cells: Compartments) -> State:
    """Every kind at rest by itself, passive ones at -65 mV."""
    states = [np.array([-65.0]) if neuron is None else initial_state(neuron) for neuron in cells.neurons]
    return resting(cells, [float(state[0]) for state in states], [state[1:] for state in states])


def experiment(
    duration: float,
    stimulus: Stimulus | None = None,
    *,
    site: int = 0,
    probes: Sequence[int] = (0,),
    samples: int = 201,
    **others: Any,
) -> Experiment:
    """A current [nA] into one compartment, and the voltages of some."""
    waves = (waveform((stimulus or Step(amplitude=0.0),), duration),)
    return replace(
        Experiment(
            duration=duration,
            sites=((site, 0, 1.0),),
            waveforms=waves,
            probes=tuple(Probe((place,), (1.0,)) for place in probes),
            times=np.linspace(0.0, duration, samples),
        ),
        **others,
    )


def squid(**values: float) -> Neuron:
    """The membrane of Hodgkin and Huxley."""
    return Neuron.of(HODGKIN_HUXLEY, None, **values)


def rallpack_1(position: float, times: Floats, terms: int = 400) -> Floats:
    """Voltage of Rallpack 1 [mV] at a position in units of the length, from the steady state and modes."""
    length_constant = math.sqrt(40_000.0 * RALLPACK_DIAMETER / (4.0 * RALLPACK_RESISTIVITY))
    electrotonic = RALLPACK_LENGTH / length_constant
    resistance = RALLPACK_RESISTIVITY * length_constant / (math.pi * RALLPACK_DIAMETER**2 / 4.0)
    scale = RALLPACK_CURRENT * 1e-6 * resistance
    steady = scale * math.cosh(electrotonic * (1.0 - position)) / math.sinh(electrotonic)
    mode = np.arange(terms)[:, np.newaxis]
    rate = 1.0 + (mode * math.pi / electrotonic) ** 2
    weights = np.where(mode == 0, 1.0, 2.0) * np.cos(mode * math.pi * position) / (rate * electrotonic)
    decays = np.exp(-rate * times / RALLPACK_TIME_CONSTANT)
    voltage: Floats = RALLPACK_REST + steady - scale * np.sum(weights * decays, axis=0)
    return voltage
