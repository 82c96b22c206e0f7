"""Doubts about a temperature that is allowed but unlikely."""

from core.result import Notice

LOOKS_LIKE_KELVIN = 100.0
"""Above this [°C] nothing excitable lives; 293 is far more often kelvin."""


def temperature_notices(celsius: float, pointer: str = "/temperature") -> tuple[Notice, ...]:
    """Warn when a temperature [°C] was probably meant in kelvin.

    Parameters
    ----------
    celsius
        The temperature [°C].
    pointer
        JSON pointer of the field that holds it.
    """
    if celsius < LOOKS_LIKE_KELVIN:
        return ()
    return (
        Notice(
            "temperature-looks-like-kelvin",
            f"{celsius:.6g} °C is used as given; if it was meant in kelvin, "
            f"send {celsius - 273.15:.6g} instead",
            pointer,
        ),
    )
