"""What two coupled neurons are asked for: each cell's own experiment, and the synapses between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from core.neuron.synaptic_course import AlphaCourse, DoubleExponentialCourse
from core.parameters import Parameters, parameter
from core.quantity import Count, Driven, MicroampPerCm2, Millivolt, TimeSpan, VoltageRate, annotated_quantity
from core.sampling import OutputSampling
from core.stimulus import MAX_STIMULI, Stimulus

MAX_SYNAPSES = 8
LEAST_DELAY = 0.1
"""Least delay of a synapse [ms]: so far ahead of the other a cell can be integrated."""
_PRESYNAPTIC = "number of the cell whose spikes fire it; it acts on the other"
_DELAY = "time from a spike, the upward crossing of the cell's spike threshold, to the event"


@dataclass(frozen=True, kw_only=True)
class PairedCell(Parameters):
    """The experiment on one of two cells."""

    stimulus: Annotated[tuple[Stimulus, ...], Driven(annotated_quantity(MicroampPerCm2))] = parameter(
        (), "injected currents, which add up; positive inward (depolarising)", max_items=MAX_STIMULI
    )
    initial: Mapping[str, float] | None = parameter(
        None,
        "initial voltage [mV] and gates by name; without a voltage the resting potential, without a gate its "
        "steady state at the initial voltage",
    )
    tolerance: Millivolt = parameter(
        1e-3, "error of the voltage to aim at, over the whole run", ge=1e-7, le=1.0
    )
    spike_threshold: Millivolt = parameter(
        0.0, "a spike is an upward crossing of this voltage; it fires the synapses"
    )
    derivative_threshold: VoltageRate = parameter(
        10.0,
        "dV/dt at which a spike begins, for the measures that count from there; in models whose spikes are "
        "not of the order of 100 mV, in proportion",
        gt=0.0,
        le=1e6,
    )


@dataclass(frozen=True, kw_only=True)
class AlphaConnection(AlphaCourse):
    """A synapse from one cell to the other with an alpha function after each spike."""

    kind: Literal["alpha"] = "alpha"
    presynaptic: Count = parameter(meaning=_PRESYNAPTIC, ge=1, le=2)
    delay: TimeSpan = parameter(0.5, _DELAY, ge=LEAST_DELAY)


@dataclass(frozen=True, kw_only=True)
class DoubleExponentialConnection(DoubleExponentialCourse):
    """A synapse from one cell to the other with a difference of two exponentials after each spike."""

    kind: Literal["double-exponential"] = "double-exponential"
    presynaptic: Count = parameter(meaning=_PRESYNAPTIC, ge=1, le=2)
    delay: TimeSpan = parameter(0.5, _DELAY, ge=LEAST_DELAY)


Connection = AlphaConnection | DoubleExponentialConnection


def _mutual_inhibition() -> tuple[Connection, ...]:
    return tuple(
        DoubleExponentialConnection(
            presynaptic=cell, g_max=0.02, tau_rise=0.5, tau_decay=10.0, reversal=-75.0, delay=0.5
        )
        for cell in (1, 2)
    )


@dataclass(frozen=True, kw_only=True)
class PairRequest(Parameters):
    """An experiment on two cells that are coupled by chemical synapses."""

    duration: TimeSpan = parameter(500.0, "length of the run", le=1e6)
    cells: tuple[PairedCell, ...] = parameter(
        (PairedCell(), PairedCell()), "the two cells, which are number 1 and 2", min_items=2, max_items=2
    )
    synapses: tuple[Connection, ...] = parameter(
        _mutual_inhibition(), "synapses between them, in either direction", max_items=MAX_SYNAPSES
    )
    sampling: OutputSampling = parameter(OutputSampling(), "which series are returned, and when")
