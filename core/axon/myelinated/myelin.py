"""What a sheath of myelin does to an axon electrically: an insulator, wound membranes, or measured values."""

import math
from dataclasses import dataclass
from typing import Literal

from core.parameters import Parameters, parameter
from core.quantity import (
    MegaohmMicrometre,
    MicrofaradPerCm2,
    Nanometre,
    OhmCm2,
    PicofaradPerMicrometre,
)

PICOFARAD_PER_MICROMETRE2 = 1e-2
"""1 µF/cm² [pF/µm²]."""
MEGAOHM_MICROMETRE2 = 1e2
"""1 Ω·cm² [MΩ·µm²]."""
MICROMETRE_PER_NANOMETRE = 1e-3


@dataclass(frozen=True)
class Sheath:
    """Capacitance [pF/µm] and conductance [µS/µm] per length between axoplasm and outside."""

    capacitance: float
    conductance: float


BARE_OF_ALL = Sheath(0.0, 0.0)


@dataclass(frozen=True, kw_only=True)
class InsulatingMyelin(Parameters):
    """Myelin that neither leaks nor takes up charge."""

    kind: Literal["insulating"] = parameter("insulating", "neither leaks nor takes up charge")

    def sheath(self, axon_diameter: float, fibre_diameter: float) -> Sheath:  # noqa: ARG002 - as its siblings
        """No capacitance and no conductance, whatever the diameters [µm]."""
        return BARE_OF_ALL

    def turns(self, axon_diameter: float, fibre_diameter: float) -> float | None:  # noqa: ARG002 - likewise
        """Unknown."""
        return None


@dataclass(frozen=True, kw_only=True)
class LayeredMyelin(Parameters):
    """Myelin of wound membranes: two a turn, in series with each other and with the axon's own.

    1/c = ln(D/d)/(π C p) + 1/(π d C) and r = R ln(D/d)/(π p) + R/(π d) for a period p of two membranes: many
    thin cylinders in series are a dielectric of the permittivity C p/2 between cylinders of diameters d and
    D (Rushton 1951). Without a sheath, g = 1, this is the bare axon's membrane.
    """

    kind: Literal["layers"] = parameter("layers", "membranes in series, two for every turn")
    membrane_capacitance: MicrofaradPerCm2 = parameter(
        0.9, "specific capacitance of one membrane", symbol=r"C_\mathrm{my}", ge=1e-6
    )
    membrane_resistance: OhmCm2 = parameter(
        1000.0, "specific resistance of one membrane", symbol=r"R_\mathrm{my}", ge=1e-3
    )
    period: Nanometre = parameter(17.0, "thickness of one turn, two membranes", symbol="p", ge=1.0, le=1000.0)

    def sheath(self, axon_diameter: float, fibre_diameter: float) -> Sheath:
        """Membranes between two diameters [µm], in series."""
        thickness = math.log(fibre_diameter / axon_diameter) / (self.period * MICROMETRE_PER_NANOMETRE)
        # 1/(π d) of one membrane, summed over all of them [1/µm].
        series = (thickness + 1.0 / axon_diameter) / math.pi
        return Sheath(
            self.membrane_capacitance * PICOFARAD_PER_MICROMETRE2 / series,
            1.0 / (self.membrane_resistance * MEGAOHM_MICROMETRE2 * series),
        )

    def turns(self, axon_diameter: float, fibre_diameter: float) -> float | None:
        """How often the myelin is wound between two diameters [µm]."""
        return 0.5 * (fibre_diameter - axon_diameter) / (self.period * MICROMETRE_PER_NANOMETRE)


@dataclass(frozen=True, kw_only=True)
class MeasuredMyelin(Parameters):
    """Myelin by what was measured for one length of a fibre; the same at all diameters."""

    kind: Literal["measured"] = parameter("measured", "by its values per length, whatever the diameters")
    capacitance_per_length: PicofaradPerMicrometre = parameter(
        1.87e-3, "capacitance per length of fibre", symbol=r"c_\mathrm{my}", ge=1e-9, le=1e3
    )
    resistance_times_length: MegaohmMicrometre = parameter(
        1.0 / 5.6e-7, "resistance times length of fibre", symbol=r"r_\mathrm{my}", ge=1.0
    )

    def sheath(self, axon_diameter: float, fibre_diameter: float) -> Sheath:  # noqa: ARG002 - as its siblings
        """As measured."""
        return Sheath(self.capacitance_per_length, 1.0 / self.resistance_times_length)

    def turns(self, axon_diameter: float, fibre_diameter: float) -> float | None:  # noqa: ARG002 - likewise
        """Unknown."""
        return None


Myelin = InsulatingMyelin | LayeredMyelin | MeasuredMyelin
