"""The zero of the summed constant-field currents of several ions, and who carries what there."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from core.errors import ParameterError
from core.numerics.bernoulli import bernoulli, log_bernoulli
from core.numerics.logarithm import log_ratio
from core.result import Floats

BALANCED = 1e-12
"""Net currents below this fraction of the one-way fluxes are rounding errors."""


@dataclass(frozen=True, slots=True)
class ZeroCurrent:
    """A zero-current voltage in units of RT/F, its error bound, and the evaluations a search took."""

    u: float
    error: float = 0.0
    evaluations: int | None = None


@dataclass(frozen=True, slots=True)
class PermeableMembrane:
    """Ions and their permeabilities, one row an ion.

    Attributes
    ----------
    valence
        Charge numbers z, none of them 0, shape (n,).
    permeability
        Permeabilities, in any common unit, shape (n,).
    inside, outside
        Concentrations [mM], shape (n,).
    pumped_in
        Whether the pump carries the ion inwards, shape (n,).
    """

    valence: NDArray[np.int_]
    permeability: Floats
    inside: Floats
    outside: Floats
    pumped_in: NDArray[np.bool_]

    # Cations that leave and anions that enter carry charge outward: k P c B(−ku) with k = |z|, u = FV/RT and
    # c the concentration where they come from. The way back is k P c' B(ku).

    @property
    def _k(self) -> Floats:
        return np.abs(self.valence).astype(np.float64)

    @property
    def _outward(self) -> Floats:
        return self._k * self.permeability * np.where(self.valence > 0, self.inside, self.outside)

    @property
    def _inward(self) -> Floats:
        return self._k * self.permeability * np.where(self.valence > 0, self.outside, self.inside)

    def zero_current(self, pump_ratio: float) -> ZeroCurrent:
        """The voltage at which r ΣI(pumped in) + ΣI(others) = 0.

        Parameters
        ----------
        pump_ratio
            Ions the pump carries out for each it carries in, r [1].

        Raises
        ------
        ParameterError
            No ion is permeant, or charge can only flow in one direction.
        """
        weight = np.where(self.pumped_in, pump_ratio, 1.0)
        outward, inward = weight * self._outward, weight * self._inward
        if not self.permeability.any():
            raise ParameterError(
                "/ions", "no ion is permeant", allowed="a permeability > 0 for at least one ion"
            )
        if not outward.any() or not inward.any():
            raise ParameterError(
                "/ions",
                "the permeant ions can carry charge in one direction only, so no finite voltage stops them",
                hint="give at least one permeant ion on the other side too",
            )
        k = self._k[self.permeability > 0.0]
        if k.min() == k.max():
            return ZeroCurrent(log_ratio(float(inward.sum()), float(outward.sum())) / float(k[0]))
        return _balance(self._k, outward, inward)

    def current_shares(self, u: float, pump_ratio: float) -> tuple[tuple[float | None, ...], float | None]:
        """Each ion's current, and the pump's, over the sum of the outward ones; None where nothing flows.

        Parameters
        ----------
        u
            Voltage in units of RT/F.
        pump_ratio
            Ions the pump carries out for each it carries in, r [1]. Its current is (r − 1) ΣI(pumped in).
        """
        out = self._outward * bernoulli(-self._k * u)
        back = self._inward * bernoulli(self._k * u)
        net = out - back
        pump = (pump_ratio - 1.0) * float(net[self.pumped_in].sum())
        total = float(net[net > 0.0].sum()) + max(pump, 0.0)
        if total <= BALANCED * float((out + back).sum()):
            return (None,) * net.size, None
        return tuple(float(current / total) for current in net), pump / total


def _balance(k: Floats, outward: Floats, inward: Floats) -> ZeroCurrent:
    """Root of f(u) = ln Σ outward B(−ku) − ln Σ inward B(ku).

    The slope of f lies between the smallest and the largest k (a single ion's f is the line ku + ln(out/in)),
    so the root lies between −f(0)/k_min and −f(0)/k_max, and |f|/k_min bounds the error of any guess.
    """
    leaves, enters = outward > 0.0, inward > 0.0
    k_out, k_in = k[leaves], k[enters]
    log_out, log_in = np.log(outward[leaves]), np.log(inward[enters])
    flattest = float(min(k_out.min(), k_in.min()))
    steepest = float(max(k_out.max(), k_in.max()))

    def imbalance(u: float) -> float:
        return _log_sum(log_out + log_bernoulli(-k_out * u)) - _log_sum(log_in + log_bernoulli(k_in * u))

    start = imbalance(0.0)
    bounds = sorted((-start / flattest, -start / steepest))
    # Widened by what rounding may cost the two bounds; a start near 0 needs a width of its own.
    margin = 1e-9 * abs(start) + 1e-12
    search: Any
    root, search = brentq(
        imbalance, bounds[0] - margin, bounds[1] + margin, xtol=1e-15, rtol=4e-15, full_output=True
    )
    return ZeroCurrent(float(root), abs(imbalance(root)) / flattest, search.function_calls + 2)


def _log_sum(logarithms: Floats) -> float:
    top = logarithms.max()
    return float(top + np.log(np.exp(logarithms - top).sum()))
