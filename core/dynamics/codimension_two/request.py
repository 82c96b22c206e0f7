"""What is asked: two parameters, their ranges, how finely the curves are followed."""

from dataclasses import dataclass

import numpy as np

from core.dynamics.codimension_two.report import ParameterValue
from core.dynamics.parameter_range import parameter_range
from core.dynamics.vector_field import CURRENT, quantity_of
from core.errors import ParameterError
from core.neuron.declaration import Model, Neuron
from core.parameters import Parameters, parameter, require_increasing
from core.quantity import Count, MicroampPerCm2
from core.result import Floats


@dataclass(frozen=True, kw_only=True)
class CodimensionTwoRequest(Parameters):
    """The rectangle of two parameters over which bifurcations of equilibria are followed."""

    free_parameters: tuple[str, ...] = parameter(
        (CURRENT, "c_m"),
        'the two that vary: "current", the applied current density, or parameters of the model',
        min_items=2,
        max_items=2,
    )
    first_range: tuple[ParameterValue, ...] | None = parameter(
        None,
        "lowest and highest value of the first; null: the usual range of the current, of another parameter "
        "half to one and a half times its value, cut at its bounds; wider where the two are the usual ones "
        "of the Morris-Lecar or the Hodgkin-Huxley model",
        min_items=2,
        max_items=2,
    )
    second_range: tuple[ParameterValue, ...] | None = parameter(
        None, "of the second, likewise", min_items=2, max_items=2
    )
    current: MicroampPerCm2 = parameter(
        0.0, "applied current density where it is neither of the two", symbol="I"
    )
    points: Count = parameter(
        50, "points of a curve that runs straight across the rectangle; bends get more", ge=10, le=1000
    )
    cycles: bool = parameter(
        False, "follow curves of folds, doublings and tori of cycles, and homoclinic curves, too"
    )
    regions: bool = parameter(False, "classify the rectangle by behaviour, on a grid of cells, too")

    def __post_init__(self) -> None:
        super().__post_init__()
        first, second = self.free_parameters
        if first == second:
            raise ParameterError("/free_parameters/1", "the two parameters are the same", received=second)
        for name in ("first_range", "second_range"):
            if getattr(self, name) is not None:
                require_increasing(self, name)

    def usual(self, neuron: Neuron) -> dict[str, object]:
        """The fields that a neuron fills in where they are null."""
        first, second = rectangle(neuron, self).tolist()
        return {"first_range": tuple(first), "second_range": tuple(second)}


@dataclass(frozen=True, slots=True)
class _Plane:
    """A second parameter beside the current, with ranges that show points of codimension two."""

    second: str
    ranges: tuple[tuple[float, float], tuple[float, float]]


_USUAL = {
    "morris-lecar": _Plane("v4", ((-50.0, 300.0), (10.0, 45.0))),
    "hodgkin-huxley": _Plane("temperature", ((0.0, 180.0), (0.0, 35.0))),
}


def standard_plane(model: Model) -> dict[str, object]:
    """The two parameters of an empty request: the current and one of the model's."""
    if model.name in _USUAL:
        return {"free_parameters": (CURRENT, _USUAL[model.name].second)}
    conductances = [item.name for item in model.parameters if item.quantity.name == "specific conductance"]
    others = [item.name for item in model.parameters if item.name != model.capacitance]
    return {"free_parameters": (CURRENT, (*conductances, *others, model.capacitance)[0])}


def rectangle(neuron: Neuron, request: CodimensionTwoRequest) -> Floats:
    """Lowest and highest value of the two parameters, shape (2, 2).

    Raises
    ------
    ParameterError
        An unknown parameter, or a value out of its bounds.
    """
    plane = _USUAL.get(neuron.model.name)
    usual = plane is not None and request.free_parameters == (CURRENT, plane.second)
    ranges = []
    for k, (name, which) in enumerate(zip(request.free_parameters, ("first", "second"), strict=True)):
        asked = getattr(request, f"{which}_range")
        if asked is None and usual and plane is not None:
            asked = plane.ranges[k]
        ranges.append(parameter_range(neuron, name, asked, (f"/free_parameters/{k}", f"/{which}_range")))
    return np.array(ranges)


def unit_of(neuron: Neuron, name: str) -> str:
    """Unit of a free parameter; that of a model without units is 1."""
    return "1" if neuron.model.dimensionless else quantity_of(neuron, name, "/free_parameters").unit
