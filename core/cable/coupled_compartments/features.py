"""Measures of the voltages of coupled compartments, and of how their spikes go together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.neuron.pair.locking import Locking, locking
from core.neuron.spikes.features import SpikingFeatures
from core.parameters import parameter
from core.quantity import Count, Dimensionless, Millisecond, Potential
from core.result import Floats


@dataclass(frozen=True, kw_only=True)
class CompartmentFeatures:
    """Measures of one compartment's voltage."""

    compartment: Count = parameter(meaning="its number; of a spike: of the compartment that fires it")
    highest_voltage: Potential = parameter(meaning="highest voltage of the run")
    highest_time: Millisecond = parameter(meaning="when it is reached")
    lowest_voltage: Potential = parameter(meaning="lowest voltage of the run")
    lowest_time: Millisecond = parameter(meaning="when it is reached")
    end_voltage: Potential = parameter(meaning="voltage at the end of the run")
    spikes: SpikingFeatures | None = parameter(
        meaning="measures of its spikes, as in `simulate`; null of a passive compartment"
    )


@dataclass(frozen=True, kw_only=True)
class CellLocking(Locking):
    """How the spikes of one excitable compartment (cell 2) stand to those of another (cell 1)."""

    first: Count = parameter(meaning="number of the compartment that is called cell 1")
    second: Count = parameter(meaning="number of the compartment that is called cell 2")


@dataclass(frozen=True, kw_only=True)
class CoupledFeatures:
    """Measures of a run of coupled compartments."""

    compartments: tuple[CompartmentFeatures, ...] = parameter(meaning="measures of each compartment")
    locking: tuple[CellLocking, ...] = parameter(
        meaning="how the spikes of every further excitable compartment stand to those of the first"
    )
    synchrony: Dimensionless | None = parameter(
        meaning="variance in time of the mean voltage of the excitable compartments over the mean of their "
        "variances, its root, over the second half of the run: 1 in synchrony (Golomb and Rinzel 1993); "
        "null below two excitable compartments",
        symbol=r"\chi",
    )


def lockings(trains: Sequence[tuple[int, Floats]]) -> tuple[CellLocking, ...]:
    """Locking of the spike trains of compartments (number, times [ms]) to the first."""
    found = []
    for number, times in trains[1:]:
        measures = locking(trains[0][1], times)
        fields = {name: getattr(measures, name) for name in Locking.__dataclass_fields__}
        found.append(CellLocking(first=trains[0][0], second=number, **fields))
    return tuple(found)


def synchrony(times: Floats, voltages: Floats) -> float | None:
    """χ of voltages [mV] at equally spaced times [ms], shape (cells, m), over the second half of the run."""
    late = voltages[:, times >= 0.5 * times[-1]]
    if late.shape[0] < 2 or late.shape[1] < 2:
        return None
    single = float(np.mean(np.var(late, axis=1)))
    return float(np.sqrt(np.var(np.mean(late, axis=0)) / single)) if single > 0.0 else None
