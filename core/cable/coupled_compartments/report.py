"""What a network of compartments is, beside its voltages in time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.cable.coupled_compartments.couplings import Complexes, Couplings
from core.cable.coupled_compartments.junctions import MICROSIEMENS_PER_NANOSIEMENS, conductance
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.cable.coupled_compartments.two_rooms import RoomFormula, two_rooms
from core.parameters import parameter
from core.quantity import (
    Capacitance,
    Conductance,
    Count,
    Dimensionless,
    Duration,
    Hertz,
    PerMillisecond,
    Potential,
    Resistance,
)
from core.result import Floats

MAX_LISTED = 1000
"""Junctions that are described one by one."""


@dataclass(frozen=True, kw_only=True)
class CompartmentState:
    """A compartment: of itself, and within the network at rest."""

    compartment: Count = parameter(meaning="its number")
    kind: str = parameter(meaning="whole-cell, area or active")
    model: str | None = parameter(meaning="name of its model; null for a passive one")
    capacitance: Capacitance = parameter(meaning="capacitance of its membrane", symbol="C")
    membrane_resistance: Resistance | None = parameter(
        meaning="slope resistance of its own membrane at rest; null where it does not leak, or without a rest"
    )
    time_constant: Duration | None = parameter(
        meaning="that resistance times its capacitance", symbol=r"\tau"
    )
    resting_potential: Potential | None = parameter(
        meaning="its voltage while the whole network is at rest; null without a rest"
    )
    input_resistance: Resistance | None = parameter(
        meaning="change of its voltage per steady current into it, with all that is joined to it; null where "
        "nothing leaks, or without a rest"
    )
    steady_voltage: Potential | None = parameter(
        meaning="voltage that the currents at the end of the run lead to; null where they are not constant, "
        "where nothing leaks, and of networks that are not linear"
    )


@dataclass(frozen=True, kw_only=True)
class JunctionState:
    """A junction in the network at rest; null where there is none."""

    junction: Count = parameter(meaning="its number, from 1 on")
    kind: str = parameter(meaning="ohmic, voltage-gated or rectifying")
    first: Count = parameter(meaning="number of its first compartment")
    second: Count = parameter(meaning="number of its second compartment")
    junctional_voltage: Potential | None = parameter(meaning="voltage of the first less that of the second")
    junctional_conductance: Conductance | None = parameter(meaning="its conductance at that voltage")
    slope_conductance: Conductance | None = parameter(
        meaning="derivative of its current by its voltage there"
    )
    coupling_forwards: Dimensionless | None = parameter(
        meaning="coupling coefficient: change of the second's voltage over that of the first, for a steady "
        "current into the first"
    )
    coupling_backwards: Dimensionless | None = parameter(meaning="the same from the second to the first")
    transfer_resistance: Resistance | None = parameter(
        meaning="change of the second's voltage per steady current into the first"
    )


@dataclass(frozen=True, kw_only=True)
class NetworkMode:
    """A pattern of deviations from the rest that fades (or grows) without change of shape."""

    mode: Count = parameter(meaning="its number, the slowest first")
    time_constant: Duration | None = parameter(
        meaning="time in which it fades by a factor of e; negative where it grows; null where it stays"
    )
    decay_rate: PerMillisecond = parameter(meaning="one over that")
    frequency: Hertz = parameter(meaning="frequency at which it oscillates; 0 where it does not")


@dataclass(frozen=True, kw_only=True)
class CoupledReport:
    """A network of compartments."""

    linear: bool = parameter(
        meaning="whether all compartments are passive and all junctions ohmic: then the voltages are exact"
    )
    stable_rest: bool | None = parameter(
        meaning="whether every deviation from the rest without currents fades; null without a rest"
    )
    compartments: tuple[CompartmentState, ...] = parameter(meaning="the compartments")
    junctions: tuple[JunctionState, ...] = parameter(meaning="the junctions, the first 1000 of them")
    modes: tuple[NetworkMode, ...] = parameter(
        meaning="modes of the network, linearised at its rest; a pair of conjugate ones counts as one"
    )
    two_rooms: tuple[RoomFormula, ...] | None = parameter(
        meaning="the closed forms of two passive compartments with one ohmic junction; otherwise null"
    )


def coupled_report(
    request: CoupledCompartmentsRequest,
    models: Sequence[str | None],
    capacitances: Floats,
    couplings: Couplings | None,
    steady: Sequence[float | None],
) -> CoupledReport:
    """The report on a network.

    Parameters
    ----------
    request
        The request.
    models
        Name of every compartment's model.
    capacitances
        Of the compartments [nF], shape (n,).
    couplings
        The network at its rest; None without one.
    steady
        Voltages that the currents at the end lead to [mV].
    """
    compartments = []
    for k, compartment in enumerate(request.compartments):
        own = None if couplings is None else _finite(couplings.own[k])
        compartments.append(
            CompartmentState(
                compartment=k + 1,
                kind=compartment.kind,
                model=models[k],
                capacitance=float(capacitances[k]),
                membrane_resistance=own,
                time_constant=None if own is None else own * float(capacitances[k]),
                resting_potential=None if couplings is None else float(couplings.voltages[k]),
                input_resistance=None if couplings is None else _finite(couplings.resistances[k, k]),
                steady_voltage=steady[k],
            )
        )
    return CoupledReport(
        linear=request.is_linear,
        stable_rest=None if couplings is None else bool(couplings.eigenvalues[0].real < 0.0),
        compartments=tuple(compartments),
        junctions=tuple(_junction(request, couplings, k) for k in range(len(request.junctions[:MAX_LISTED]))),
        modes=() if couplings is None else _modes(couplings.eigenvalues),
        two_rooms=two_rooms(request),
    )


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _junction(request: CoupledCompartmentsRequest, couplings: Couplings | None, k: int) -> JunctionState:
    junction = request.junctions[k]
    a, b = junction.first - 1, junction.second - 1
    found: list[float | None] = [None] * 6
    if couplings is not None:
        voltage = couplings.voltages[[a]] - couplings.voltages[[b]]
        g, slope = (float(part[0]) for part in conductance(junction.characteristic, voltage))
        resistances = couplings.resistances
        with np.errstate(invalid="ignore"):
            forwards, backwards = resistances[b, a] / resistances[a, a], resistances[a, b] / resistances[b, b]
        found = [
            float(voltage[0]),
            g / MICROSIEMENS_PER_NANOSIEMENS,
            (g + slope * float(voltage[0])) / MICROSIEMENS_PER_NANOSIEMENS,
            _finite(forwards),
            _finite(backwards),
            _finite(resistances[b, a]),
        ]
    voltage_there, chord, slope_there, there, back, transfer = found
    return JunctionState(
        junction=k + 1,
        kind=junction.kind,
        first=junction.first,
        second=junction.second,
        junctional_voltage=voltage_there,
        junctional_conductance=chord,
        slope_conductance=slope_there,
        coupling_forwards=there,
        coupling_backwards=back,
        transfer_resistance=transfer,
    )


def _modes(eigenvalues: Complexes) -> tuple[NetworkMode, ...]:
    return tuple(
        NetworkMode(
            mode=k + 1,
            time_constant=_finite(-1.0 / value.real) if value.real != 0.0 else None,
            # Not −0, which a reader would take for less than nothing.
            decay_rate=-value.real + 0.0,
            frequency=abs(value.imag) / (2e-3 * np.pi),
        )
        for k, value in enumerate(eigenvalues.tolist())
    )
