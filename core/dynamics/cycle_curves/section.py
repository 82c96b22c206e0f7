"""Branches of cycles across a rectangle: the sections from which curves begin."""

from dataclasses import replace

from core.dynamics.cycles.branch import CycleBranch
from core.dynamics.cycles.branches import Survey
from core.dynamics.dossier.span import Range
from core.dynamics.dossier.survey import survey
from core.dynamics.equilibrium_branches.search import equilibrium_branches
from core.dynamics.vector_field import CURRENT, VectorField
from core.neuron.declaration import Neuron
from core.result import Floats

LONG = 20.0
"""Ratio of periods past which the end of a branch may be a homoclinic orbit that was not recognised."""
SECTION_POINTS = 200
"""Cycles on one branch of a section at most."""


def is_long(branch: CycleBranch) -> bool:
    """Whether the period at an end of a branch is far above its shortest."""
    periods = [point.cycle.period for point in branch.points]
    return max(periods[0], periods[-1]) > LONG * min(periods)


def section(field: VectorField, ranges: Floats, other: float) -> Survey:
    """Branches of cycles in the first parameter at a value of the second."""
    first, second = field.free
    neuron, current = field.neuron, field.current
    if second == CURRENT:
        current = other
    else:
        neuron = Neuron(neuron.model, {**neuron.values, second: other})
    low, high = (float(bound) for bound in ranges[0])
    along = replace(field, neuron=neuron, free=(first,), current=current)
    equilibria = equilibrium_branches(neuron, first, low, high, current=current)
    return survey(
        along,
        equilibria,
        Range(low, high, low, high),
        points=SECTION_POINTS,
        doublings=0,
        announce=lambda _: None,
        announce_special=lambda _: None,
    )
