"""Curves of the fast and of the slow wave over a parameter of the membrane."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from core.axon.conduction_velocity.along import Along, Begun, Fold, located
from core.axon.conduction_velocity.brackets import search
from core.axon.conduction_velocity.form import orbit_form
from core.axon.conduction_velocity.path import Path, Place, at_value
from core.axon.conduction_velocity.shots import Rest
from core.axon.conduction_velocity.wave_field import WaveField
from core.axon.conduction_velocity.waves import Found, Trouble, shot_log_k, stable_rest
from core.interruption import checkpoint
from core.numerics.connections.cutting import DISTANCE, recut
from core.numerics.connections.orbit import Connected
from core.numerics.connections.solver import ConnectionSolver
from core.result import Floats

SAME = 1e-5
"""Difference of log K within which two waves are one."""
CHECKED = 3
"""Rows of a curve that are computed again on a finer mesh."""
FAST, SLOW = 0, 1

Label = Literal["pulse", "front", "by shooting", "fold", "blocked", "not found"] | Trouble


@dataclass(frozen=True, slots=True)
class Row:
    """A wave of a curve; log K and the highest V [mV] are NaN where there is none, or it is not known."""

    value: float
    label: Label
    log_k: float = np.nan
    highest: float = np.nan


@dataclass(eq=False, slots=True)
class Curves:
    """Both waves over a range.

    Attributes
    ----------
    rows
        Of the fast and of the slow wave, by increasing value.
    folds
        Where the two meet.
    error
        Largest error of log K, by the difference of two meshes, of some rows; None: of none.
    lost
        Values at which a path ended for no reason that is known.
    """

    rows: tuple[list[Row], list[Row]] = field(default_factory=lambda: ([], []))
    folds: list[Fold] = field(default_factory=list)
    error: float | None = None
    lost: list[float] = field(default_factory=list)


@dataclass(frozen=True, eq=False, slots=True)
class _Track:
    """A path, the solver that suits its meshes, and which of the waves it begins with."""

    path: Path
    solver: ConnectionSolver
    first: int

    def at(self, value: float) -> Iterator[tuple[int, Place]]:
        """The waves at a value, each with which it is: at every fold the one becomes the other."""
        for place in at_value(self.solver, self.path, value):
            yield (self.first + place.section) % 2, place


def curves(along: Along, values: Floats, base: Found, *, slow: bool) -> Curves:
    """Both waves at some values of a parameter, in increasing order, shape (k,).

    They are followed from the neuron's own value through the folds. Where a path ends before that, each value
    is looked at by itself, by shooting, which knows the fast wave alone.

    Parameters
    ----------
    base
        What is found at the neuron's own value.
    slow
        Whether the slow one is wanted.
    """
    begun, made = along.begin(base), Curves()
    tracks: list[_Track] = []
    if begun is not None:
        tracks = _tracks(along, begun, FAST, beyond_folds=slow)
        other = None if base.slow is None or not slow else along.begin_at(begun.field, base.slow)
        if other is not None and not _passes(tracks, along.base, float(other.first.orbit.values[0])):
            tracks += _tracks(along, other, SLOW, beyond_folds=True)
        made.folds = [located(begun.field, track.path, fold) for track in tracks for fold in track.path.folds]
        ends = [track.path.places[-1].value for track in tracks if track.path.end in {"lost", "points"}]
        made.lost = [value for value in ends if values[0] < value < values[-1]]
    known: tuple[list[Connected], list[Connected]] = ([], [])
    for value in values.tolist():
        checkpoint()
        found = _fastest(tracks, value)
        for which in (FAST, SLOW) if slow else (FAST,):
            if which in found:
                made.rows[which].append(_row(found[which], value))
                known[which].append(found[which].connected)
            else:
                made.rows[which].append(_missing(along, made.folds, value, which))
    _insert_folds(made, values, slow=slow)
    if begun is not None:
        made.error = _checked(begun.field, known)
    return made


def _tracks(along: Along, begun: Begun, first: int, *, beyond_folds: bool) -> list[_Track]:
    return [
        _Track(along.path(begun, rising=rising, beyond_folds=beyond_folds), begun.solver, first)
        for rising in (True, False)
    ]


def _passes(tracks: Sequence[_Track], value: float, log_k: float) -> bool:
    """Whether a slow wave at a value lies on a path."""
    waves = [place for track in tracks for which, place in track.at(value) if which == SLOW]
    return any(abs(place.log_k - log_k) < SAME for place in waves)


def _fastest(tracks: Sequence[_Track], value: float) -> dict[int, Place]:
    """The fastest of the fast waves at a value, and of the slow ones."""
    found: dict[int, Place] = {}
    for track in tracks:
        for which, place in track.at(value):
            if which not in found or place.log_k > found[which].log_k:
                found[which] = place
    return found


def _row(place: Place, value: float) -> Row:
    orbit = place.connected.orbit
    return Row(
        value, "pulse" if orbit.other is None else "front", place.log_k, orbit_form(orbit).highest_voltage()
    )


def _missing(along: Along, folds: Sequence[Fold], value: float, which: int) -> Row:
    """What there is at a value that no path has come to."""
    if any(fold.excludes(value) for fold in folds):
        return Row(value, "blocked")
    if which == SLOW:
        return Row(value, "not found")
    neuron = along.neuron_at(value)
    state, trouble = stable_rest(neuron)
    if state is None:
        return Row(value, trouble or "no rest")
    rest = Rest(WaveField(neuron, along.parameter), state)
    first = next((bracket for bracket in search(rest).brackets if bracket.rising), None)
    if first is None:
        return Row(value, "no wave")
    return Row(value, "by shooting", shot_log_k(rest, first)[0])


def _insert_folds(made: Curves, values: Floats, *, slow: bool) -> None:
    """Put the folds among the rows, and leave out a slow wave that is nowhere."""
    for fold in made.folds:
        if values[0] <= fold.value <= values[-1]:
            for rows in made.rows if slow else made.rows[:1]:
                rows.append(Row(fold.value, "fold", fold.log_k))
    for rows in made.rows:
        rows.sort(key=lambda row: row.value)
    if not any(np.isfinite(row.log_k) for row in made.rows[SLOW]):
        made.rows[SLOW].clear()


def _checked(field: WaveField, kinds: Sequence[Sequence[Connected]]) -> float | None:
    """Largest error of log K by the difference of two meshes, of some waves of each curve."""
    errors = []
    for items in kinds:
        for place in np.unique(np.linspace(0, len(items) - 1, CHECKED).astype(int)).tolist() if items else ():
            checkpoint()
            orbit = items[place].orbit
            solver = ConnectionSolver(field, 2 * (orbit.mesh.size - 1), np.ones(2))
            finer = solver.at_value(recut(solver, items[place]).orbit, 1)
            if finer is not None:
                errors.append(abs(float(finer.orbit.values[0] - orbit.values[0])) + DISTANCE**2)
    return max(errors, default=None)
