"""Connecting orbits as a boundary value problem with projections.

On a time T that is finite but long, an orbit u with

    u′ = T F(u, p),   L_s (u(0) − x) = 0,   L_u (u(1) − y) = 0,   ∫⟨u − ū, ū′⟩ = 0

where x(p) and y(p) are the saddles, the same one for a homoclinic orbit, the rows L_s vanish on the unstable
eigenspace of x, L_u on the stable one of y, and ū is an orbit nearby: the orbit leaves and arrives along the
linearised manifolds. At a distance ε from the saddle
these miss the true ones by O(ε²), of which what reaches the middle of the orbit has shrunk further, so that p
is wrong by less than O(ε²). T is such that both distances are about ε.

Beyn (1990) The numerical computation of connecting orbits in dynamical systems. IMA J Numer Anal 10:379-405,
doi:10.1093/imanum/10.3.379; Champneys, Kuznetsov and Sandstede (1996) A numerical toolbox for homoclinic
bifurcation analysis. Int J Bifurcation Chaos 6:867-887, doi:10.1142/S0218127496000485.
"""

import numpy as np

from core.interruption import checkpoint
from core.numerics.collocation.basis import basis
from core.numerics.collocation.closed_system import ClosedSystem
from core.numerics.collocation.criteria import CONVERGED, DEGREE, FIRST_RESIDUAL, LONGEST_CORRECTION
from core.numerics.collocation.system import Border, Solution
from core.numerics.collocation.tangent import Tangent
from core.numerics.connections.field import Field
from core.numerics.connections.orbit import Connected, ConnectingOrbit
from core.result import Floats

MAX_ITERATIONS = 10
LOST_IN_ROUNDING = 1e-6


class ConnectionSolver:
    """Solves for connecting orbits on meshes of one size.

    Parameters
    ----------
    field
        The vector field, with two free parameters.
    units
        A size of each of them that matters, shape (2,).
    """

    def __init__(self, field: Field, intervals: int, units: Floats) -> None:
        self.field, self.intervals, self.units = field, intervals, units
        self.basis = basis(DEGREE)
        self.system = ClosedSystem(field.code, self.basis, intervals)

    def product(self, mesh: Floats, a: Tangent, b: Tangent) -> float:
        """∫⟨u, u⟩ + the products of the parameters: the time does not count, it grows without bound."""
        weights = (np.diff(mesh)[:, None] * self.basis.weights).ravel()
        integral = float(
            weights @ (self._at_gauss_points(a.nodes) * self._at_gauss_points(b.nodes)).sum(axis=1)
        )
        return integral + float((a.values / self.units) @ (b.values / self.units))

    def _at_gauss_points(self, nodes: Floats) -> Floats:
        m = self.basis.degree
        parts = nodes[np.arange(self.intervals)[:, None] * m + np.arange(m + 1)]
        return np.asarray((self.basis.values @ parts).reshape(self.intervals * m, -1))

    def step(self, orbit: ConnectingOrbit, tangent: Tangent, length: float) -> Connected | None:
        """The orbit at a length along the curve in the parameters' plane; None without convergence."""
        guess = orbit.moved(tangent, length)
        if guess is None:
            return None
        return self._newton(guess, orbit, np.append(0.0, tangent.values / self.units**2))

    def at_value(self, guess: ConnectingOrbit, which: int) -> Connected | None:
        """The orbit near a guess at the guess's own value of one parameter."""
        along = np.zeros(3)
        along[1 + which] = 1.0 / self.units[which]
        return self._newton(guess, guess, along)

    def across(self, guess: ConnectingOrbit, direction: Floats) -> Connected | None:
        """The orbit near a guess, its parameters corrected at right angles to a direction, shape (2,)."""
        return self._newton(guess, guess, np.append(0.0, direction / self.units**2))

    def _phase(self, reference: ConnectingOrbit) -> Floats:
        """Coefficients of ∫⟨u, ū′⟩ at the nodes of each interval."""
        self.system.evaluate(reference.nodes, reference.values)
        rates = self.system.field / float(np.abs(self.system.field).max())
        return self.system.row(rates, (np.diff(reference.mesh)[:, None] * self.basis.weights).ravel())

    def _newton(self, guess: ConnectingOrbit, reference: ConnectingOrbit, along: Floats) -> Connected | None:
        """Newton's method, the parameters on a line normal to the last two elements of `along`."""
        row, m = self._phase(reference), self.basis.degree
        parts = np.arange(self.intervals)[:, None] * m + np.arange(m + 1)
        none, nothing = np.zeros_like(row), np.zeros(3)
        same_time = Border(none, np.array([1.0, 0.0, 0.0]), np.zeros(2))
        onwards = Border(none, along, np.array([0.0, 1.0]))
        orbit, steps, previous = guess, np.diff(guess.mesh), np.inf
        for iteration in range(1, MAX_ITERATIONS + 1):
            checkpoint()
            self.system.evaluate(orbit.nodes, orbit.values)
            residual = self.system.assemble(orbit.nodes, steps, float(np.exp(orbit.log_time)))
            if not residual < FIRST_RESIDUAL:
                return None
            self._close(orbit)
            drift = float((row * (orbit.nodes - reference.nodes)[parts]).sum())
            borders = [Border(row, nothing, np.array([-drift, 0.0])), same_time, onwards]
            solution = self.system.solve_closed(borders)
            if solution is None:
                return None
            change = Tangent(solution.nodes[0], float(solution.parameters[0, 0]), solution.parameters[1:, 0])
            size = max(
                float(np.abs(change.nodes).max()),
                abs(change.log_period),
                float(np.abs(change.values / self.units).max()),
            )
            settled = size < CONVERGED or (size < LOST_IN_ROUNDING and size > 0.2 * previous)
            # Also where it is NaN.
            if not settled and not size < min(LONGEST_CORRECTION, 2.0 * previous):
                return None
            moved = orbit.moved(change, 1.0)
            if moved is None:
                return None
            orbit, previous = moved, size
            if settled:
                return self._connected(orbit, solution, iteration)
        return None

    def _close(self, orbit: ConnectingOrbit) -> None:
        """Both projections; their rows turn with p, which matters to second order only as u − x is small."""
        n, saddle, target, closing = orbit.saddle.state.size, orbit.saddle, orbit.target, self.system.closing
        closing[:] = 0.0
        split = n - saddle.unstable
        closing[:split, :n] = saddle.leaving
        closing[split:, n : 2 * n] = target.arriving
        closing[:split, 2 * n + 1 : 2 * n + 3] = -saddle.leaving @ saddle.drift
        closing[split:, 2 * n + 1 : 2 * n + 3] = -target.arriving @ target.drift
        closing[:split, -2] = -saddle.leaving @ (orbit.nodes[0] - saddle.state)
        closing[split:, -2] = -target.arriving @ (orbit.nodes[-1] - target.state)

    def _connected(self, orbit: ConnectingOrbit, solution: Solution, iterations: int) -> Connected:
        direction = Tangent(
            solution.nodes[1].copy(), float(solution.parameters[0, 1]), solution.parameters[1:, 1].copy()
        )
        length = float(np.linalg.norm(direction.values / self.units))
        tangent = Tangent(direction.nodes / length, direction.log_period / length, direction.values / length)
        return Connected(orbit, tangent, iterations)
