"""Two joined cables: closed forms by hand."""

import math
from collections.abc import Callable
from typing import Any

from tests.validation.row import Row

# Two cables of 2 µm, 20,000 Ω·cm², 150 Ω·cm and 500 µm, sealed, 100 MΩ between them; lengths in cm, MΩ.
_LAMBDA = math.sqrt(20_000.0 * 2e-4 / 600.0)
_R_INFINITE = 150.0 * _LAMBDA / (math.pi * 1e-8) * 1e-6
_LENGTH = 0.05 / _LAMBDA
_SEEN = _R_INFINITE / math.tanh(_LENGTH)


def _row(value: Callable[[Any], Any], expected: float, source: str, body: Any = None) -> Row:
    return Row(
        operation="cable/septate-junction",
        body=body or {},
        value=value,
        expected=expected,
        tolerance=1e-12,
        relative=True,
        source=source,
    )


ROWS = {
    "attenuation across the junction": _row(
        lambda answer: answer["report"]["junction"]["attenuation_forwards"],
        1.0 + 100.0 / _SEEN,
        "closed form: a voltage divider of R_j and R_infinity coth L (Rall 1959)",
    ),
    "attenuation across a junction with a cleft": _row(
        lambda answer: answer["report"]["junction"]["attenuation_forwards"],
        (1.0 + 50.0 / _SEEN) * (1.0 + 50.0 / 300.0) + 50.0 / _SEEN,
        "closed form: the ladder of R_j/2, the cleft, R_j/2 and R_infinity coth L",
        {"junction": {"resistance": 100.0, "leak_resistance": 300.0}},
    ),
    "one cable where there is no resistance": _row(
        lambda answer: answer["report"]["sites"][0]["input_resistance"],
        _R_INFINITE / math.tanh(2.0 * _LENGTH),
        "closed form: R_infinity coth 2L of the whole (Rall 1959)",
        {"junction": {"resistance": 0.0}},
    ),
    "half a cable where there is no junction": _row(
        lambda answer: answer["report"]["sites"][0]["input_resistance"],
        _SEEN,
        "closed form: R_infinity coth L (Rall 1959)",
        {"junction": {"resistance": None}},
    ),
}
