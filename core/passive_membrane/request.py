"""What is asked of a passive membrane: a patch by its area, or a whole cell."""

from dataclasses import dataclass
from typing import Annotated, Literal

from core.quantity import (
    Driven,
    Megaohm,
    MicroampPerCm2,
    MicrofaradPerCm2,
    Millisecond,
    Millivolt,
    Nanoamp,
    Nanofarad,
    OhmCm2,
    Parameters,
    annotated_quantity,
    parameter,
)
from core.sampling import OutputSampling
from core.stimulus import MAX_STIMULI, Step, Stimulus

USUAL_SERIES = ("voltage", "stimulus")
ALL_SERIES = (*USUAL_SERIES, "leak_current", "capacitive_current")


@dataclass(frozen=True, kw_only=True)
class _Run(Parameters):
    """What both kinds of membrane share."""

    resting_potential: Millivolt = parameter(-65.0, "voltage without current", symbol="E")
    initial_voltage: Millivolt | None = parameter(
        None, "voltage at time 0; null: the resting potential", symbol="V_0"
    )
    duration: Millisecond = parameter(100.0, "length of the run", gt=0.0)
    sampling: OutputSampling = parameter(OutputSampling(), "which points and series are returned")

    @property
    def initial_deviation(self) -> float:
        """Voltage above rest at time 0 [mV]."""
        return 0.0 if self.initial_voltage is None else self.initial_voltage - self.resting_potential


@dataclass(frozen=True, kw_only=True)
class AreaMembrane(_Run):
    """A membrane by its area: specific resistance and capacitance, current density."""

    basis: Literal["area"] = parameter("area", "everything per area of membrane")
    resistance: OhmCm2 = parameter(10_000.0, "specific membrane resistance", symbol="r", ge=1e-3)
    capacitance: MicrofaradPerCm2 = parameter(1.0, "specific capacitance", symbol="c", ge=1e-6)
    stimulus: Annotated[tuple[Stimulus, ...], Driven(annotated_quantity(MicroampPerCm2))] = parameter(
        (Step(amplitude=1.0, onset=10.0),), "injected current density, a sum", max_items=MAX_STIMULI
    )

    @property
    def time_constant(self) -> float:
        """τ = r c [ms]."""
        return self.resistance * self.capacitance / 1000.0

    @property
    def gain(self) -> float:
        """Steady voltage above rest per current density [mV per µA/cm²]."""
        return self.resistance / 1000.0


@dataclass(frozen=True, kw_only=True)
class WholeCell(_Run):
    """A cell as one compartment: its resistance and capacitance, current."""

    basis: Literal["cell"] = parameter("cell", "the values of the whole cell")
    resistance: Megaohm = parameter(100.0, "input resistance", symbol="R", ge=1e-6)
    capacitance: Nanofarad = parameter(0.1, "capacitance of the cell", symbol="C", ge=1e-9)
    stimulus: Annotated[tuple[Stimulus, ...], Driven(annotated_quantity(Nanoamp))] = parameter(
        (Step(amplitude=0.1, onset=10.0),), "injected current, a sum", max_items=MAX_STIMULI
    )

    @property
    def time_constant(self) -> float:
        """τ = R C [ms]."""
        return self.resistance * self.capacitance

    @property
    def gain(self) -> float:
        """Steady voltage above rest per current [mV per nA]."""
        return self.resistance


PassiveMembrane = AreaMembrane | WholeCell
