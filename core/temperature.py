"""Doubts about a temperature that is allowed but unlikely."""

from core.constants import ZERO_CELSIUS
from core.result import Notice

LOOKS_LIKE_KELVIN = 100.0
"""Above this [°C] nothing excitable lives; 293 is far more often kelvin."""


def kelvin_hint(celsius: float) -> str | None:
    """What to say of a temperature [°C] that was probably meant in kelvin; None where it was not."""
    if celsius < LOOKS_LIKE_KELVIN:
        return None
    return f"if it was meant in kelvin, send {celsius - ZERO_CELSIUS:.6g} instead"


def temperature_notices(celsius: float, pointer: str = "/temperature") -> tuple[Notice, ...]:
    """Warn when a temperature [°C] was probably meant in kelvin.

    Parameters
    ----------
    celsius
        The temperature [°C].
    pointer
        JSON pointer of the field that holds it.
    """
    hint = kelvin_hint(celsius)
    if hint is None:
        return ()
    detail = f"{celsius:.6g} °C is used as given; {hint}"
    return (Notice("temperature-looks-like-kelvin", detail, pointer),)
