"""Numbers of a declaration as parameters with names of their own, so that each can be varied."""

from dataclasses import dataclass

from core.errors import ParameterError
from core.neuron.client_model.names import Reader
from core.neuron.client_model.request import ModelDeclaration, StandardForm
from core.neuron.currents import TEMPERATURE
from core.neuron.expression import ExpressionError, names, parse
from core.quantity import Bounds

FORMS = {
    "exponential": "{rate} * exp((V - {midpoint}) / {scale})",
    "sigmoid": "{rate} * sigmoid((V - {midpoint}) / {scale})",
    "exp-linear": "{rate} * linoid((V - {midpoint}) / {scale})",
}
"""The standard forms as expressions."""

POSITIVE, NOT_NEGATIVE, FINITE = Bounds(gt=0.0), Bounds(ge=0.0), Bounds()


@dataclass(frozen=True)
class Demand:
    """What the value of an expression must be.

    Attributes
    ----------
    text
        An expression of the parameters and pools.
    pointer
        Where it stands.
    what
        What it is, for the message.
    bounds
        What it must be.
    """

    text: str
    pointer: str
    what: str
    bounds: Bounds


def composed(text: str, pointer: str) -> str:
    """A text put together from a client's expressions.

    Raises
    ------
    ParameterError
        It is longer than an expression may be.
    """
    try:
        parse(text)
    except ExpressionError as error:
        detail = f"what follows from these expressions is too large: {error.detail}"
        raise ParameterError(pointer, detail, hint="write shorter expressions") from None
    return text


class Lifted:
    """The parameters of a client's model: those that it names, and the numbers in its fields.

    Attributes
    ----------
    values
        Value by name.
    units
        Unit by name, "" of those whose unit is that of their use.
    read
        Names that some expression reads.
    demands
        What is to hold of the values.
    """

    def __init__(self, declaration: ModelDeclaration, taken: dict[str, str]) -> None:
        own = {name: float(value) for name, value in (declaration.parameters or {}).items()}
        self.values: dict[str, float] = {**own, TEMPERATURE: float(declaration.temperature)}
        self.units = dict.fromkeys(own, "") | {TEMPERATURE: "°C"}
        self.read: set[str] = set()
        self.demands: list[Demand] = []
        self._taken = taken
        self._reader = Reader(frozenset(own), taken)

    def number(self, value: float, name: str, unit: str = "") -> str:
        """The name of a parameter for a number; another one where the client has taken it."""
        while name in self._taken or name in self.values:
            name += "_"
        self.values[name], self.units[name] = float(value), unit
        return name

    def bounds(self, name: str) -> Bounds:
        """What the value of a parameter must be wherever a field is that parameter and nothing else."""
        found = FINITE
        for demand in self.demands:
            if demand.text.strip() == name:
                found = found.tightened(demand.bounds)
        return found

    def formula(
        self,
        formula: float | str,
        name: str,
        pointer: str,
        states: frozenset[str] = frozenset(),
        demand: tuple[str, Bounds] | None = None,
    ) -> str:
        """An expression of the parameters and some states: that of a text, the name of a number.

        Parameters
        ----------
        formula
            What the client sent.
        name
            Name of the parameter where it is a number.
        pointer
            Where it stands.
        states
            States that it may read.
        demand
            What it is, and the bounds of its value.

        Raises
        ------
        ParameterError
            The text cannot be read, or reads a name that it may not.
        """
        if isinstance(formula, str):
            self.read |= names(self._reader.read(formula, pointer, states))
            text = formula
        else:
            text = self.number(formula, name)
        if demand is not None:
            self.demands.append(Demand(text, pointer, *demand))
        return text

    def function(
        self, function: float | str | StandardForm, name: str, pointer: str, states: frozenset[str]
    ) -> str:
        """A function of V: a number, an expression, or a standard form with parameters of its own."""
        if not isinstance(function, StandardForm):
            return self.formula(function, name, pointer, states)
        if function.scale == 0.0:
            raise ParameterError(
                f"{pointer}/scale", "the scale of a form is not 0", received=0.0, allowed="not 0"
            )
        named = {
            "rate": self.number(function.rate, f"{name}_rate"),
            "midpoint": self.number(function.midpoint, f"{name}_midpoint", "mV"),
            "scale": self.number(function.scale, f"{name}_scale", "mV"),
        }
        return FORMS[function.form].format(**named)
