"""Rabbit node of Ranvier: Sweeney's fibre at rest."""

from tests.validation.row import Row

ROWS = {
    "rest": Row(
        operation="conductance-based/fixed-points",
        body={"model": "chiu-ritchie", "current": 0.0},
        value=lambda answer: next(p["voltage"] for p in answer["report"]["fixed_points"] if p["stable"]),
        expected=-80.0,
        tolerance=5e-3,
        source="Sweeney et al. (1987): rest at -80 mV, by a leak potential of -80.01 mV",
    ),
}
