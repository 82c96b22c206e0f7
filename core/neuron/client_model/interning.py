"""One model for all declarations of one structure, so that what is derived from it is made once."""

from functools import lru_cache

from core.neuron.currents import IonicCurrent
from core.neuron.declaration import Gate, Model, Parameter, Pool, Standard, Variable
from core.quantity import Bounds, Quantity


@lru_cache(maxsize=64)
def interned(  # noqa: PLR0913, PLR0917  # the parts of a model
    name: str,
    capacitance: str,
    parameters: tuple[tuple[str, str, Bounds], ...],
    gates: tuple[Gate, ...],
    currents: tuple[IonicCurrent, ...],
    pools: tuple[Pool, ...],
    variables: tuple[Variable, ...],
    dimensionless: bool,
    threshold: float,
    swing: float,
) -> Model:
    """The one model of this structure; its values are the neuron's."""
    return Model(
        name=name,
        title=name,
        description="declared by the client",
        capacitance=capacitance,
        parameters=tuple(
            Parameter(key, rf"\mathrm{{{key.replace('_', ' ')}}}", Quantity(key, unit, bounds), 0.0, key)
            for key, unit, bounds in parameters
        ),
        gates=gates,
        currents=currents,
        presets=(),
        standard=Standard(
            duration=100.0,
            stimulus=(),
            current=0.0,
            current_range=(0.0, 100.0),
            voltage_range=(-100.0, 60.0),
            spike_threshold=threshold,
            tolerance=1e-5 * swing,
        ),
        references=(),
        pools=pools,
        variables=variables,
        dimensionless=dimensionless,
        swing=swing,
    )
