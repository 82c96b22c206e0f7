"""One neuron as the compiled kernels read it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.neuron.layout import Coupling, layout
from core.neuron.tables import RANGE, kinetics
from core.result import Floats

Integers = NDArray[np.int64]


class Coupled(NamedTuple):
    """What depends on more states than V (`core.neuron.layout.Coupling`), with room for its values.

    `code` and `registers` of the machine; `inputs`: numbers of the dynamic states whose values go to the
    registers from 1 on, V to 0; `outputs`: registers of the values and derivatives of each function, shape
    (functions, 1 + 1 + inputs); `dynamic`, `instantaneous`: functions by state, −1 for none; `influx`: −γ of
    the dynamic states by current; `flows` [µA/cm²] and `changes` [µA/cm²/ms] of the currents; partial
    derivatives by the inputs: `rate_partials` of the dynamic states, `function_partials` of the instantaneous
    functions, `flow_partials` of the currents, where V comes first.
    """

    code: Integers
    registers: Floats
    inputs: Integers
    outputs: Integers
    dynamic: Integers
    instantaneous: Integers
    influx: Floats
    flows: Floats
    changes: Floats
    rate_partials: Floats
    function_partials: Floats
    flow_partials: Floats


class Membrane(NamedTuple):
    """One neuron as the kernels read it; not shared between threads, for a coupled one has registers.

    `table` is `Kinetics.coefficients`; `low` [mV], `inverse_cell` [1/mV] and `cells` its grid; `scales` φ of
    the dynamic states and `weights` [mV] of their errors; `conductances` and `reversals` [mV] of the
    currents, whose force is `slopes` times V minus the reversal; `inverse_capacitance` [cm²/µF].
    """

    table: Floats
    low: float
    inverse_cell: float
    cells: int
    dynamic: int
    instantaneous: int
    width: int
    scales: Floats
    weights: Floats
    conductances: Floats
    reversals: Floats
    slopes: Floats
    starts: NDArray[np.uint64]
    factors: NDArray[np.uint64]
    inverse_capacitance: float
    is_coupled: bool
    coupled: Coupled


def membrane(neuron: Neuron, span: tuple[float, float] = RANGE) -> Membrane:
    """A neuron as the kernels read it, its kinetics tabulated over a range of voltages [mV].

    Raises
    ------
    ParameterError
        The parameters make the capacitance 0, or a rate has no meaning.
    """
    model, made, table = neuron.model, layout(neuron.model), kinetics(neuron, span)
    capacitance, *constants = (float(value) for value in made.constants(neuron.values))
    if not capacitance > 0.0:
        raise ParameterError(
            "/parameters", "the capacitance is not positive", received=capacitance, allowed="> 0"
        )
    n = len(model.currents)
    # A driving force that is a function is a factor like a gate: the force beside it is 1.
    reversals = np.where(made.slopes > 0.0, constants[n : 2 * n], -1.0)
    return Membrane(
        table.coefficients,
        table.low,
        1.0 / table.cell,
        table.coefficients.shape[0],
        made.dynamic,
        made.instantaneous,
        made.width,
        np.array(constants[2 * n :]),
        model.swing / np.array(model.typical, dtype=np.float64),
        np.array(constants[:n]),
        reversals,
        made.slopes,
        made.starts,
        made.factors,
        1.0 / capacitance,
        made.coupling is not None,
        _uncoupled() if made.coupling is None else _coupled(neuron, made.coupling),
    )


def _uncoupled() -> Coupled:
    none, table = np.zeros(0, dtype=np.int64), np.zeros((0, 0))
    rows = np.zeros((0, 0), dtype=np.int64)
    return Coupled(
        rows,
        table[0:0].ravel(),
        none,
        rows,
        rows,
        none,
        table,
        table.ravel(),
        table.ravel(),
        table,
        table,
        table,
    )


def _coupled(neuron: Neuron, coupling: Coupling) -> Coupled:
    inputs, currents = len(coupling.states), len(neuron.model.currents)
    dynamic, instantaneous = coupling.dynamic.shape[0], coupling.instantaneous.size
    gains = np.array(coupling.gains(neuron.values), dtype=np.float64)
    return Coupled(
        coupling.code.body,
        coupling.code.prepared(neuron.values),
        np.array(coupling.states, dtype=np.int64),
        coupling.code.outputs.reshape(coupling.functions, 2 + inputs),
        coupling.dynamic,
        coupling.instantaneous,
        -gains[:, np.newaxis] * coupling.carried,
        np.zeros(currents),
        np.zeros(currents),
        np.zeros((dynamic, inputs)),
        np.zeros((instantaneous, inputs)),
        np.zeros((currents, 1 + inputs)),
    )
