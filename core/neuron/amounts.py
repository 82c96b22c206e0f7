"""Amounts in sentences, with the model's units."""

from core.neuron.declaration import Model


class Amounts:
    """Writes amounts for a reader; those of a dimensionless model have no units."""

    def __init__(self, model: Model) -> None:
        self._plain = model.dimensionless

    def place(self, voltage: float) -> str:
        """A voltage to a tenth of a microvolt."""
        return f"{voltage:.4f}" if self._plain else f"{voltage:.4f} mV"

    def _with(self, value: float, unit: str, digits: int) -> str:
        return f"{value:.{digits}g}" if self._plain else f"{value:.{digits}g} {unit}"

    def current(self, value: float, digits: int = 6) -> str:
        """A current density."""
        return self._with(value, "µA/cm²", digits)

    def voltage(self, value: float, digits: int = 4) -> str:
        """A voltage."""
        return self._with(value, "mV", digits)

    def time(self, value: float, digits: int = 4) -> str:
        """A time."""
        return self._with(value, "ms", digits) + (" units of time" if self._plain else "")

    def tempo(self, frequency: float, digits: int = 4) -> str:
        """How fast something repeats, for its frequency [Hz]."""
        if self._plain:
            return f"with a period of {1e3 / frequency:.{digits}g}" if frequency else "without an end"
        return f"at {frequency:.{digits}g} Hz"

    def rate(self, value: float, digits: int = 4) -> str:
        """A rate: per second, or per thousand units of a time that is a plain number."""
        return f"{value:.{digits}g} {'spikes in 1000 units of time' if self._plain else 'Hz'}"


def counted(number: int, thing: str) -> str:
    """A number of things."""
    return f"{number} {thing}{'s' * (number != 1)}"
