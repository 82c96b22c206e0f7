"""Arbor on the trees of `benchmarks.cable_problems`: its own `hh` and `pas`, one thread a context.

Its control volumes are our compartments: a boundary at both ends of each, and so an empty volume at a fork.
Its step is implicit Euler, of first order; it has no other.
"""

from typing import Any

import numpy as np

from benchmarks.cable_problems import PROBLEMS, RESTING, CableProblem, Membrane, Site
from benchmarks.peers.worker import Job
from core.result import Floats


def build(threads: int, *, problem: str, setting: float) -> Job:
    """The simulation at a time step [ms], sampled at every step."""
    import arbor

    U = arbor.units
    wanted = PROBLEMS[problem]
    recipe = _recipe(arbor, wanted)
    simulation = arbor.simulation(recipe, arbor.context(threads=threads))
    schedule = arbor.regular_schedule(setting * U.ms)
    handles = [simulation.sample((0, str(number)), schedule) for number in range(len(wanted.recorded))]
    # A little longer, so that the last sample is taken.
    until, step = (wanted.duration + 0.5 * setting) * U.ms, setting * U.ms

    def run() -> Floats:
        simulation.reset()
        simulation.run(until, step)
        traces = [simulation.samples(handle)[0][0] for handle in handles]
        return np.vstack([traces[0][:, 0], *(trace[:, 1] for trace in traces)])

    return run


def _recipe(arbor: Any, problem: CableProblem) -> Any:
    U = arbor.units
    tree = arbor.segment_tree()
    for number, branch in enumerate(problem.branches):
        parent = arbor.mnpos if branch.parent is None else branch.parent
        ends = [
            arbor.mpoint(0.0, float(number), along, branch.diameter / 2.0) for along in (0.0, branch.length)
        ]
        tree.append(parent, *ends, tag=number + 1)
    morphology = arbor.morphology(tree)
    where = _places(morphology, problem)
    decor = arbor.decor()
    decor.set_property(
        Vm=RESTING * U.mV,
        tempK=(problem.temperature + 273.15) * U.Kelvin,
        rL=problem.resistivity * U.Ohm * U.cm,
        cm=0.01 * U.F / U.m2,
    )
    decor.set_ion("na", rev_pot=50.0 * U.mV).set_ion("k", rev_pot=-77.0 * U.mV)
    for number, branch in enumerate(problem.branches):
        decor.paint(f"(tag {number + 1})", _mechanism(arbor, branch.membrane))
    stop = min(problem.stop, 2.0 * problem.duration)
    at = where[problem.stimulated.branch](_middle(problem, problem.stimulated))
    decor.place(at, arbor.i_clamp(0.0 * U.ms, stop * U.ms, problem.amplitude * U.nA))
    ends = [
        where[number](k / branch.compartments)
        for number, branch in enumerate(problem.branches)
        for k in range(branch.compartments + 1)
    ]
    policy = arbor.cv_policy_explicit(f"(join {' '.join(dict.fromkeys(ends))})")
    cell = arbor.cable_cell(morphology, decor, arbor.label_dict(), policy)
    probes = [
        arbor.cable_probe_membrane_voltage(where[site.branch](_middle(problem, site)), str(number))
        for number, site in enumerate(problem.recorded)
    ]

    class Recipe(arbor.recipe):  # type: ignore[misc]
        def num_cells(self) -> int:
            return 1

        def cell_kind(self, _: int) -> Any:
            return arbor.cell_kind.cable

        def cell_description(self, _: int) -> Any:
            return cell

        def probes(self, _: int) -> Any:
            return probes

        def global_properties(self, _: Any) -> Any:
            return arbor.neuron_cable_properties()

    return Recipe()


def _middle(problem: CableProblem, site: Site) -> float:
    return (site.compartment + 0.5) / problem.branches[site.branch].compartments


def _places(morphology: Any, problem: CableProblem) -> dict[int, Any]:
    """Of each branch, what makes a location of a fraction of its length: Arbor joins what does not fork."""
    found = {}
    for number in range(morphology.num_branches):
        ours = [segment.tag - 1 for segment in morphology.branch_segments(number)]
        lengths = [problem.branches[branch].length for branch in ours]
        for k, branch in enumerate(ours):

            def place(
                fraction: float,
                number: int = number,
                before: float = sum(lengths[:k]),
                length: float = lengths[k],
                total: float = sum(lengths),
            ) -> str:
                return f"(location {number} {min((before + fraction * length) / total, 1.0)!r})"

            found[branch] = place
    return found


def _mechanism(arbor: Any, membrane: Membrane) -> Any:
    if not membrane.active:
        return arbor.density(f"pas/e={membrane.E_L}", g=1e-3 * membrane.g_L)
    return arbor.density(
        "hh",
        gnabar=1e-3 * membrane.g_Na,
        gkbar=1e-3 * membrane.g_K,
        gl=1e-3 * membrane.g_L,
        el=membrane.E_L,
    )
