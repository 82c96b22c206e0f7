"""Equilibria and stable oscillations at every cell of a grid over two parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.dynamics.equilibria import resolve_steady_curve, solve, voltage_range
from core.dynamics.equilibrium_branches.at_values import equilibria_at, has_graph
from core.dynamics.equilibrium_branches.system import System
from core.dynamics.vector_field import CURRENT, VectorField
from core.interruption import checkpoint
from core.neuron.declaration import Neuron
from core.neuron.equations import steady_states
from core.neuron.lanes.point_waveforms import PointWaveforms
from core.neuron.lanes.workspace import SETTLED_CYCLE, SETTLED_REST, STIFF
from core.result import Floats

Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

KICK, DROP, NUDGE = 0.5, -0.4, 0.02
"""Added to V at equilibria, as shares of a spike: to stable ones the first two, to unstable ones the last."""
DURATION, LONGEST = 8.0, 4000.0
"""Of a run, in standard durations of the model, and at most [ms]; most end sooner, at rest or on a cycle."""
TOGETHER = 64
"""Runs after which it is looked how much work is left."""
MOST_STEPS, STIFF_STEP = 20_000_000, 5
"""Steps of all runs together, some seconds' work, and how much one of the stiff method counts; cells that are
left then are told by their equilibria alone."""
GOLDEN = 0.6180339887498949
LATE = 0.8
"""Share of a run after which a spike counts as lasting firing, where no period is recognised."""
AT_REST = 0.02
"""Distance, in scaled states, from a stable equilibrium within which a run is still decaying."""


@dataclass(frozen=True, eq=False, slots=True)
class CellEquilibria:
    """Equilibria of all cells, by cell.

    Attributes
    ----------
    z
        States and both parameters, shape (n + 2, k).
    cell
        To which cell each belongs, shape (k,).
    stable
        Shape (k,).
    """

    z: Floats
    cell: Indices
    stable: Flags


def cell_equilibria(field: VectorField, columns: Floats, rows: Floats) -> CellEquilibria:
    """All equilibria at the values of the first parameter (columns) and of the second (rows).

    Cells are numbered along the rows.
    """
    found, cells = [], []
    for number, value in enumerate(rows.tolist()):
        checkpoint()
        row = _with_second(field, value)
        z = _in_row(row, columns)
        found.append(np.vstack([z, np.full(z.shape[1], value)]))
        nearest = np.abs(z[-1][:, None] - columns).argmin(axis=1)
        cells.append(number * columns.size + nearest)
    z = np.hstack(found)
    jacobian = field.jacobian(z)[:, :, : len(field.states)]
    growth = np.full(z.shape[1], np.inf)
    usable = np.isfinite(jacobian).all(axis=(1, 2))
    growth[usable] = np.linalg.eigvals(jacobian[usable]).real.max(axis=1)
    return CellEquilibria(z, np.concatenate(cells), growth < 0.0)


def _with_second(field: VectorField, value: float) -> VectorField:
    """The field with its first parameter alone, at a value of the second."""
    first, second = field.free
    if second == CURRENT:
        return replace(field, free=(first,), current=value)
    return replace(
        field, free=(first,), neuron=Neuron(field.neuron.model, {**field.neuron.values, second: value})
    )


def _in_row(field: VectorField, columns: Floats) -> Floats:
    """States and the parameter of all equilibria at its values, shape (n + 1, k)."""
    low, high = float(columns[0]), float(columns[-1])
    system = System(field, max(high - low, 1e-300))
    if field.free[0] != CURRENT or not has_graph(system, columns):
        return equilibria_at(system, columns).z
    span = voltage_range(field.neuron, low, high)
    curve = resolve_steady_curve(field.neuron, span.low, span.high)
    voltages = [solve(field.neuron, curve, current).voltage for current in columns.tolist()]
    currents = np.repeat(columns, [each.size for each in voltages])
    return np.vstack([steady_states(field.neuron, np.concatenate(voltages)), currents])


@dataclass(slots=True)
class Oscillations:
    """Which cells have a stable oscillation, as far as runs have shown.

    Attributes
    ----------
    found
        Shape (cells,).
    states
        A state on the oscillation, shape (n, cells); NaN where there is none.
    resting
        Whether a run came to rest, shape (cells,).
    runs, steps
        How many were made, and their steps.
    dropped
        Runs that were left out for want of steps.
    """

    field: VectorField
    columns: Floats
    rows: Floats
    equilibria: CellEquilibria
    found: Flags
    states: Floats
    resting: Flags
    runs: int = 0
    steps: int = 0
    dropped: int = 0

    def search(self) -> None:
        """Run from beside every equilibrium, then from neighbours' oscillations until none spreads."""
        self._run(*self._beside_equilibria())
        tried = np.zeros((self.found.size, 4), dtype=np.bool_)
        for _ in range(self.columns.size + self.rows.size):
            cells, from_cells = self._beside_oscillations(tried)
            if not cells.size:
                break
            checkpoint()
            self._run(cells, self.states[:, from_cells])

    def _beside_equilibria(self) -> tuple[Indices, Floats]:
        n, swing = len(self.field.states), self.field.scale[0]
        made = self.equilibria
        stable = made.stable
        groups = [(stable, KICK), (stable, DROP), (~stable, NUDGE), (~stable, -NUDGE)]
        states, cells = [], []
        for chosen, shift in groups:
            start = made.z[:n, chosen].copy()
            start[0] += shift * swing
            states.append(start)
            cells.append(made.cell[chosen])
        return np.concatenate(cells), np.hstack(states)

    def _beside_oscillations(self, tried: Flags) -> tuple[Indices, Indices]:
        """Cells without an oscillation beside ones that have one, each pair of neighbours once."""
        width, height = self.columns.size, self.rows.size
        has = self.found.reshape(height, width)
        cells: list[int] = []
        sources: list[int] = []
        for number, (up, right) in enumerate(((0, 1), (0, -1), (1, 0), (-1, 0))):
            for i in range(max(-up, 0), height - max(up, 0)):
                for j in range(max(-right, 0), width - max(right, 0)):
                    cell, source = i * width + j, (i + up) * width + j + right
                    if not has[i, j] and has[i + up, j + right] and not tried[cell, number]:
                        tried[cell, number] = True
                        cells.append(cell)
                        sources.append(source)
        return np.array(cells, dtype=np.intp), np.array(sources, dtype=np.intp)

    def _run(self, cells: Indices, states: Floats) -> None:
        """Run from some states at the parameters of some cells, as long as there are steps left."""
        # Spread over the grid, so that what is left out at the end is, too.
        order = np.argsort(np.arange(cells.size) * GOLDEN % 1.0, kind="stable")
        cells, states = cells[order], states[:, order]
        for begin in range(0, cells.size, TOGETHER):
            checkpoint()
            if self.steps > MOST_STEPS:
                self.dropped += cells.size - begin
                return
            part = slice(begin, begin + TOGETHER)
            self._run_together(cells[part], states[:, part])

    def _run_together(self, cells: Indices, states: Floats) -> None:
        """Run, and note what the runs settle on."""
        from core.neuron.lanes.runs import run_points

        model = self.field.neuron.model
        values, current = self._parameters(cells)
        duration = min(DURATION * model.standard.duration, LONGEST)
        outcome = run_points(
            model,
            values,
            _constant(current),
            np.ascontiguousarray(states),
            duration,
            threshold=model.standard.spike_threshold,
        )
        self.runs += cells.size
        self.steps += int((outcome.trials * np.where(outcome.status == STIFF, STIFF_STEP, 1)).sum())
        firing = (outcome.spike_count > 2) & (outcome.last_spike_time > LATE * duration)
        cyclic = (outcome.status == SETTLED_CYCLE) | ((outcome.status != SETTLED_REST) & firing)
        for run in np.flatnonzero(cyclic | (outcome.status == SETTLED_REST)).tolist():
            cell = int(cells[run])
            state = outcome.final_state[:, run]
            if not np.isfinite(state).all():
                continue
            if not cyclic[run] or self._decaying(cell, state):
                self.resting[cell] = True
            elif not self.found[cell]:
                self.found[cell] = True
                self.states[:, cell] = state

    def _decaying(self, cell: int, state: Floats) -> bool:
        """Whether a state is next to a stable equilibrium of its cell."""
        made, n = self.equilibria, state.size
        here = made.z[:n, (made.cell == cell) & made.stable]
        away = np.abs((here - state[:, None]) / self.field.scale[:, None]).max(axis=0, initial=0.0)
        return bool((away < AT_REST).any()) if here.shape[1] else False

    def _parameters(self, cells: Indices) -> tuple[Mapping[str, float | Floats], Floats]:
        """Values of the model's parameters, and the applied current [µA/cm²], shape (k,)."""
        width = self.columns.size
        own = dict(
            zip(self.field.free, (self.columns[cells % width], self.rows[cells // width]), strict=True)
        )
        current = own.pop(CURRENT, np.full(cells.size, self.field.current))
        values: dict[str, float | Floats] = dict(self.field.neuron.values)
        values.update(own)
        return values, current


def oscillations(
    field: VectorField, columns: Floats, rows: Floats, equilibria: CellEquilibria
) -> Oscillations:
    """The stable oscillations of all cells.

    Those are missed whose basin holds none of the states from which runs begin.
    """
    count = columns.size * rows.size
    none = np.zeros(count, dtype=np.bool_)
    states = np.full((len(field.states), count), np.nan)
    made = Oscillations(field, columns, rows, equilibria, none, states, none.copy())
    made.search()
    return made


def _constant(current: Floats) -> PointWaveforms:
    count = current.size
    nothing = np.zeros((count, 1))
    return PointWaveforms(nothing, current[:, None].copy(), nothing, np.zeros((count, 0, 6)))
