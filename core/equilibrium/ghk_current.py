"""The Goldman-Hodgkin-Katz current of one ion, without its removable singularity."""

from dataclasses import dataclass

import numpy as np

from core.constants import FARADAY, thermal_voltage
from core.equilibrium.nernst import nernst_potential
from core.numerics.bernoulli import bernoulli, bernoulli_slope
from core.result import Floats


@dataclass(frozen=True, slots=True)
class ConstantField:
    """The constant-field equation of one ion.

    With ξ = zFV/RT and B(x) = x/(eˣ − 1), which has no singularity, the Goldman-Hodgkin-Katz equation
    I = P z F ξ (c_in − c_out e^−ξ)/(1 − e^−ξ) reads I = P z F [c_in B(−ξ) − c_out B(ξ)].

    Attributes
    ----------
    valence
        Charge number z.
    inside, outside
        Concentrations [mM].
    permeability
        Permeability [cm/s].
    temperature
        Temperature [°C].
    """

    valence: int
    inside: float
    outside: float
    permeability: float
    temperature: float

    @property
    def scale(self) -> float:
        """P z F, the current density of 1 mM [µA/(cm²·mM)]: (cm/s)(C/mol)(mM) is 1 µA/cm²."""
        return self.permeability * self.valence * FARADAY

    @property
    def reversal(self) -> float | None:
        """Voltage without current [mV]; None where the ion is on one side only."""
        if self.inside == 0.0 or self.outside == 0.0:
            return None
        return nernst_potential(self.valence, self.inside, self.outside, self.temperature)

    # Adding 0 turns a negative zero into a plain one.

    def efflux(self, voltage: Floats) -> Floats:
        """Current of the ions that leave [µA/cm²] at voltages of any shape [mV]."""
        return self.scale * self.inside * bernoulli(-self._xi(voltage)) + 0.0

    def influx(self, voltage: Floats) -> Floats:
        """Current of the ions that enter [µA/cm²] at voltages of any shape [mV]."""
        return -self.scale * self.outside * bernoulli(self._xi(voltage)) + 0.0

    def current(self, voltage: Floats) -> Floats:
        """Current density, positive outward [µA/cm²], at voltages of any shape [mV].

        Near the reversal potential the two fluxes nearly cancel; there the same equation is
        I = P z F c_out B(ξ) (e^(ξ−ξ_E) − 1), which loses no digits.
        """
        direct = self.efflux(voltage) + self.influx(voltage)
        if self.reversal is None:
            return direct
        beyond = self._xi(voltage - self.reversal)
        near = np.abs(beyond) < 1.0
        return np.where(near, -self.influx(voltage) * np.expm1(np.where(near, beyond, 0.0)), direct)

    def slope(self, voltage: Floats) -> Floats:
        """Slope conductance dI/dV [mS/cm²] at voltages of any shape [mV]."""
        xi = self._xi(voltage)
        rise = self.inside * bernoulli_slope(-xi) + self.outside * bernoulli_slope(xi)
        return -self.scale * self._per_millivolt * rise

    def chord(self, voltage: Floats) -> Floats | None:
        """Chord conductance I/(V − E) [mS/cm²], its limit at E; None without a reversal potential."""
        if self.reversal is None:
            return None
        distance = voltage - self.reversal
        at_reversal = distance == 0.0
        chord = self.current(voltage) / np.where(at_reversal, 1.0, distance)
        return np.where(at_reversal, self.slope(voltage), chord)

    def limits(self) -> tuple[float, float]:
        """Slope conductances far above and far below the reversal potential [mS/cm²]."""
        per_millimolar = self.scale * self._per_millivolt
        leaves, enters = per_millimolar * self.inside, per_millimolar * self.outside
        return (leaves, enters) if self.valence > 0 else (enters, leaves)

    @property
    def _per_millivolt(self) -> float:
        return self.valence / thermal_voltage(self.temperature)

    def _xi(self, voltage: Floats) -> Floats:
        return self._per_millivolt * voltage
