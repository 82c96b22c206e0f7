"""Networks of conductances solved without a subtraction, so that every digit of every resistance is right.

Taking a node out of a network turns the star of conductances around it into a mesh between its neighbours:
w_ij + w_ik w_kj/d_k, and its leak into theirs, g_i + w_ik g_k/d_k, with d_k the sum of what is joined to it.
That is Gaussian elimination of K = diag(g) + Laplacian(w) with every term positive (Grassmann, Taksar and
Heyman 1985, doi:10.1287/opre.33.5.1107): K = L D Lᵀ and K⁻¹ to rounding element by element, however much
larger the couplings are than the leaks.
"""

from dataclasses import dataclass

import numpy as np

from core.interruption import checkpoint
from core.result import Floats, Rows

ROUNDS_BETWEEN_CHECKS = 16


@dataclass(frozen=True, slots=True)
class Elimination:
    """K = L D Lᵀ of a network with its nodes in some order.

    Attributes
    ----------
    order
        Nodes in the order of their elimination, shape (n,).
    factors
        Strict lower triangle of −L, not negative, rows and columns in that order, shape (n, n).
    pivots
        D [µS], shape (n,); the last is zero where nothing leaks.
    """

    order: Rows
    factors: Floats
    pivots: Floats

    def resistances(self) -> Floats:
        """K⁻¹ [MΩ], shape (n, n): voltage at one node per current into another.

        Infinite where nothing leaks.
        """
        n = self.pivots.size
        if self.pivots[-1] == 0.0:
            return np.full((n, n), np.inf)
        # Rows of L⁻¹: all terms are positive.
        inverse = np.eye(n)
        for k in range(n):
            if k % ROUNDS_BETWEEN_CHECKS == 0:
                checkpoint()
            inverse[k] += self.factors[k, :k] @ inverse[:k]
        place = np.argsort(self.order)
        half = (inverse / np.sqrt(self.pivots)[:, np.newaxis])[:, place]
        found: Floats = half.T @ half
        return found


def eliminate(leak: Floats, between: Floats, capacitance: Floats) -> Elimination:
    """Take the nodes of a connected network out, the fastest first.

    Parameters
    ----------
    leak
        Conductance to the outside [µS], shape (n,).
    between
        Conductances between the nodes [µS], symmetric with a zero diagonal, shape (n, n).
    capacitance
        Of the nodes [nF], shape (n,).
    """
    n = leak.size
    leaks, mesh = leak.copy(), between.copy()
    order = np.arange(n)
    factors, pivots = np.zeros((n, n)), np.empty(n)
    left = np.arange(n)
    for k in range(n):
        if k % ROUNDS_BETWEEN_CHECKS == 0:
            checkpoint()
        degrees = leaks[left] + mesh[np.ix_(left, left)].sum(axis=1)
        chosen = int(np.argmax(degrees / capacitance[left]))
        node, pivots[k] = left[chosen], degrees[chosen]
        order[k] = node
        left = np.delete(left, chosen)
        if left.size:
            share = mesh[left, node] / pivots[k]
            factors[left, k] = share
            mesh[np.ix_(left, left)] += np.outer(share, mesh[left, node])
            mesh[left, left] = 0.0
            leaks[left] += share * leaks[node]
    return Elimination(order, factors[order], pivots)
