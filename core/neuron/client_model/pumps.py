"""What moves ions besides channels: pumps, and the gain of the pools that currents fill."""

from core.constants import FARADAY
from core.errors import ParameterError
from core.neuron.client_model.lifting import FINITE, POSITIVE, Lifted, composed
from core.neuron.client_model.request import PumpDeclaration


def pump_density(pump: PumpDeclaration, lifted: Lifted, pools: frozenset[str], pointer: str) -> str:
    """I_max cⁿ/(cⁿ + Kⁿ) as an expression.

    Raises
    ------
    ParameterError
        There is no such pool, or an expression cannot be read.
    """
    if pump.pool not in pools:
        raise missing(f"{pointer}/pool", "pool", pump.pool, pools)
    maximum = lifted.formula(
        pump.maximum,
        f"i_max_{pump.name}",
        f"{pointer}/maximum",
        demand=(f"the maximum of {pump.name}", FINITE),
    )
    half = lifted.formula(
        pump.half_saturation,
        f"k_{pump.name}",
        f"{pointer}/half_saturation",
        demand=(f"the half saturation of {pump.name}", POSITIVE),
    )
    n, c = pump.exponent, pump.pool
    return composed(f"({maximum}) * {c}^{n} / ({c}^{n} + ({half})^{n})", pointer)


def gain_of(valence: int) -> float:
    """Gain of a shell of 1 µm [mM/ms per µA/cm²]: 1 µA/cm² brings 10 mmol·µm/(l·ms) over z F."""
    return 10.0 / (valence * FARADAY)


def missing(pointer: str, what: str, name: str, known: frozenset[str]) -> ParameterError:
    """The error of a name that nothing has, with those that there are."""
    allowed = ", ".join(sorted(known)) or "none is declared"
    return ParameterError(pointer, f"there is no {what} {name[:40]!r}", received=name[:40], allowed=allowed)
