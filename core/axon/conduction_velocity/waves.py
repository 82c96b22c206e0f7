"""The waves of an axon at one set of its parameters: the fast one, and the slow one that is its threshold."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.axon.conduction_velocity.brackets import Bracket, Search, narrowed, search
from core.axon.conduction_velocity.course import course
from core.axon.conduction_velocity.form import Form, course_form, orbit_form, spike_count
from core.axon.conduction_velocity.patch import Course
from core.axon.conduction_velocity.shots import Rest
from core.axon.conduction_velocity.start import first_wave
from core.axon.conduction_velocity.wave_field import WaveField
from core.errors import ParameterError
from core.interruption import checkpoint
from core.neuron.declaration import Neuron
from core.neuron.initial import resting_state
from core.numerics.connections.cutting import DISTANCE, recut
from core.numerics.connections.orbit import Connected
from core.numerics.connections.solver import ConnectionSolver
from core.result import Floats

INTERVALS = (100, 200, 400)
"""Of the meshes on which a first wave is tried."""
MANY_STATES = 6
"""With which the last of them is left out."""
MOST_INTERVALS = 1600
MOST_SPIKES = 2
"""Of a wave that is collocated."""
BRACKET = 1e-9
"""Width of log K at which a bracket is narrow enough for a start."""
FINER_TOLERANCE = 1e-10
"""Of the orbits by which the error of a velocity by shooting is measured."""

Kind = Literal["pulse", "front", "train"]
"""What a wave leaves behind: rest, another state of rest, or activity that goes on."""
Trouble = Literal["no rest", "unstable rest", "no wave"]


@dataclass(frozen=True, eq=False, slots=True)
class Wave:
    """A travelling wave.

    Attributes
    ----------
    kind
        What it leaves behind.
    log_k, error
        Log of K [1/ms] and its estimated error.
    spikes
        How many it is made of.
    form
        Its course in time.
    coarse
        By collocation on the mesh from which a finer one was made; None where the wave is known by shooting
        alone.
    form_error
        Largest difference of V between the two meshes [mV]; None without them.
    """

    kind: Kind
    log_k: float
    error: float
    spikes: int
    form: Form
    coarse: Connected | None
    form_error: float | None


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """What was found at one set of parameters.

    Attributes
    ----------
    rest
        None where there is none that is stable.
    search
        What was tried; None without a rest.
    trouble
        Why there is no fast wave; None where there is one.
    """

    rest: Rest | None
    search: Search | None
    fast: Wave | None
    slow: Wave | None
    trouble: Trouble | None


def find_waves(field: WaveField, tolerance: float, *, slow: bool = True) -> Found:
    """The fast and the slow wave of an axon.

    Parameters
    ----------
    tolerance
        Error of log K to aim at.
    slow
        Whether the slow one is wanted.
    """
    state, trouble = stable_rest(field.neuron)
    if state is None:
        return Found(None, None, None, None, trouble)
    rest = Rest(field, state)
    tried = search(rest)
    if not tried.hyperbolic:
        return Found(rest, tried, None, None, "unstable rest")
    first = next((bracket for bracket in tried.brackets if bracket.rising), None)
    if first is None:
        return Found(rest, tried, None, None, "no wave")
    checkpoint()
    second = next((item for item in tried.brackets if not item.rising and item.high <= first.low), None)
    return Found(
        rest,
        tried,
        _wave(rest, first, tolerance),
        _slow_wave(rest, second, tolerance) if slow and second is not None else None,
        None,
    )


def stable_rest(neuron: Neuron) -> tuple[Floats | None, Trouble | None]:
    """The lowest stable equilibrium of a patch, shape (n,), or why there is none."""
    try:
        state, stable = resting_state(neuron)
    except ParameterError:
        return None, "no rest"
    return (state, None) if stable else (None, "unstable rest")


def refined(
    field: WaveField, coarse: Connected, tolerance: float
) -> tuple[Connected, Connected, float] | None:
    """A wave on a mesh, on one of twice as many intervals, and the error of log K by their difference.

    Meshes are made finer until it is below the tolerance.
    """
    intervals = coarse.orbit.mesh.size - 1
    while True:
        checkpoint()
        solver = ConnectionSolver(field, 2 * intervals, np.ones(2))
        finer = solver.at_value(recut(solver, coarse).orbit, 1)
        if finer is None:
            return None
        # Where the orbit is cut off it is wrong by the square of its distance from rest.
        error = abs(float(finer.orbit.values[0] - coarse.orbit.values[0])) + DISTANCE**2
        if error <= tolerance or 2 * intervals >= MOST_INTERVALS:
            return coarse, finer, error
        intervals, coarse = 2 * intervals, finer


def _slow_wave(rest: Rest, bracket: Bracket, tolerance: float) -> Wave | None:
    """The wave in a bracket below the fast one; None where it is none that comes back."""
    wave = _wave(rest, bracket, tolerance)
    return wave if wave.kind != "train" and wave.coarse is not None else None


def _wave(rest: Rest, bracket: Bracket, tolerance: float) -> Wave:
    narrow = narrowed(rest, bracket, BRACKET)
    guess = _course(rest, narrow)
    # Of a burst Newton's method would have to know every spike.
    spikes = spike_count(course_form(guess, rest.field.scale))
    few = len(INTERVALS) - (rest.state.size > MANY_STATES)
    for intervals in INTERVALS[:few] if spikes <= MOST_SPIKES else ():
        solver = ConnectionSolver(rest.field, intervals, np.ones(2))
        found = first_wave(solver, rest, narrow.low, guess)
        both = None if found is None else refined(rest.field, found, tolerance)
        if both is not None:
            coarse, finer, error = both
            form = orbit_form(finer.orbit)
            return Wave(
                "pulse" if finer.orbit.other is None else "front",
                float(finer.orbit.values[0]),
                error,
                spike_count(form),
                form,
                coarse,
                form.difference(orbit_form(coarse.orbit)),
            )
    return _shot_wave(rest, narrow, guess)


def _course(rest: Rest, bracket: Bracket) -> Course:
    tracks = rest.fire(np.array([bracket.low, bracket.high]), recorded=True).tracks
    return course(rest, bracket.low, (tracks[0], tracks[1]))


def _shot_wave(rest: Rest, bracket: Bracket, guess: Course) -> Wave:
    """A wave whose front alone is known: it determines K, as later spikes come too late to change it."""
    log_k, error = shot_log_k(rest, bracket)
    kind: Kind = "train"
    if guess.target is not None:
        back = np.abs((guess.target - rest.state) / rest.field.scale).max() < 1e-6
        kind = "pulse" if back else "front"
    form = course_form(guess, rest.field.scale)
    return Wave(kind, log_k, error, spike_count(form), form, None, None)


def shot_log_k(rest: Rest, bracket: Bracket) -> tuple[float, float]:
    """Log K of the wave in a bracket by shooting alone, and its error.

    The error is the difference to orbits of a hundred times the tolerance.
    """
    coarse = narrowed(rest, bracket)
    width = 1e-6 * max(1.0, abs(coarse.low))
    around = Bracket(coarse.low - width, coarse.high + width, bracket.rising)
    fine = narrowed(rest, around, tolerance=FINER_TOLERANCE)
    return fine.low, abs(fine.low - coarse.low) + fine.high - fine.low
