"""What is reported of limit cycles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.dynamics.cycles.cycle import Cycle
from core.dynamics.cycles.outcome import Ending, Outcome
from core.dynamics.cycles.phases import (
    PhasedCycle,
    crossing_places,
    first_after_silence,
    turning_places,
)
from core.parameters import parameter
from core.quantity import Count, Dimensionless, Duration, Hertz, MicroampPerCm2, Potential
from core.result import Floats

if TYPE_CHECKING:
    from core.dynamics.cycles.refinement import Refined

COMPARED = 512
"""Phases at which a cycle is compared with that of a coarser mesh."""


@dataclass(frozen=True, slots=True)
class Multiplier:
    """A Floquet multiplier: what a small deviation is multiplied by in a period."""

    real: Dimensionless = parameter(meaning="real part")
    imaginary: Dimensionless = parameter(meaning="imaginary part")
    magnitude: Dimensionless = parameter(meaning="magnitude; below 1 the deviation decays")
    error: Dimensionless = parameter(meaning="estimated error, from a coarser mesh")


@dataclass(frozen=True, slots=True)
class LimitCycle:
    """One limit cycle."""

    name: str = parameter(meaning="name of its curve")
    stable: bool = parameter(meaning="whether every multiplier but the trivial one is smaller than 1")
    summary: str = parameter(meaning="the cycle in a sentence")
    period: Duration = parameter(meaning="period", symbol="T")
    period_error: Duration = parameter(meaning="estimated error of the period, from a coarser mesh")
    frequency: Hertz = parameter(meaning="1/T", symbol="f")
    spikes: Count = parameter(meaning="upward crossings of the spike threshold in a period")
    maxima: Count = parameter(meaning="maxima of V in a period")
    voltage_max: Potential = parameter(meaning="highest voltage")
    time_of_maximum: Duration = parameter(meaning="its time after phase 0")
    voltage_min: Potential = parameter(meaning="lowest voltage")
    time_of_minimum: Duration = parameter(meaning="its time after phase 0")
    voltage_mean: Potential = parameter(meaning="mean of V over the period")
    voltage_error: Potential = parameter(
        meaning="estimated error of V at any phase, from a coarser mesh: a caution, since the error of the "
        "finer one is about a tenth of it"
    )
    multipliers: tuple[Multiplier, ...] = parameter(
        meaning="Floquet multipliers: the trivial one, which is 1, then the others by decreasing magnitude"
    )
    relaxation_time: Duration | None = parameter(
        meaning="time in which the slowest deviation shrinks by e, −T/ln|µ|; null if a deviation grows"
    )
    intervals: Count = parameter(meaning="intervals of the finest mesh")


@dataclass(frozen=True, slots=True)
class SearchRun:
    """A run of the search for stable cycles."""

    start: str = parameter(meaning="where it began")
    ending: Ending = parameter(
        meaning="what it settled on; unresolved: on a period that no mesh allowed carries"
    )
    duration: Duration = parameter(meaning="how long it was")
    final_voltage: Potential | None = parameter(meaning="voltage at its end; null if it is no number")
    cycle: str | None = parameter(meaning="name of the cycle that it settled on")
    period: Duration | None = parameter(meaning="period that an unresolved run shows, by simulation alone")


@dataclass(frozen=True, slots=True)
class LimitCycleReport:
    """The limit cycles at one current."""

    current: MicroampPerCm2 = parameter(meaning="constant injected current density", symbol="I")
    summary: str = parameter(meaning="what was found, in words")
    count: Count = parameter(meaning="number of cycles found")
    stable_count: Count = parameter(meaning="number of stable ones")
    phase_zero: str = parameter(meaning="where on a cycle its phase is 0")
    cycles: tuple[LimitCycle, ...] = parameter(meaning="the cycles, by decreasing swing of V")
    runs: tuple[SearchRun, ...] = parameter(meaning="the runs by which stable cycles were looked for")
    coverage: str = parameter(meaning="what the search can miss")


def with_phase(cycle: Cycle, threshold: float | None) -> PhasedCycle:
    """A cycle whose phase is 0 at its highest V, or where V rises through a threshold [mV] after silence.

    A cycle that does not cross the threshold has its phase 0 at the maximum.
    """
    crossings = np.zeros(0) if threshold is None else crossing_places(cycle, threshold)
    if crossings.size:
        return PhasedCycle(cycle, first_after_silence(crossings))
    maxima = turning_places(cycle)[0]
    return PhasedCycle(cycle, float(maxima[np.argmax(cycle.states(maxima)[:, 0])]))


def orbit_error(entry: "Refined", phased: PhasedCycle, phases: Floats) -> Floats:
    """By how much the coarser mesh differs at equal phases, largest over the phases: shape (n,).

    The phase of the coarser solution is made the same by the mean shift along the orbit.
    """
    fine = phased.states(phases)
    place = (phased.origin + phases) % 1.0
    scale = entry.cycle.field.scale
    difference = (entry.coarser.states(place) - fine) / scale
    values = np.repeat(entry.cycle.values[:, None], phases.size, axis=1)
    rates = np.asarray(entry.cycle.field.rates(np.vstack([fine.T, values])).T / scale)
    late = float((difference * rates).sum() / (rates * rates).sum())
    return np.asarray(np.abs(difference - late * rates).max(axis=0) * scale)


def described(name: str, entry: "Refined", phased: PhasedCycle, threshold: float) -> LimitCycle:
    """A cycle as it is reported."""
    cycle, period = entry.cycle, entry.cycle.period
    maxima, minima = turning_places(cycle)
    tops, bottoms = cycle.states(maxima)[:, 0], cycle.states(minima)[:, 0]
    highest, lowest = int(np.argmax(tops)), int(np.argmin(bottoms))
    spikes = crossing_places(cycle, threshold).size
    leading = float(np.abs(cycle.multipliers[1:]).max(initial=0.0))
    errors = orbit_error(entry, phased, np.linspace(0.0, 1.0, COMPARED, endpoint=False))
    return LimitCycle(
        name=name,
        stable=cycle.stable,
        summary=_summary(cycle, spikes, maxima.size, leading),
        period=period,
        period_error=max(entry.period_error, np.finfo(float).eps * period),
        frequency=1000.0 / period,
        spikes=spikes,
        maxima=maxima.size,
        voltage_max=float(tops[highest]),
        time_of_maximum=phased.phase_of(float(maxima[highest])) % 1.0 * period,
        voltage_min=float(bottoms[lowest]),
        time_of_minimum=phased.phase_of(float(minima[lowest])) * period,
        voltage_mean=float(cycle.mean[0]),
        voltage_error=float(errors[0]),
        multipliers=tuple(
            Multiplier(z.real, z.imag, abs(z), error)
            for z, error in zip(cycle.multipliers.tolist(), entry.multiplier_errors.tolist(), strict=True)
        ),
        relaxation_time=-period / float(np.log(leading)) if 0.0 < leading < 1.0 else None,
        intervals=cycle.mesh.size - 1,
    )


def described_runs(outcomes: Sequence[Outcome], names: Sequence[str]) -> tuple[SearchRun, ...]:
    """The runs of a search, with the names of the cycles that they settled on."""
    return tuple(
        SearchRun(
            start=run.start,
            ending=run.ending,
            duration=run.time,
            final_voltage=float(run.state[0]) if np.isfinite(run.state[0]) else None,
            cycle=None if run.cycle is None else names[run.cycle],
            period=run.period,
        )
        for run in outcomes
    )


def _summary(cycle: Cycle, spikes: int, maxima: int, leading: float) -> str:
    kind = "stable" if cycle.stable else "unstable"
    what = f"{spikes} spikes" if spikes != 1 else "one spike"
    if spikes == 0:
        what = "no spike" + (f" and {maxima} maxima" if maxima > 1 else "")
    return (
        f"{kind} cycle of period {cycle.period:.6g} with {what} in a period; its leading multiplier is "
        f"{leading:.4g}"
    )
