"""The three standard forms of a rate, with their constants as parameters that a client can vary.

A rate is a size [1/ms] times x/(1 − e^{−x}) (exp-linear), e^{−x} (exponential) or 1/(1 + e^{−x}) (sigmoid),
with x = (V − V₀)/k.
"""

from core.neuron.declaration import Parameter, constant
from core.quantity import Millivolt, PerMillisecond


def rate_constants(
    gate: str, direction: str, form: str, rate: float, midpoint: float, slope: float
) -> tuple[Parameter, ...]:
    """The three constants of one rate: its size, the voltage it is measured from, and its steepness."""
    name, symbol = f"{direction}_{gate}", rf"{{\{direction}_{gate}}}"
    return (
        constant(f"{name}_rate", f"A_{symbol}", PerMillisecond, rate, f"size of {name} ({form})", ge=0.0),
        constant(
            f"{name}_midpoint", f"V_{symbol}", Millivolt, midpoint, f"voltage that {name} is measured from"
        ),
        constant(
            f"{name}_slope", f"k_{symbol}", Millivolt, slope, f"voltage over which {name} changes", ge=0.01
        ),
    )


def exp_linear(name: str, voltage: str = "V") -> str:
    """A x/(1 − e^{−x}) with x = (V − V₀)/k: removable singularity at V₀, where it is A."""
    return f"{name}_rate * linoid(({voltage} - {name}_midpoint) / {name}_slope)"


def falling_exp_linear(name: str, voltage: str = "V") -> str:
    """A x/(e^x − 1) with x = (V − V₀)/k: the exp-linear form that falls with the voltage."""
    return f"{name}_rate * linoid(-({voltage} - {name}_midpoint) / {name}_slope)"


def exponential(name: str, voltage: str = "V") -> str:
    """A e^{−(V − V₀)/k}."""
    return f"{name}_rate * exp(-({voltage} - {name}_midpoint) / {name}_slope)"


def sigmoidal(name: str, voltage: str = "V") -> str:
    """A/(1 + e^{−(V − V₀)/k})."""
    return f"{name}_rate * sigmoid(({voltage} - {name}_midpoint) / {name}_slope)"


def steady_state(alpha: str, beta: str) -> str:
    """α/(α + β), for a gate that is taken to be instantaneous."""
    return f"({alpha}) / (({alpha}) + ({beta}))"
