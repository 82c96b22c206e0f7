"""Points of codimension two of Morris-Lecar's and Hodgkin and Huxley's models."""

from typing import Any

from tests.validation.row import Row

_BAUTIN = "numbers of 50 digits (tests/validation/generators/bautin_points.py)"
_CLOSED = "closed form in V: I_ss′ = 0 with I_ss″ = 0 (cusp), tr J = 0 (Bogdanov-Takens), to 40 digits"
_MAPS = "return maps in numbers of 50 digits (tests/validation/generators/second_lyapunov.py)"
_CALCIUM: dict[str, Any] = {
    "preset": "snic",
    "free_parameters": ["current", "g_ca"],
    "first_range": [-50.0, 250.0],
    "second_range": [2.0, 6.0],
}
_RECOVERY: dict[str, Any] = {
    "preset": "snic",
    "free_parameters": ["current", "phi"],
    "first_range": [-50.0, 250.0],
    "second_range": [0.02, 0.5],
}
_WARM: dict[str, Any] = {"preset": "ermentrout"}


def _point(
    kind: str, name: str, expected: float, tolerance: float, source: str, index: int = 0, **body: Any
) -> Row:
    def value(answer: Any) -> Any:
        points = [point for point in answer["report"]["points"] if point["kind"] == kind]
        point = points[index]
        return {**point["values"], **point["coefficients"], "voltage": point["voltage"]}[name]

    model = "hodgkin-huxley" if body == _WARM else "morris-lecar"
    return Row(
        operation=f"{model}/codimension-two",
        body=body,
        value=value,
        expected=expected,
        tolerance=tolerance,
        relative=True,
        source=source,
    )


ROWS = {
    "Morris-Lecar cusp: current": _point("cusp", "current", 55.074916424853, 1e-9, _CLOSED, **_CALCIUM),
    "Morris-Lecar cusp: g_Ca": _point("cusp", "g_ca", 2.44661862169949, 1e-9, _CLOSED, **_CALCIUM),
    "Morris-Lecar BT: current": _point(
        "bogdanov-takens", "current", 54.752120280943213, 1e-9, _CLOSED, **_CALCIUM
    ),
    "Morris-Lecar BT: g_Ca": _point("bogdanov-takens", "g_ca", 2.463034615855025, 1e-9, _CLOSED, **_CALCIUM),
    "Morris-Lecar BT: phi": _point("bogdanov-takens", "phi", 0.39096195618257734, 1e-9, _CLOSED, **_RECOVERY),
    "Morris-Lecar Bautin: g_Ca": _point("bautin", "g_ca", 2.4736468050246523, 1e-9, _BAUTIN, 1, **_CALCIUM),
    "Morris-Lecar Bautin: current": _point(
        "bautin", "current", 147.69940376686083, 1e-9, _BAUTIN, 1, **_CALCIUM
    ),
    "Morris-Lecar Bautin: second Lyapunov coefficient": _point(
        "bautin", "second_lyapunov", -7.44736477523937e-05, 1e-8, _MAPS, **_RECOVERY
    ),
    "Hodgkin-Huxley Bautin: temperature": _point(
        "bautin", "temperature", 28.85249599647065, 1e-9, _BAUTIN, **_WARM
    ),
    "Hodgkin-Huxley Bautin: current": _point("bautin", "current", 73.08989423967513, 1e-9, _BAUTIN, **_WARM),
}
