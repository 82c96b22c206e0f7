"""What is asked of spikes along an axon."""

import math
from dataclasses import dataclass, replace
from typing import Annotated

from core.axon.myelinated.geometry import MyelinatedFibre
from core.axon.myelinated.ladder import kick, reach
from core.axon.myelinated.node import node_of
from core.axon.propagate.geometry import AxonGeometry, UnmyelinatedAxon
from core.axon.uniform_axon import capacitance_of
from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.neuron.initial import resting_state
from core.parameters import Parameters, parameter
from core.quantity import (
    Count,
    Driven,
    Millisecond,
    Millivolt,
    Nanoamp,
    Position,
    TimeSpan,
    annotated_quantity,
)
from core.sampling import OutputSampling, refuse_profiles_outside
from core.stimulus import MAX_STIMULI, Pulse, Stimulus

MAX_INJECTIONS, MAX_RECORDS, MAX_PROFILES = 16, 64, 256
MAX_COMPARTMENTS = 20_000
LEAST_COMPARTMENTS, MOST_CHOSEN = 100, 4_000
FEWEST = 16
"""Compartments of a bare axon, however few are asked for."""
SHARE = 0.02
"""Length of a compartment in length constants at 1 kHz, where none is given."""
PIECES = 8
"""Compartments of an internode, where none are given."""
PULSE, FIBRE_PULSE = 0.2, 0.1
"""Length of the pulse of a stimulus that is not given, bare and myelinated [ms]."""
KICK = 100.0
"""Depolarisation that it would cause in a passive cable without leak, or a passive fibre [mV], by order of
magnitude."""


@dataclass(frozen=True, kw_only=True)
class AxonInjection(Parameters):
    """A current into one point of the axon."""

    position: Position = parameter(0.0, "where")
    stimulus: Annotated[tuple[Stimulus, ...], Driven(annotated_quantity(Nanoamp))] | None = parameter(
        None,
        "the current, a sum; null: a pulse of 0.2 ms, or of 0.1 ms into a myelinated axon, that would "
        "charge a passive one by some 100 mV",
        max_items=MAX_STIMULI,
    )


