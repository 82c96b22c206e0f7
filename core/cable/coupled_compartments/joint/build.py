"""Cells, junctions and currents as the arrays that the kernels read."""

from collections.abc import Sequence

import numpy as np

from core.cable.coupled_compartments.cells import Cell, CellCode, cell_code
from core.cable.coupled_compartments.joint import arrays
from core.cable.coupled_compartments.joint.arrays import Integers, Network, Room
from core.cable.coupled_compartments.junctions import Junction
from core.cable.coupled_compartments.linear_response import Source
from core.neuron.integrator import workspace
from core.result import Floats

FARTHEST = 1000.0
"""Voltage [mV] past which no excitable cell is taken for one, as in the tables of a single neuron."""
FARTHEST_PASSIVE = 1e6


def network(
    cells: Sequence[Cell], junctions: Sequence[Junction], sources: Sequence[Source], thresholds: Floats
) -> Network:
    """The arrays of a network; its registers are written to, so that no two runs at a time share them.

    Parameters
    ----------
    thresholds
        Spikes of the cells cross them upwards [mV]; infinite for cells that have none.

    Raises
    ------
    ParameterError
        The derivatives of a model have too many terms.
    """
    codes = [cell_code(cell.equations) for cell in cells]
    programs = [code.motion for code in codes] + [code.linear for code in codes]
    distinct = list(dict.fromkeys(programs))
    ends = np.cumsum([0, *(program.body.shape[0] for program in distinct)]).tolist()
    registers = np.zeros((len(programs), max(program.registers for program in programs)))
    columns = np.zeros((len(programs) + 1, 6), dtype=np.int64)
    sizes = np.array([cell.size for cell in cells])
    columns[:-1, arrays.SIZE] = np.tile(sizes, 2)
    columns[:-1, arrays.FIRST] = np.tile(np.cumsum(sizes) - sizes, 2)
    columns[1:, arrays.OUTPUTS] = np.cumsum([program.outputs.size for program in programs])
    for k, program in enumerate(programs):
        place = distinct.index(program)
        columns[k, arrays.BEGIN], columns[k, arrays.END] = ends[place : place + 2]
        registers[k, : program.registers] = program.prepared(cells[k % len(cells)].values)
    columns[:, arrays.WAVE] = -1
    for number, source in enumerate(sources):
        columns[list(source.compartments), arrays.WAVE] = number
    limits = [FARTHEST_PASSIVE if cell.neuron is None else FARTHEST for cell in cells]
    ends_and_kinds, characteristics = _junctions(junctions)
    knots, sinusoids, waves = _waves(sources)
    return Network(
        columns,
        np.column_stack([[cell.density for cell in cells], limits, thresholds]),
        np.concatenate([program.body for program in distinct]),
        _outputs(cells, codes),
        registers,
        ends_and_kinds,
        characteristics,
        knots,
        sinusoids,
        waves,
    )


def _outputs(cells: Sequence[Cell], codes: Sequence[CellCode]) -> Integers:
    """Registers of the outputs of all programs; of the elements of Jacobians rows and columns, too."""
    tables = [_table(code.motion.outputs, np.zeros((code.motion.outputs.size, 2))) for code in codes]
    for cell, code in zip(cells, codes, strict=True):
        places = np.zeros((code.linear.outputs.size, 2))
        places[cell.size : -1] = code.entries
        tables.append(_table(code.linear.outputs, places))
    return np.concatenate(tables)


def _table(registers: Integers, places: Floats) -> Integers:
    return np.column_stack([registers, places]).astype(np.int64)


def _junctions(junctions: Sequence[Junction]) -> tuple[Integers, Floats]:
    found = [junction.characteristic for junction in junctions]
    ends = [
        [junction.first - 1, junction.second - 1, each.kind]
        for junction, each in zip(junctions, found, strict=True)
    ]
    return (
        np.array(ends, dtype=np.int64).reshape(-1, 3),
        np.array([each[1:] for each in found], dtype=np.float64).reshape(-1, 4),
    )


def _waves(sources: Sequence[Source]) -> tuple[Floats, Floats, Integers]:
    waves = [source.drive for source in sources]
    knots = [np.array([wave.knots, wave.values, wave.slopes]) for wave in waves]
    ranges = (_ranges([wave.knots.size for wave in waves]), _ranges([len(wave.sinusoids) for wave in waves]))
    return (
        np.concatenate([np.zeros((3, 0)), *knots], axis=1),
        np.concatenate([np.zeros((0, 6)), *(wave.sinusoids for wave in waves)]),
        np.concatenate(ranges, axis=1),
    )


def _ranges(sizes: Sequence[int]) -> Integers:
    """Begin and end of parts that lie one after the other, shape (n, 2)."""
    ends = np.cumsum([0, *sizes])
    return np.column_stack([ends[:-1], ends[1:]]).astype(np.int64)


def room(cells: Sequence[Cell], waves: int) -> Room:
    """Room for a run, with nothing in it."""
    states, count = sum(cell.size for cell in cells), len(cells)
    square = max(count, *(cell.size for cell in cells))
    return Room(
        np.zeros((arrays.ROWS, states)),
        np.zeros((count, arrays.NUMBERS)),
        np.zeros((count, workspace.COUNTS), dtype=np.int64),
        np.zeros(2),
        np.zeros(arrays.PIECES + waves, dtype=np.int64),
        np.zeros((4, max(count + 1, 2), square, square)),
    )
