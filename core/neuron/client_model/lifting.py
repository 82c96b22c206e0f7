"""Numbers of a declaration as parameters with names of their own, so that each can be varied."""

from core.errors import ParameterError
from core.neuron.client_model.names import Reader
from core.neuron.client_model.request import ModelDeclaration, StandardForm
from core.neuron.currents import TEMPERATURE
from core.neuron.expression import names

_FORMS = {
    "exponential": "{rate} * exp((V - {midpoint}) / {scale})",
    "sigmoid": "{rate} * sigmoid((V - {midpoint}) / {scale})",
    "exp-linear": "{rate} * linoid((V - {midpoint}) / {scale})",
}


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
    """

    def __init__(self, declaration: ModelDeclaration, taken: dict[str, str]) -> None:
        own = {name: float(value) for name, value in (declaration.parameters or {}).items()}
        self.values: dict[str, float] = {**own, TEMPERATURE: float(declaration.temperature)}
        self.units = dict.fromkeys(own, "") | {TEMPERATURE: "°C"}
        self.read: set[str] = set()
        self._taken = taken
        self._reader = Reader(frozenset(own))

    def number(self, value: float, name: str, unit: str = "") -> str:
        """The name of a parameter for a number; another one where the client has taken it."""
        while name in self._taken or name in self.values:
            name += "_"
        self.values[name], self.units[name] = float(value), unit
        return name

    def constant(self, formula: float | str, name: str, pointer: str) -> str:
        """An expression of the parameters: that of a text, the name of a number.

        Raises
        ------
        ParameterError
            The text cannot be read, or reads a name that is no parameter.
        """
        return self.formula(formula, name, pointer, frozenset())

    def formula(self, formula: float | str, name: str, pointer: str, states: frozenset[str]) -> str:
        """An expression of the parameters and some states."""
        if not isinstance(formula, str):
            return self.number(formula, name)
        tree = self._reader.read(formula, pointer, states)
        self.read |= names(tree)
        return formula

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
        return _FORMS[function.form].format(**named)
