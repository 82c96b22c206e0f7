"""Trees by compartments, for comparison: from the equations, with nothing of the package but its types."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.linalg import splu

from core.cable.branches import Branch
from core.cable.geometry import KilledEnd, LumpedSomaEnd, SphericalSomaEnd
from core.cable.tree.request import CableTreeRequest

Complexes = NDArray[np.complex128]


def impedances(request: CableTreeRequest, branches: list[Branch], cells: int, frequency: float) -> Complexes:
    """Impedances [MΩ] between the far ends of all branches, the root's near end first, shape (n + 1, n + 1).

    A branch is cut into equal cells, of which the membrane is divided between the nodes at its two ends: the
    error falls with the square of their length. Branches spring from nodes.
    """
    omega = 2e-3 * math.pi * frequency
    nodes: list[NDArray[np.intp]] = []
    count = 1
    rows: list[tuple[int, int, complex]] = []
    for index, branch in enumerate(branches):
        near = (
            0 if branch.parent is None else int(nodes[branch.parent][round(branch.parent_position * cells)])
        )
        nodes.append(np.concatenate([[near], np.arange(count, count + cells)]))
        count += cells
        rows += _branch(request, branch, nodes[index], omega)
        end = branch.end or (request.tip_end if _is_tip(branches, index) else None)
        last = int(nodes[index][-1])
        if isinstance(end, KilledEnd):
            rows.append((last, last, 1e12))
        elif isinstance(end, LumpedSomaEnd):
            rows.append((last, last, _leak(request, 1.0 / end.resistance, omega)))
    root = request.root_end
    if isinstance(root, SphericalSomaEnd):
        area = math.pi * root.diameter**2 * 1e-8
        rows.append((0, 0, _leak(request, area / request.membrane_resistance * 1e6, omega)))
    i, j, values = (np.array(column) for column in zip(*rows, strict=True))
    solver = splu(coo_array((values.astype(np.complex128), (i, j)), shape=(count, count)).tocsc())
    places = [0, *(int(own[-1]) for own in nodes)]
    currents = np.zeros((count, len(places)), dtype=np.complex128)
    currents[places, np.arange(len(places))] = 1.0
    found: Complexes = solver.solve(currents)[places]
    return found


def _is_tip(branches: list[Branch], index: int) -> bool:
    return all(other.parent != index or other.parent_position < 1.0 for other in branches)


def _leak(request: CableTreeRequest, conductance: float, omega: float) -> complex:
    tau = request.membrane_resistance * request.membrane_capacitance / 1000.0
    return conductance * (1.0 + 1j * omega * tau)


def _branch(
    request: CableTreeRequest, branch: Branch, nodes: NDArray[np.intp], omega: float
) -> list[tuple[int, int, complex]]:
    """Entries of the matrix [µS]."""
    resistance = branch.membrane_resistance or request.membrane_resistance
    capacitance = branch.membrane_capacitance or request.membrane_capacitance
    resistivity = branch.axial_resistivity or request.axial_resistivity
    cells = nodes.size - 1
    h = branch.length / cells
    ends = np.linspace(branch.diameter, branch.end_diameter or branch.diameter, 2 * cells + 1)
    slant = math.hypot(0.5 * h, 0.25 * (ends[2] - ends[0]))
    # µm² = 1e-8 cm², S = 1e6 µS; the halves of the cells are true cones.
    half = math.pi * 0.5 * (ends[1:] + ends[:-1]) * slant * 1e-8
    leak = half * 1e6 / resistance * (1.0 + 1e-3j * omega * resistance * capacitance)
    axial = math.pi * ends[:-1:2] * ends[2::2] / (4.0 * resistivity * h) * 1e2
    rows: list[tuple[int, int, complex]] = []
    for k in range(cells):
        a, b = int(nodes[k]), int(nodes[k + 1])
        rows += [(a, a, axial[k] + leak[2 * k]), (b, b, axial[k] + leak[2 * k + 1])]
        rows += [(a, b, -axial[k]), (b, a, -axial[k])]
    return rows
