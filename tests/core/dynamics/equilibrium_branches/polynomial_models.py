"""Small polynomial models whose equilibria are known in closed form."""

from core.neuron.declaration import GeneralCurrent, Model, Neuron, Standard, Variable, constant
from core.quantity import Dimensionless
from core.stimulus import Step

_STANDARD = Standard(100.0, (Step(amplitude=1.0),), 0.0, (-1.0, 1.0), (-3.0, 3.0))


def polynomial(current: str, *variables: Variable, coupling: str = "0", **constants: float) -> Neuron:
    """dV/dt = I − current(V) − coupling · x, with constants named in the expressions and variables.

    The first variable is x of the coupling.
    """
    flows = [GeneralCurrent("own", "I_1", "current of V", current)]
    if variables:
        flows.append(GeneralCurrent("other", "I_2", "coupling", coupling, ((variables[0].name, 1),)))
    model = Model(
        name="polynomial",
        title="Polynomial model",
        description="",
        capacitance="1",
        parameters=tuple(constant(key, key, Dimensionless, value, key) for key, value in constants.items()),
        gates=(),
        currents=tuple(flows),
        variables=variables,
        presets=(),
        standard=_STANDARD,
        references=(),
        dimensionless=True,
        swing=4.0,
    )
    return Neuron.of(model)
