"""A compartment of one voltage: a passive one by its whole values or by its area, or an excitable cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from core.parameters import Parameters, parameter
from core.quantity import (
    Driven,
    Megaohm,
    MembraneArea,
    MicrofaradPerCm2,
    Millivolt,
    Nanoamp,
    Nanofarad,
    OhmCm2,
    VoltageRate,
    annotated_quantity,
)
from core.stimulus import MAX_STIMULI, Step, Stimulus

CM2_PER_MICROMETRE2 = 1e-8
MEGAOHM_PER_OHM = 1e-6
NANOFARAD_PER_MICROFARAD = 1e3
MICROAMP_PER_NANOAMP = 1e-3

Injected = Annotated[tuple[Stimulus, ...], Driven(annotated_quantity(Nanoamp))]
_INJECTED = "currents injected into it, which add up; positive inward (depolarising)"
_INITIAL = (
    "voltage at time 0; null: at the rest of the whole network, or at the resting potential without one"
)


@dataclass(frozen=True, kw_only=True)
class WholeCompartment(Parameters):
    """A passive compartment by its resistance and its capacitance."""

    kind: Literal["whole-cell"] = parameter("whole-cell", "passive, by the values of the whole compartment")
    resistance: Megaohm | None = parameter(
        100.0, "resistance of its membrane; null: it does not leak", symbol="R", ge=1e-6
    )
    capacitance: Nanofarad = parameter(0.1, "capacitance of its membrane", symbol="C", ge=1e-9)
    resting_potential: Millivolt = parameter(-65.0, "voltage that its leak pulls to", symbol="E")
    initial_voltage: Millivolt | None = parameter(None, _INITIAL, symbol="V_0")
    stimulus: Injected = parameter((), _INJECTED, max_items=MAX_STIMULI)

    @property
    def leak(self) -> float:
        """Conductance of the membrane [µS]."""
        return 0.0 if self.resistance is None else 1.0 / self.resistance

    @property
    def whole_capacitance(self) -> float:
        """Capacitance [nF]."""
        return self.capacitance


@dataclass(frozen=True, kw_only=True)
class AreaCompartment(Parameters):
    """A passive compartment by the area of its membrane."""

    kind: Literal["area"] = parameter("area", "passive, by the area of its membrane")
    membrane_area: MembraneArea = parameter(1000.0, "area of its membrane", symbol="A", ge=1e-6)
    membrane_resistance: OhmCm2 | None = parameter(
        10_000.0, "specific membrane resistance; null: it does not leak", symbol=r"R_\mathrm{m}", ge=1e-3
    )
    membrane_capacitance: MicrofaradPerCm2 = parameter(
        1.0, "specific membrane capacitance", symbol=r"C_\mathrm{m}", ge=1e-6
    )
    resting_potential: Millivolt = parameter(-65.0, "voltage that its leak pulls to", symbol="E")
    initial_voltage: Millivolt | None = parameter(None, _INITIAL, symbol="V_0")
    stimulus: Injected = parameter((), _INJECTED, max_items=MAX_STIMULI)

    @property
    def leak(self) -> float:
        """Conductance of the membrane [µS]."""
        if self.membrane_resistance is None:
            return 0.0
        return self.membrane_area * CM2_PER_MICROMETRE2 / (self.membrane_resistance * MEGAOHM_PER_OHM)

    @property
    def whole_capacitance(self) -> float:
        """Capacitance [nF]."""
        specific = self.membrane_capacitance * NANOFARAD_PER_MICROFARAD
        return specific * self.membrane_area * CM2_PER_MICROMETRE2


@dataclass(frozen=True, kw_only=True)
class ActiveCompartment(Parameters):
    """A cell of one voltage with the channels of a declared model.

    The model is one per area: 1 nA into 1000 µm² is a current of 100 µA/cm², and 1 nS between two such cells
    is 0.1 mS/cm² of either. Of a dimensionless model 1 nA into 100,000 µm² is a current of 1, and 1000 nS a
    conductance of 1.
    """

    kind: Literal["active"] = parameter("active", "excitable, of a declared model")
    membrane_area: MembraneArea = parameter(1000.0, "area of its membrane", symbol="A", ge=1e-6)
    stimulus: Injected = parameter((), _INJECTED, max_items=MAX_STIMULI)
    initial: Mapping[str, float] | None = parameter(
        None,
        "initial voltage [mV] and gates by name; without a voltage at the rest of the whole network, without "
        "one at its own; without a gate its steady state at the initial voltage",
    )
    spike_threshold: Millivolt = parameter(0.0, "a spike is an upward crossing of this voltage")
    derivative_threshold: VoltageRate = parameter(
        10.0,
        "dV/dt at which a spike begins, for the measures that count from there; in models whose spikes are "
        "not of the order of 100 mV, in proportion",
        gt=0.0,
        le=1e6,
    )

    @property
    def density(self) -> float:
        """Current density per current [µA/cm² per nA]."""
        return MICROAMP_PER_NANOAMP / (self.membrane_area * CM2_PER_MICROMETRE2)


Passive = WholeCompartment | AreaCompartment
Compartment = WholeCompartment | AreaCompartment | ActiveCompartment

TWO_ROOMS = (WholeCompartment(stimulus=(Step(amplitude=0.1, onset=10.0),)), WholeCompartment())
"""The textbook's two rooms: equal ones, with a current into the first."""
