"""Where the steady-state current of many neurons changes its sign (compiled)."""

import numpy as np

from core.neuron.lanes.workspace import Integers
from core.numerics.compilation import kernel
from core.numerics.lane_machine import run_lanes
from core.numerics.lane_vector import LANES
from core.result import Floats


@kernel
def sign_changes_of_points(
    prologue: Integers,
    body: Integers,
    output: int,
    registers: Floats,
    varied: Integers,
    parameters: Floats,
    voltages: Floats,
    found: Integers,
) -> None:
    """Find the cells of a grid of voltages in which a current changes its sign.

    Parameters
    ----------
    prologue, body, output
        Code of the current, of the voltage in register 0, and the register of its value.
    registers
        Shape (m, LANES); the lanes carry voltages.
    varied
        Registers of the parameters that differ between points, shape (k,).
    parameters
        Their values, shape (k, points).
    voltages
        The grid [mV].
    found
        Room for the first cells of each point, shape (points, c), filled with −1.
    """
    for point in range(found.shape[0]):
        for i in range(varied.size):
            for lane in range(LANES):
                registers[varied[i], lane] = parameters[i, point]
        run_lanes(prologue, registers)
        count, before = 0, np.nan
        for start in range(0, voltages.size, LANES):
            for lane in range(LANES):
                registers[0, lane] = voltages[min(start + lane, voltages.size - 1)]
            run_lanes(body, registers)
            for lane in range(LANES):
                value = registers[output, lane]
                if before * value < 0.0 and count < found.shape[1]:
                    found[point, count] = start + lane - 1
                    count += 1
                before = value
            if count == found.shape[1]:
                break
