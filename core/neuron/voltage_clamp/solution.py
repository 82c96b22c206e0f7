"""States of a clamped neuron: closed forms where the command is constant, the compiled integrator elsewhere.

At a fixed voltage dx/dt = φ (a − b x) has x(t) = x₀ e^(−φbt) + a (1 − e^(−φbt))/b. Ramps, pools, states that
depend on others and a voltage behind a series resistance are integrated.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import ParameterError
from core.neuron.added_conductance import AddedConductance
from core.neuron.declaration import VOLTAGE, Gate, Model, Neuron, Pool
from core.neuron.expression import Program, names, number, parse, program, substitute
from core.neuron.integrator.membrane import Membrane, membrane
from core.neuron.integrator.workspace import COUNTS
from core.neuron.tables import RANGE, WIDE_RANGE, kinetics
from core.neuron.voltage_clamp.protocol import Piece
from core.result import Floats
from core.waveform import Waveform

if TYPE_CHECKING:
    from core.neuron.integrator.run import Run

ROUGHNESS = 10.0
"""Tolerance of the run that measures the error, in units of the other's."""
STIFF = 30.0
"""Rate [1/ms] at which the clamp charges the membrane past which the stiff method is the cheaper one."""
ROUNDING = 1e-9
"""What a steady state may exceed 1 by."""


@lru_cache(maxsize=64)
def closed_states(model: Model) -> tuple[tuple[int, ...], Program]:
    """Places, among the states, of those whose a and b depend on V alone, and the code of φ a and φ b."""
    fast = {gate.name: gate.steady_state for gate in model.gates if not gate.dynamic}
    others = frozenset(model.states) - {VOLTAGE}
    places, trees = [], []
    for place, state in enumerate(model.dynamic, 1):
        if isinstance(state, Pool):
            continue
        scale = parse(state.scale) if isinstance(state, Gate) else number(1.0)
        rates = [scale * substitute(tree, fast) for tree in (state.inflow, state.turnover)]
        if not any(names(tree) & others for tree in rates):
            places.append(place)
            trees += rates
    return tuple(places), program(trees)


def relaxed(start: Floats, inflow: Floats, turnover: Floats, times: Floats) -> Floats:
    """Solutions of dx/dt = a − b x after times of shape (k,), for n states: shape (n, k)."""
    decay = -np.multiply.outer(turnover, times)
    with np.errstate(invalid="ignore", divide="ignore"):
        grown = np.where(decay != 0.0, np.expm1(decay) / decay, 1.0) * times
    found: Floats = start[:, np.newaxis] * np.exp(decay) + inflow[:, np.newaxis] * grown
    return found


