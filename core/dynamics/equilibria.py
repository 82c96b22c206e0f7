"""All equilibria of a neuron: the roots of I_ss(V) = I, where I_ss is its steady-state current.

At an equilibrium every gate has its steady state, so that one scalar equation in V is left. Its roots are
found between the extrema of I_ss, where it is monotone, and so none is missed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.dynamics.polynomial_bound import polynomial_bound
from core.errors import ConvergenceError
from core.neuron.declaration import Neuron
from core.neuron.equations import steady_current, steady_curve, steady_function
from core.neuron.expression import evaluate, parse
from core.neuron.layout import layout
from core.numerics.roots import EPSILON, Indices, newton_root, sign_changes
from core.result import Floats

VOLTAGE_LIMIT = 2000.0
"""No equilibrium is looked for beyond ±this voltage [mV]."""
SCAN_STEP = 1.0
"""Widest step [mV] of the first scan; it is halved until derivatives predict the midpoints."""
MARGIN = 0.8640512947
"""Added to either end [mV]; odd, so that no node falls on a round voltage where a rate may read 0/0."""
FLAT = 1e-30
"""Curvature of I_ss [mS/(cm²·mV)] below which an extremum is none."""
WITHOUT_PROOF = 200.0
"""What is searched to either side [mV] where currents are not all ohmic."""
MAX_HALVINGS = 16
MAX_NODES = 60_000


@dataclass(frozen=True, slots=True)
class VoltageRange:
    """Voltages [mV] with no equilibrium outside of them; `proven` is false where that is assumed."""

    low: float
    high: float
    proven: bool


@dataclass(frozen=True, slots=True)
class SteadyCurve:
    """I_ss(V) on an increasing grid, dense enough for its derivatives to predict it between the nodes.

    Attributes
    ----------
    voltage
        Nodes [mV], shape (k,); the extrema of I_ss are among them.
    current, slope
        I_ss [µA/cm²] and I_ss′ [mS/cm²], shape (k,).
    extrema
        Voltages [mV] at which I_ss′ vanishes, shape (m,).
    """

    voltage: Floats
    current: Floats
    slope: Floats
    extrema: Floats


def voltage_range(neuron: Neuron, lowest: float, highest: float) -> VoltageRange:
    """A range of voltages with all equilibria for currents from `lowest` to `highest` [µA/cm²].

    For ohmic currents whose open probabilities lie in [0, 1]: above every reversal no term of I_ss(V) is
    negative, and the leak (the ungated conductance g at its mean reversal E) alone makes I_ss ≥ g (V − E).
    So I_ss(V) = I needs V ≤ E + I/g there; and in the same way V ≥ E + I/g below every reversal. The roots of
    a polynomial I_ss are bounded by its coefficients.
    """
    ohmic, strengths, reversals = _ohmic_currents(neuron)
    if ohmic is None:
        bound = polynomial_bound(neuron, max(abs(lowest), abs(highest)))
        if bound is not None:
            end = min(bound + MARGIN, VOLTAGE_LIMIT)
            return VoltageRange(-end, end, bound < VOLTAGE_LIMIT)
        return VoltageRange(-WITHOUT_PROOF, WITHOUT_PROOF, False)
    conducting = [entry for entry in zip(ohmic, strengths, reversals, strict=True) if entry[1] > 0.0]
    reversals = [reversal for *_, reversal in conducting] or [0.0]
    leaks = [(conductance, reversal) for gated, conductance, reversal in conducting if not gated]
    low, high, proven = min(reversals), max(reversals), True
    leak = sum(conductance for conductance, _ in leaks)
    if leak > 0.0:
        mean = sum(conductance * (reversal / leak) for conductance, reversal in leaks)
        low, high = min(low, mean + lowest / leak), max(high, mean + highest / leak)
    else:
        # Without a leak a current may drive the voltage to where all its gates are shut.
        proven = lowest >= 0.0 >= highest
        low = low if lowest >= 0.0 else -VOLTAGE_LIMIT
        high = high if highest <= 0.0 else VOLTAGE_LIMIT
    low, high = low - MARGIN * (1.0 + 1e-9 * abs(low)), high + MARGIN * (1.0 + 1e-9 * abs(high))
    proven = proven and low >= -VOLTAGE_LIMIT and high <= VOLTAGE_LIMIT
    return VoltageRange(max(low, -VOLTAGE_LIMIT), min(high, VOLTAGE_LIMIT), proven)


def _ohmic_currents(neuron: Neuron) -> tuple[list[bool] | None, list[float], list[float]]:
    """Whether each current is gated, its conductance and reversal; None where one is not of this kind.

    The proof needs currents g Π x (V − E) with an E that no state moves, and gates as their only factors.
    """
    model = neuron.model
    made = layout(model)
    _, *constants = made.constants(neuron.values)
    n = len(model.currents)
    fractions = {gate.name for gate in model.gates}
    simple = all(gate in fractions for current in model.currents for gate, _ in current.gates)
    if not (simple and made.slopes.all()):
        return None, [], []
    gated = [bool(current.gates) for current in model.currents]
    return gated, [float(g) for g in constants[:n]], [float(e) for e in constants[n : 2 * n]]


def resolve_steady_curve(neuron: Neuron, low: float, high: float) -> SteadyCurve:
    """I_ss on a grid from `low` to `high` [mV] that resolves it, with its extrema.

    Nodes are added where the cubics through two nodes' values and derivatives miss the middle: steep gates
    are followed down to steps of 10⁻⁵ mV. Two extrema within one cell show in I_ss″ and are parted by its
    root.

    Raises
    ------
    ConvergenceError
        I_ss is not finite anywhere in the range.
    """
    count = max(int((high - low) / SCAN_STEP), 64) + 2
    voltage, rows = _resolved(neuron, np.linspace(low, high, count))
    inflections = hidden_extrema(voltage, rows)
    if inflections.size:
        turning = _roots_of(neuron, 2, voltage, inflections)
        voltage, rows = _with_nodes(neuron, voltage, rows, turning)
    extrema = _roots_of(neuron, 1, voltage, sign_changes(rows[1]))
    extrema = np.unique(np.concatenate([extrema, voltage[1:-1][rows[1, 1:-1] == 0.0]]))
    if extrema.size:
        # Where nothing conducts I_ss is flat, or a slope of 10⁻⁸⁰ changes its sign: no extremum.
        extrema = extrema[np.abs(steady_curve(neuron, extrema)[2]) > FLAT]
        voltage, rows = _with_nodes(neuron, voltage, rows, extrema)
    return SteadyCurve(voltage, rows[0], rows[1], extrema)


def _roots_of(neuron: Neuron, order: int, voltage: Floats, cells: Indices, level: float = 0.0) -> Floats:
    """V [mV] at which a derivative of I_ss has a value, one in each of some cells of a grid."""
    curve = steady_function(neuron, order + 1)

    def excess(v: float) -> tuple[float, float]:
        *_, value, slope = curve(v)
        return value - level, slope

    return np.array([newton_root(excess, float(voltage[i]), float(voltage[i + 1])) for i in cells])


def hidden_extrema(voltage: Floats, rows: Floats) -> Indices:
    """Cells in which I_ss′ turns towards zero between two values of one sign and may reach it."""
    slope, curvature = rows[1], rows[2]
    sign = np.sign(slope[:-1])
    turns = (sign * curvature[:-1] < 0.0) & (sign * curvature[1:] > 0.0) & (sign == np.sign(slope[1:]))
    step = np.diff(voltage)
    reach = np.minimum(np.abs(curvature[:-1]), np.abs(curvature[1:])) * step
    return np.flatnonzero(turns & (np.minimum(np.abs(slope[:-1]), np.abs(slope[1:])) < 2.0 * reach))


def _with_nodes(neuron: Neuron, voltage: Floats, rows: Floats, more: Floats) -> tuple[Floats, Floats]:
    """The grid with further nodes."""
    merged = np.append(voltage, more)
    rows = np.append(rows, steady_curve(neuron, more), axis=1)
    order = np.unique(merged, return_index=True)[1]
    return merged[order], rows[:, order]


def _resolved(neuron: Neuron, voltage: Floats) -> tuple[Floats, Floats]:
    """Nodes and I_ss, I_ss′, I_ss″ there, refined until the derivatives predict the middle of every cell."""
    rows = steady_curve(neuron, voltage)
    low, high, left, right = voltage[:-1], voltage[1:], rows[:, :-1], rows[:, 1:]
    for _ in range(MAX_HALVINGS):
        middle = 0.5 * (low + high)
        between = steady_curve(neuron, middle)
        wrong = mispredicted(high - low, left, between, right)
        voltage, rows = np.append(voltage, middle), np.append(rows, between, axis=1)
        if not wrong.any() or voltage.size > MAX_NODES:
            break
        low, high = np.append(low[wrong], middle[wrong]), np.append(middle[wrong], high[wrong])
        left, between, right = left[:, wrong], between[:, wrong], right[:, wrong]
        left, right = np.append(left, between, axis=1), np.append(between, right, axis=1)
    # An expression of a client may have a hole (0/0) at a node, or overflow at the far end of the range.
    finite = np.flatnonzero(np.isfinite(rows).all(axis=0))
    if finite.size < 2:
        raise ConvergenceError(
            "the steady-state current is not finite at any voltage", hint="check the rates and the parameters"
        )
    order = finite[np.argsort(voltage[finite], kind="stable")]
    return voltage[order], rows[:, order]


def mispredicted(step: Floats, left: Floats, middle: Floats, right: Floats) -> NDArray[np.bool]:
    """Whether the cubic Hermite interpolants of I_ss and I_ss′ miss their values in the middle."""
    mean = 0.5 * (left + right)
    current = mean[0] + step / 8.0 * (left[1] - right[1])
    slope = mean[1] + step / 8.0 * (left[2] - right[2])
    # A slope that hides between two nodes makes an extremum only if it rivals the visible one.
    size = np.abs(left[1]) + np.abs(right[1]) + 1e-9 * step * (np.abs(left[2]) + np.abs(right[2]))
    with np.errstate(invalid="ignore"):
        missed = (np.abs(middle[1] - slope) > 0.05 * size) | (
            np.abs(middle[0] - current) > 0.02 * step * size + 1e-12 * np.abs(mean[0])
        )
    resolvable: NDArray[np.bool] = missed & np.isfinite(middle).all(axis=0)
    return resolvable


@dataclass(frozen=True, slots=True)
class Equilibria:
    """Equilibria at one current.

    Attributes
    ----------
    voltage
        In increasing order [mV], shape (k,).
    residual
        |I_ss(V) − I| [µA/cm²], shape (k,).
    error
        Estimated absolute error [mV] of each voltage, shape (k,), at most the whole range.
    continuum
        Whether there are besides stretches of voltage on which nothing flows but the current I itself.
    """

    voltage: Floats
    residual: Floats
    error: Floats
    continuum: bool


def solve(neuron: Neuron, curve: SteadyCurve, current: float) -> Equilibria:
    """All V [mV] with I_ss(V) = `current` [µA/cm²] on a resolved curve.

    Between two nodes I_ss is monotone, so a change of sign is one root. An extremum that misses the
    current by less than I_ss is rounded by is a double root. Where I_ss is constant (nothing conducts) its
    equilibria are not isolated, and are left out.
    """
    excess = curve.current - current
    at_extremum = np.searchsorted(curve.voltage, curve.extrema)
    if curve.extrema.size:
        touching = np.abs(excess[at_extremum]) <= rounding(neuron, curve.extrema, current)
        excess[at_extremum[touching]] = 0.0
    cells = sign_changes(excess)
    roots = _roots_of(neuron, 0, curve.voltage, cells, current)
    zero = excess == 0.0
    beside = np.append(False, zero[:-1]) | np.append(zero[1:], False)
    voltage = np.sort(np.concatenate([roots, curve.voltage[zero & ~beside]]))
    return Equilibria(voltage, *_uncertainty(neuron, voltage, current), bool((zero & beside).any()))


def capacitance(neuron: Neuron) -> float:
    """C [µF/cm²], which a model declares as a parameter or as a number."""
    return float(evaluate(parse(neuron.model.capacitance), neuron.values))


def rounding(neuron: Neuron, voltage: Floats, current: float | Floats) -> Floats:
    """A bound on the rounding error of I_ss(V) − I [µA/cm²], shape (k,).

    The terms g Π xᵖ (V − E) are each rounded a few times in their products, in the powers of the gates and
    in their steady states: 16 ulp of the sum of their magnitudes.
    """
    return 16.0 * EPSILON * (steady_current(neuron, voltage)[1] + np.abs(current))


def _uncertainty(neuron: Neuron, voltage: Floats, current: float) -> tuple[Floats, Floats]:
    """Residual, and the error δ of V that the rounding of I_ss allows: |I′| δ + ½ |I″| δ² = δI."""
    value, slope, curvature = steady_curve(neuron, voltage)
    residual = np.abs(value - current)
    slack = rounding(neuron, voltage, current) + residual
    slope, curvature = np.abs(slope), np.abs(curvature)
    root = slope + np.sqrt(slope * slope + 2.0 * curvature * slack)
    error = np.divide(2.0 * slack, root, out=np.full(voltage.shape, np.inf), where=root > 0.0)
    return residual, np.minimum(error, 2.0 * VOLTAGE_LIMIT) + EPSILON * np.abs(voltage)
