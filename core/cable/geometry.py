"""A uniform cylinder, how far it reaches, and what its ends are joined to."""

import math
from dataclasses import dataclass
from typing import Literal

from core.parameters import Parameters, parameter
from core.quantity import Megaohm, MicrofaradPerCm2, Micrometre, Millivolt, Nanofarad, OhmCm, OhmCm2

CM_PER_MICROMETRE = 1e-4
MEGAOHM_PER_OHM = 1e-6


@dataclass(frozen=True, slots=True)
class Soma:
    """A soma as one compartment: its resistance [MΩ] and its time constant [ms]."""

    resistance: float
    time_constant: float

    @property
    def capacitance(self) -> float:
        """Capacitance [nF]."""
        return self.time_constant / self.resistance


@dataclass(frozen=True, kw_only=True)
class SealedEnd(Parameters):
    """No current leaves through the end."""

    kind: Literal["sealed"] = parameter("sealed", "no current leaves")


@dataclass(frozen=True, kw_only=True)
class KilledEnd(Parameters):
    """The end is open to the bath: it is held at the resting potential."""

    kind: Literal["killed"] = parameter("killed", "short-circuited: held at the resting potential")


@dataclass(frozen=True, kw_only=True)
class VoltageClampedEnd(Parameters):
    """An ideal voltage clamp holds the end."""

    kind: Literal["voltage-clamped"] = parameter("voltage-clamped", "held at a voltage")
    voltage: Millivolt = parameter(meaning="voltage of the clamp, absolute")


@dataclass(frozen=True, kw_only=True)
class LumpedSomaEnd(Parameters):
    """An isopotential soma, by its resistance and capacitance; it rests where the cable does."""

    kind: Literal["lumped-soma"] = parameter("lumped-soma", "a soma by its resistance and capacitance")
    resistance: Megaohm = parameter(100.0, "resistance of the soma", ge=1e-6)
    capacitance: Nanofarad | None = parameter(
        None, "capacitance of the soma; null: that which gives it the cable's time constant", ge=1e-9
    )

    def soma(self, membrane_resistance: float, membrane_capacitance: float) -> Soma:
        """The soma on a cable of these specific constants [Ω·cm², µF/cm²]."""
        if self.capacitance is None:
            return Soma(self.resistance, membrane_resistance * membrane_capacitance / 1000.0)
        return Soma(self.resistance, self.resistance * self.capacitance)


@dataclass(frozen=True, kw_only=True)
class SphericalSomaEnd(Parameters):
    """An isopotential spherical soma, by its diameter."""

    kind: Literal["spherical-soma"] = parameter("spherical-soma", "a soma by its size")
    diameter: Micrometre = parameter(20.0, "diameter of the soma", ge=1e-3, le=1e6)
    membrane_resistance: OhmCm2 | None = parameter(
        None, "specific membrane resistance of the soma; null: that of the cable", ge=1e-3
    )
    membrane_capacitance: MicrofaradPerCm2 | None = parameter(
        None, "specific membrane capacitance of the soma; null: that of the cable", ge=1e-6
    )

    def soma(self, membrane_resistance: float, membrane_capacitance: float) -> Soma:
        """The soma on a cable of these specific constants [Ω·cm², µF/cm²]."""
        specific = self.membrane_resistance or membrane_resistance
        capacitance = self.membrane_capacitance or membrane_capacitance
        area = math.pi * (self.diameter * CM_PER_MICROMETRE) ** 2
        return Soma(specific / area * MEGAOHM_PER_OHM, specific * capacitance / 1000.0)


End = SealedEnd | KilledEnd | VoltageClampedEnd | LumpedSomaEnd | SphericalSomaEnd


@dataclass(frozen=True, kw_only=True)
class InfiniteCable(Parameters):
    """A cable without ends."""

    kind: Literal["infinite"] = parameter("infinite", "no ends")


@dataclass(frozen=True, kw_only=True)
class SemiInfiniteCable(Parameters):
    """A cable with one end, at position 0."""

    kind: Literal["semi-infinite"] = parameter("semi-infinite", "one end")
    left: End = parameter(SealedEnd(), "what the end at position 0 is joined to")


@dataclass(frozen=True, kw_only=True)
class FiniteCable(Parameters):
    """A cable from position 0 to its length."""

    kind: Literal["finite"] = parameter("finite", "two ends")
    length: Micrometre = parameter(1000.0, "length", symbol="l", ge=1e-6)
    left: End = parameter(SealedEnd(), "what the end at position 0 is joined to")
    right: End = parameter(SealedEnd(), "what the end at the full length is joined to")


Geometry = FiniteCable | SemiInfiniteCable | InfiniteCable


@dataclass(frozen=True, kw_only=True)
class Cylinder(Parameters):
    """Diameter and electrical constants of a uniform cable."""

    diameter: Micrometre = parameter(2.0, "diameter", symbol="d", ge=1e-3, le=1e6)
    membrane_resistance: OhmCm2 = parameter(
        20_000.0, "specific membrane resistance", symbol=r"R_\mathrm{m}", ge=1e-3
    )
    axial_resistivity: OhmCm = parameter(
        150.0, "resistivity of the cytoplasm", symbol=r"R_\mathrm{i}", ge=1e-3
    )
    membrane_capacitance: MicrofaradPerCm2 = parameter(
        1.0, "specific membrane capacitance", symbol=r"C_\mathrm{m}", ge=1e-6
    )

    @property
    def length_constant(self) -> float:
        """λ = √(R_m d/4R_i) [µm]."""
        ratio = self.membrane_resistance / self.axial_resistivity
        return math.sqrt(ratio * self.diameter * CM_PER_MICROMETRE / 4.0) / CM_PER_MICROMETRE

    @property
    def time_constant(self) -> float:
        """τ = R_m C_m [ms]."""
        return self.membrane_resistance * self.membrane_capacitance / 1000.0

    @property
    def axial_resistance(self) -> float:
        """Axial resistance per length, 4R_i/πd² [MΩ/µm]."""
        area = math.pi / 4.0 * (self.diameter * CM_PER_MICROMETRE) ** 2
        return self.axial_resistivity / area * CM_PER_MICROMETRE * MEGAOHM_PER_OHM

    @property
    def membrane_length_resistance(self) -> float:
        """Membrane resistance times length, R_m/πd [MΩ·µm]."""
        perimeter = math.pi * self.diameter * CM_PER_MICROMETRE
        return self.membrane_resistance / perimeter / CM_PER_MICROMETRE * MEGAOHM_PER_OHM

    @property
    def semi_infinite_resistance(self) -> float:
        """R_∞ = (2/π) √(R_m R_i) d^{−3/2} [MΩ], the input resistance at the end of a semi-infinite cable."""
        root = math.sqrt(self.membrane_resistance * self.axial_resistivity)
        slender: float = (self.diameter * CM_PER_MICROMETRE) ** -1.5
        return 2.0 / math.pi * root * slender * MEGAOHM_PER_OHM
