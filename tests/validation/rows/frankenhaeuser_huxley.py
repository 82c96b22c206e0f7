"""Frog node of Ranvier: the paper's standard data at rest."""

from tests.validation.row import Row

_MODEL = "frankenhaeuser-huxley"
_PAPER = "Frankenhaeuser and Huxley (1964), standard data"


def _resting(name: str, expected: float) -> Row:
    """Steady state of a gate at the resting potential; the paper has four decimals."""
    return Row(
        operation="conductance-based/gating",
        body={"model": _MODEL, "voltage_range": [-70.0, -69.0], "points": 2},
        value=lambda answer: next(s["values"][0] for s in answer["series"] if s["name"] == name),
        expected=expected,
        tolerance=5e-5,
        source=_PAPER,
    )


ROWS = {
    **{
        f"{gate} at rest": _resting(f"{gate}_inf", value)
        for gate, value in {"m": 0.0005, "h": 0.8249, "n": 0.0268, "p": 0.0049}.items()
    },
    "rest": Row(
        operation="conductance-based/fixed-points",
        body={"model": _MODEL, "current": 0.0},
        value=lambda answer: next(p["voltage"] for p in answer["report"]["fixed_points"] if p["stable"]),
        expected=-70.0,
        tolerance=1e-3,
        source=f"{_PAPER}: the leak potential of 0.026 mV brings the rest to 0",
    ),
}
