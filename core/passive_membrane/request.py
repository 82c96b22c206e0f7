"""What is asked of a passive membrane: a patch by its area, or a whole cell."""

from dataclasses import dataclass
from typing import Annotated, Literal

from core.parameters import Parameters, parameter
from core.quantity import (
    Driven,
    Megaohm,
    MicroampPerCm2,
    MicrofaradPerCm2,
    Millivolt,
    Nanoamp,
    Nanofarad,
    OhmCm2,
    TimeSpan,
    annotated_quantity,
)
from core.sampling import OutputSampling
from core.stimulus import MAX_STIMULI, Step, Stimulus

USUAL_SERIES = ("voltage", "stimulus")
ALL_SERIES = (*USUAL_SERIES, "leak_current", "capacitive_current")
STIMULUS_POINTER = "/membrane/stimulus"


@dataclass(frozen=True, kw_only=True)
class AreaMembrane(Parameters):
    """A membrane by its area: specific resistance and capacitance, current density."""

    kind: Literal["area"] = parameter("area", "everything per area of membrane")
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
class WholeCell(Parameters):
    """A cell as one compartment: its resistance and capacitance, current."""

    kind: Literal["whole-cell"] = parameter("whole-cell", "the values of the whole cell")
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


@dataclass(frozen=True, kw_only=True)
class PassiveMembraneRequest(Parameters):
    """A passive membrane under a current; as it stands, a patch of 10 ms under a step of 1 µA/cm²."""

    membrane: AreaMembrane | WholeCell = parameter(AreaMembrane(), "the membrane and its current")
    resting_potential: Millivolt = parameter(-65.0, "voltage without current", symbol="E")
    initial_voltage: Millivolt | None = parameter(
        None, "voltage at time 0; null: the resting potential", symbol="V_0"
    )
    duration: TimeSpan = parameter(100.0, "length of the run")
    sampling: OutputSampling = parameter(OutputSampling(), "which points and series are returned")

    @property
    def initial_deviation(self) -> float:
        """Voltage above rest at time 0 [mV]."""
        return 0.0 if self.initial_voltage is None else self.initial_voltage - self.resting_potential