@dataclass(frozen=True, kw_only=True)
class PropagateRequest(Parameters):
    """Currents into an axon, and what travels along it; as it stands, one spike in a squid's giant axon."""

    geometry: AxonGeometry = parameter(UnmyelinatedAxon(), "the axon, bare or myelinated")
    injections: tuple[AxonInjection, ...] = parameter(
        (AxonInjection(),), "the injected currents", max_items=MAX_INJECTIONS
    )
    duration: TimeSpan = parameter(10.0, "length of the run; before it, the axon rests", le=1e5)
    initial_voltage: Millivolt | None = parameter(
        None,
        "voltage of all of the axon at time 0, every gate at its steady value there; null: the axon rests",
    )
    record_at: tuple[Position, ...] | None = parameter(
        None,
        "where the voltage is recorded; null: at five equally spaced positions, the ends among them",
        min_items=1,
        max_items=MAX_RECORDS,
    )
    profiles_at: tuple[Millisecond, ...] = parameter(
        (), "times at which the voltage along the axon is returned", max_items=MAX_PROFILES
    )
    compartments: Count | None = parameter(
        None,
        "compartments of equal length, at least 16 of a bare axon; null: a fiftieth of the length constant "
        "at 1 kHz long, 100 to 4,000; "
        "of a myelinated axon the nodes, and as many of each internode as there is room for; null: eight",
        ge=2,
        le=MAX_COMPARTMENTS,
    )
    spike_threshold: Millivolt | None = parameter(
        None,
        "a spike arrives where the voltage crosses this upwards; null: half way from rest to the highest "
        "voltage in the middle of the axon",
    )
    velocity_between: tuple[Position, ...] | None = parameter(
        None,
        "the two positions between which the velocity is measured; null: two and three fifths along the axon",
        min_items=2,
        max_items=2,
    )
    tolerance: Millivolt = parameter(
        0.1, "error of one step of the integration, where the steps are adaptive", ge=1e-5, le=2.0
    )
    time_step: Millisecond | None = parameter(
        None,
        "length of all steps, with the Crank-Nicolson method and gates half a step later; null: adaptive "
        "steps of a method of order 4, which need less time at the same error",
        ge=1e-4,
        le=1.0,
    )
    sampling: OutputSampling = parameter(OutputSampling(), "which points and series are returned")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.time_step is not None and self.tolerance != PropagateRequest.tolerance:
            raise ParameterError(
                "/tolerance",
                "steps of one length have no tolerance",
                received=self.tolerance,
                allowed="only without a time_step",
                hint="leave out one of the two",
            )
        for index, injection in enumerate(self.injections):
            self._refuse_outside(f"/injections/{index}/position", injection.position)
        for index, position in enumerate(self.record_at or ()):
            self._refuse_outside(f"/record_at/{index}", position)
        refuse_profiles_outside(self.profiles_at, self.duration)
        for index, position in enumerate(self.velocity_between or ()):
            self._refuse_outside(f"/velocity_between/{index}", position)
        if self.measured[1] - self.measured[0] < 1e-3 * self.geometry.length:
            raise ParameterError(
                "/velocity_between",
                "the second position does not lie behind the first",
                received=list(self.measured),
                allowed=f"at least {1e-3 * self.geometry.length:g} µm apart",
            )

    def _refuse_outside(self, pointer: str, position: float) -> None:
        if not 0.0 <= position <= self.geometry.length:
            raise ParameterError(
                pointer,
                "the position is not on the axon",
                received=position,
                allowed=f"0 to {self.geometry.length:g} µm",
                hint="move the point, or lengthen the axon",
            )

    @property
    def recorded(self) -> tuple[float, ...]:
        """Positions of the record [µm], in the order of the answer."""
        if self.record_at is not None:
            return self.record_at
        return tuple(self.geometry.length * share for share in (0.0, 0.25, 0.5, 0.75, 1.0))

    @property
    def measured(self) -> tuple[float, float]:
        """The positions between which the velocity is measured [µm]."""
        if self.velocity_between is not None:
            return self.velocity_between[0], self.velocity_between[1]
        return 0.4 * self.geometry.length, 0.6 * self.geometry.length

    def count(self, neuron: Neuron) -> int:
        """Compartments: as many as asked for, or by the length constant at 1 kHz; an even number.

        Of a myelinated axon those of the nodes, and an even number for every internode.
        """
        if isinstance(self.geometry, MyelinatedFibre):
            nodes = self.geometry.nodes
            pieces = PIECES if self.compartments is None else pieces_of(self.geometry, self.compartments)
            return nodes + (nodes - 1) * (pieces if self.geometry.sheath.capacitance > 0.0 else 0)
        if self.compartments is not None:
            return max(self.compartments + self.compartments % 2, FEWEST)
        length = SHARE * length_constant_at(self.geometry, neuron, 1.0)
        wanted = math.ceil(self.geometry.length / length)
        wanted = min(max(wanted, LEAST_COMPARTMENTS), MOST_CHOSEN)
        return wanted + wanted % 2

    def filled(self, neuron: Neuron) -> tuple[AxonInjection, ...]:
        """The injections, each with a stimulus."""
        usual = FIBRE_PULSE if isinstance(self.geometry, MyelinatedFibre) else PULSE
        pulse = Pulse(amplitude=_kick(self.geometry, neuron), duration=min(usual, self.duration))
        return tuple(
            each if each.stimulus is not None else replace(each, stimulus=(pulse,))
            for each in self.injections
        )

    def usual(self, neuron: Neuron) -> dict[str, object]:
        """The fields that depend on the neuron where they are null."""
        return {
            "record_at": list(self.recorded),
            "velocity_between": list(self.measured),
            "compartments": self.count(neuron),
        }


def pieces_of(fibre: MyelinatedFibre, count: int) -> int:
    """Compartments of each internode, an even number, where there are so many in all."""
    return max(2 * round(0.5 * (count - fibre.nodes) / (fibre.nodes - 1)), 2)


def length_constant_at(axon: AxonGeometry, neuron: Neuron, frequency: float) -> float:
    """Length [µm] over which a voltage of a frequency [kHz] falls to 1/e.

    Of a bare axon ½ √(d/(π f R_i C)), of its capacitance alone; of a myelinated one by its nodes and myelin.
    """
    if isinstance(axon, MyelinatedFibre):
        node = node_of(neuron, resting_state(neuron)[0])
        return reach(axon, node.capacitance, node.conductance, frequency)
    charged = math.pi * frequency * axon.axial_resistivity * capacitance_of(neuron)
    # 1 µm/(kHz Ω·cm µF/cm²) is 1e7 µm².
    return 0.5 * math.sqrt(1e7 * axon.diameter / charged)


def _kick(axon: AxonGeometry, neuron: Neuron) -> float:
    """Current of the pulse [nA]: the depolarisation times ½πd^{3/2} √(C/(R_i t)), the cable's conductance."""
    if isinstance(axon, MyelinatedFibre):
        node = node_of(neuron, resting_state(neuron)[0])
        amplitude = kick(axon, node.capacitance, node.conductance, KICK, FIBRE_PULSE)
        return float(f"{amplitude:.2g}")
    diameter, capacitance = 1e-4 * axon.diameter, 1e-6 * capacitance_of(neuron)
    charging = capacitance / (axon.axial_resistivity * 1e-3 * PULSE)
    amplitude = 1e6 * KICK * 0.5 * math.pi * diameter**1.5 * math.sqrt(charging)
    # Two digits: the request that is sent back shall be readable.
    return float(f"{amplitude:.2g}")
