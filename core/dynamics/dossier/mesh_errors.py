"""Errors of the cycles in the tables, measured on finer meshes."""

from core.dynamics.cycles.branches import Survey
from core.dynamics.cycles.refinement import on_mesh
from core.result import ErrorEstimate

BASIS = "largest difference from a mesh twice as fine, of one cycle in the middle of each branch"


def mesh_errors(found: Survey) -> list[ErrorEstimate]:
    """Errors of the extremes of V [mV] and of the period, as a share of it, of cycles amid the branches."""
    voltages, periods = [0.0], [0.0]
    for branch in found.branches:
        cycle = branch.points[len(branch.points) // 2].cycle
        finer = on_mesh(cycle, 2 * (cycle.mesh.size - 1))
        if finer is not None:
            pairs = zip(cycle.extremes(), finer.extremes(), strict=True)
            voltages += [abs(a - b) for a, b in pairs]
            periods.append(abs(finer.period / cycle.period - 1.0))
    return [
        ErrorEstimate("extremes of cycles", "mV", max(voltages), BASIS),
        ErrorEstimate("period of cycles, relative", "1", max(periods), BASIS),
    ]
