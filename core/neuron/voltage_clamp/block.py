"""A neuron with some of its currents blocked in part, as by a drug that binds to the channel."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache

from core.errors import ParameterError
from core.neuron.currents import ConstantFieldCurrent, Current, IonicCurrent
from core.neuron.declaration import Model, Neuron
from core.neuron.expression import ExpressionError


def blocked(neuron: Neuron, block: Mapping[str, float] | None) -> Neuron:
    """The neuron with (1 − fraction) of each of these currents, in the pools that it fills also.

    Parameters
    ----------
    block
        Fractions [1] by the currents' names.

    Raises
    ------
    ParameterError
        The model has no current of that name.
    """
    given = {name: float(fraction) for name, fraction in (block or {}).items()}
    known = tuple(current.name for current in neuron.model.currents)
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise ParameterError(
                f"/block/{name[:40]}",
                f"{neuron.model.name} has no current {name[:40]!r}",
                allowed=", ".join(known),
                hint=f"did you mean {near[0]}?" if near else "",
            )
    if not any(given.values()):
        return neuron
    try:
        model, left = _model(neuron.model, tuple(sorted(given)))
    except ExpressionError as error:
        raise ParameterError(
            "/block", "the expression of a current is too long to be scaled", hint=error.hint
        ) from None
    return Neuron(model, {**neuron.values, **{left[name]: 1.0 - given[name] for name in given}})


@lru_cache(maxsize=32)
def _model(model: Model, names: tuple[str, ...]) -> tuple[Model, Mapping[str, str]]:
    """The model whose currents have a factor each, and the parameters that hold them."""
    taken = {item.name for item in (*model.parameters, *model.gates, *model.dynamic)}
    left = {name: _free(f"unblocked_{name}", taken) for name in names}
    currents = tuple(
        _scaled(current, left[current.name]) if current.name in left else current
        for current in model.currents
    )
    for current in currents:
        _ = current.strength, current.driving  # an expression that has become too long is refused here
    return replace(model, currents=currents), left


def _free(name: str, taken: set[str]) -> str:
    """A name that nothing has."""
    while name in taken:
        name += "_"
    return name


def _scaled(current: IonicCurrent, factor: str) -> IonicCurrent:
    """A current times a parameter."""
    if isinstance(current, Current):
        return replace(current, conductance=f"{factor} * ({current.conductance})")
    if isinstance(current, ConstantFieldCurrent):
        return replace(current, permeability=f"{factor} * ({current.permeability})")
    return replace(current, density=f"{factor} * ({current.density})")
