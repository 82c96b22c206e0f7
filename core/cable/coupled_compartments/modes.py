"""Modes of a linear network: the patterns of voltage that decay without change of shape, and how fast.

C^{−1/2} K C^{−1/2} = Q Λ Qᵀ; the voltages C^{−1/2} q decay as e^{−λt}. The symmetric matrix is F Fᵀ with F =
C^{−1/2} L D^{1/2} from the star-mesh elimination, whose singular values, by one-sided Jacobi rotations, are
known to rounding each: a time constant of a second beside one of a nanosecond keeps its digits (Demmel et al
1999, doi:10.1016/S0024-3795(99)00134-2). A piece of the network of which nothing leaks has a mode with λ = 0,
in which all of it has one voltage.
"""

from dataclasses import dataclass

import numpy as np

from core.cable.coupled_compartments.circuit import Circuit
from core.cable.coupled_compartments.star_mesh import Elimination, eliminate
from core.errors import ConvergenceError
from core.result import Floats


@dataclass(frozen=True, slots=True)
class Modes:
    """Modes of a network, the slowest first.

    Attributes
    ----------
    rates
        λ [1/ms], not negative, increasing, shape (n,).
    shapes
        Voltage of each compartment (row) in each mode (column) [nF^{−1/2}], orthonormal with the weights C,
        shape (n, n).
    resistances
        K⁻¹ [MΩ], shape (n, n), by elimination and not from the modes; infinite within a floating piece, 0
        between pieces.
    """

    rates: Floats
    shapes: Floats
    resistances: Floats

    @property
    def time_constants(self) -> Floats:
        """1/λ [ms], infinite where λ = 0, shape (n,)."""
        with np.errstate(divide="ignore"):
            return 1.0 / self.rates

    def error(self) -> float:
        """Largest relative difference between the resistances of the modes and those by elimination.

        Measured along the diagonals, of compartments from which current leaks.
        """
        direct = self.resistances.diagonal()
        leaking = np.isfinite(direct)
        if not leaking.any():
            return float(np.finfo(np.float64).eps)
        taus = np.where(self.rates > 0.0, self.time_constants, 0.0)
        summed = (self.shapes[leaking] ** 2) @ taus
        return float(np.max(np.abs(summed / direct[leaking] - 1.0)) + np.finfo(np.float64).eps)


def modes(of: Circuit) -> Modes:
    """Modes of a network, piece by piece.

    Raises
    ------
    ConvergenceError
        The rotations do not converge.
    """
    n = of.size
    rates, shapes, resistances = np.zeros(n), np.zeros((n, n)), np.zeros((n, n))
    first = 0
    for piece in range(int(of.pieces.max()) + 1):
        nodes = np.flatnonzero(of.pieces == piece)
        inside = np.ix_(nodes, nodes)
        capacitance = of.capacitance[nodes]
        eliminated = eliminate(of.leak[nodes], of.between[inside], capacitance)
        resistances[inside] = eliminated.resistances()
        columns = slice(first, first + nodes.size)
        rates[columns], shapes[nodes, columns] = _of_piece(eliminated, capacitance)
        first += nodes.size
    order = np.argsort(rates, kind="stable")
    return Modes(rates[order], shapes[:, order], resistances)


def _of_piece(eliminated: Elimination, capacitance: Floats) -> tuple[Floats, Floats]:
    """Rates [1/ms] and shapes of a connected piece."""
    from scipy.linalg.lapack import dgejsv

    order, pivots = eliminated.order, eliminated.pivots
    n, roots = pivots.size, np.sqrt(capacitance)
    floats = pivots[-1] == 0.0
    factor = (np.eye(n) - eliminated.factors) * np.sqrt(pivots) / roots[order][:, np.newaxis]
    rates, q = np.zeros(n), np.zeros((n, n))
    if floats:
        q[:, 0] = roots[order] / np.sqrt(capacitance.sum())
    moving = n - floats
    if moving:
        values, vectors, _, work, _, info = dgejsv(factor[:, :moving], joba=1, jobu=0, jobv=3, jobr=0)
        if info != 0:
            raise ConvergenceError(
                "the modes of this network could not be found",
                hint="bring conductances and capacitances nearer to each other",
            )
        singular = values[::-1] * (work[0] / work[1])
        rates[n - moving :] = singular**2
        q[:, n - moving :] = vectors[:, moving - 1 :: -1]
    shapes = np.empty((n, n))
    shapes[order] = q / roots[order][:, np.newaxis]
    # The sign of a mode means nothing: its largest voltage is positive.
    largest = np.abs(shapes).argmax(axis=0)
    return rates, shapes * np.sign(shapes[largest, np.arange(n)])