class ClampedNeuron:
    """A neuron whose voltage follows a command, exactly or through a conductance.

    Parameters
    ----------
    neuron
        The neuron.
    conductance
        Conductance of the clamp [mS/cm²]; None: ideal.
    tolerance
        Error to aim at [mV].
    extremes
        Lowest and highest command [mV].
    """

    def __init__(
        self, neuron: Neuron, conductance: float | None, tolerance: float, extremes: tuple[float, float]
    ) -> None:
        self.neuron = neuron
        self.conductance = conductance
        self.places, self._rates = closed_states(neuron.model)
        self.is_closed = conductance is None and len(self.places) == len(neuron.model.dynamic)
        self.counts: NDArray[np.int64] = np.zeros(COUNTS, dtype=np.int64)
        self.is_stiff = False
        self._tolerance = tolerance
        self._span = RANGE if RANGE[0] < extremes[0] and extremes[1] < RANGE[1] else WIDE_RANGE
        self._cells: dict[tuple[float, float], Membrane] = {}
        self._kept: dict[float, tuple[Floats, Floats]] = {}

    def has_closed_form(self, piece: Piece) -> bool:
        """Whether all states have a closed form in a piece."""
        return self.is_closed and piece.first == piece.last

    def after(self, piece: Piece, start: Floats, elapsed: Floats, *, rough: bool = False) -> Floats:
        """States at times [ms] after the begin of a piece, in increasing order, shape (k,): shape (n, k).

        Parameters
        ----------
        start
            The states at the begin, shape (n,).
        rough
            With a looser tolerance.
        """
        states = np.empty((start.size, elapsed.size))
        if not self.has_closed_form(piece):
            states = self._integrated(piece, start, elapsed, rough=rough)
        if self.conductance is None:
            states[0] = piece.command(elapsed)
            if piece.first == piece.last and self.places:
                rows = list(self.places)
                states[rows] = relaxed(start[rows], *self._rates_at(piece.first), elapsed)
        return states

    def _rates_at(self, voltage: float) -> tuple[Floats, Floats]:
        """The terms φ a and φ b [1/ms] of the states with a closed form at a voltage [mV].

        Raises
        ------
        ParameterError
            A rate is negative or not finite there.
        """
        if voltage not in self._kept:
            named = {key: float(value) for key, value in self.neuron.values.items()}
            found = np.array(self._rates(named | {VOLTAGE: float(voltage)}), dtype=np.float64)
            rates = found.reshape(len(self.places), 2)
            for place, (inflow, turnover) in zip(self.places, rates.tolist(), strict=True):
                self._require_meaning(place, inflow, turnover, voltage)
            self._kept[voltage] = (rates[:, 0], rates[:, 1])
        return self._kept[voltage]

    def _require_meaning(self, place: int, inflow: float, turnover: float, voltage: float) -> None:
        state = self.neuron.model.dynamic[place - 1]
        sound = np.isfinite(inflow) and np.isfinite(turnover)
        if isinstance(state, Gate):
            sound = sound and 0.0 <= inflow <= turnover * (1.0 + ROUNDING)
        if not sound:
            raise ParameterError(
                "/segments",
                f"a rate of {state.name} is negative or not finite at V = {voltage:.6g} mV",
                hint="keep the command where the model's rates have a meaning",
            )

    def _integrated(self, piece: Piece, start: Floats, elapsed: Floats, *, rough: bool) -> Floats:
        """The same by the compiled integrator."""
        from core.neuron.integrator import workspace
        from core.neuron.integrator.run import diverged

        run, status = self._advanced(piece, start, elapsed, self._span, rough=rough)
        if status == workspace.OUT_OF_TABLE:
            run, status = self._advanced(piece, start, elapsed, WIDE_RANGE, rough=rough)
            if status == workspace.OUT_OF_TABLE:
                raise diverged(run) if self.conductance is not None else _beyond(float(run.w[workspace.V]))
        self.is_stiff = self.is_stiff or run.task.stiff
        if not rough:
            self.counts += run.count
        return run.samples

    def _advanced(
        self, piece: Piece, start: Floats, elapsed: Floats, span: tuple[float, float], *, rough: bool
    ) -> "tuple[Run, int]":
        """A run to its last sample, and what it ended with."""
        run = self._run(piece, start, elapsed, span, rough=rough)
        return run, run.finish()

    def _run(
        self, piece: Piece, start: Floats, elapsed: Floats, span: tuple[float, float], *, rough: bool
    ) -> "Run":
        from core.neuron.integrator.run import LOCAL_FRACTION, Run

        if span not in self._cells:
            self._cells[span] = membrane(self.neuron, span)
        size = 1.0 if self.conductance is None else self.conductance
        wave = Waveform(
            np.zeros(1), size * np.array([piece.first]), size * np.array([piece.slope]), _NO_WAVES
        )
        run = Run(
            self._cells[span],
            wave,
            start,
            elapsed,
            rows=start.size,
            tolerance=LOCAL_FRACTION * self._tolerance * (ROUGHNESS if rough else 1.0),
            end=piece.duration,
            follow=True,
            conductances=() if self.conductance is None else (_constant(self.conductance),),
            clamped=self.conductance is None,
        )
        if self.conductance is not None and self.conductance * run.cell.inverse_capacitance > STIFF:
            run.go_stiff()
        return run

    def table_error(self) -> float:
        """Relative error of the tabulated rates."""
        return kinetics(self.neuron, self._span).error


def _beyond(voltage: float) -> ParameterError:
    """The error for a command that leaves the widest table."""
    low, high = WIDE_RANGE
    return ParameterError(
        "/segments",
        "the command goes where the rates of the model have no meaning",
        received=voltage,
        allowed=f"{low:g} to {high:g} mV, and every rate finite and not negative",
        hint="ramps, pools and states that depend on others need tabulated rates",
    )


_NO_WAVES = np.zeros((0, 6))


def _constant(conductance: float) -> AddedConductance:
    """A conductance [mS/cm²] to 0 mV."""
    pieces = np.zeros((1, 7))
    pieces[0, 0] = conductance
    return AddedConductance(np.zeros(1), pieces, 0.0)
