"""Diffusion, mobility and charge."""

import math
from collections.abc import Callable
from typing import Any

from tests.validation.row import Row

_TABLE = "reference table, diffusion and charge"


def _report(
    operation: str,
    body: dict[str, object],
    value: Callable[[Any], Any],
    expected: float,
    tolerance: float,
    source: str = _TABLE,
) -> Row:
    return Row(
        operation=f"electrodiffusion/{operation}",
        body=body,
        value=lambda answer: value(answer["report"]),
        expected=expected,
        tolerance=tolerance,
        source=source,
    )


def _probability(mean: float, deviation: float, low: float, high: float) -> float:
    """Of a normal number to lie between two values."""
    below, above = (math.erf((edge - mean) / (deviation * math.sqrt(2.0))) for edge in (low, high))
    return 0.5 * (above - below)


ROWS = {
    "E[x2] after ten uniform steps": _report(
        "random-walk", {"walkers": 2}, lambda report: report["expected"], 10 / 3, 1e-12
    ),
    "mean of 100,000 walkers is within its scatter": _report(
        "random-walk",
        {"seed": 1},
        lambda report: report["z_score"],
        0.0,
        4.0,
        "central limit theorem: a standard normal number",
    ),
    "R2/6D of 1 um": _report(
        "diffusion",
        {"distance": 1.0, "diffusion_coefficient": 1e-9},
        lambda report: report["diffusion_times"][2]["time"],
        0.1667,
        1e-4,
    ),
    "L2/2D of 1 m": _report(
        "diffusion",
        {"distance": 1e6, "diffusion_coefficient": 1e-9},
        lambda report: report["diffusion_times"][0]["years"],
        15.84,
        1e-2,
    ),
    "Stokes radius of K+ in water": _report(
        "mobility",
        {"diffusion_coefficient": 1.957e-9, "viscosity": 0.890, "temperature": 25.0},
        lambda report: report["stokes_radius"],
        0.1254,
        1e-4,
    ),
    "molar conductivity of K+ in water": _report(
        "mobility",
        {},
        lambda report: report["molar_conductivity"],
        73.5,
        0.1,
        "Robinson and Stokes, Electrolyte Solutions: limiting conductivity at 25 degC",
    ),
    "ions that charge a cell": _report(
        "charge", {}, lambda report: report["membrane"]["moved_amount"], 1.302413e-17, 1e-23
    ),
    "of the potassium outside": _report(
        "charge", {}, lambda report: report["membrane"]["fraction_of_outside"], 6.21856e-4, 1e-9
    ),
    "of the potassium inside": _report(
        "charge", {}, lambda report: report["membrane"]["fraction_of_inside"], 2.22e-5, 1e-7
    ),
    "energy of unpaired charge": _report(
        "charge", {}, lambda report: report["surplus"]["energy"], 2.249e-3, 1e-6
    ),
    "its Boltzmann factor at 300 K": _report(
        "charge", {}, lambda report: report["surplus"]["log10_probability"], -2.36e17, 1e15
    ),
    "twentyfold gradient at the Nernst potential": _report(
        "boltzmann",
        {"energy": {"kind": "charge", "charge": 1.0, "voltage": -75.677}, "temperature": 20.0},
        lambda report: report["ratio"],
        20.0,
        1e-3,
        "Nernst (1888): K+ 400/20 mM at 20 degC rests at -75.677 mV",
    ),
    "steady flux is the constant-field current": _report(
        "nernst-planck",
        {"diffusion_coefficient": 1e-9, "partition_coefficient": 0.05, "thickness": 5.0},
        lambda report: report["current"] / 1e3,
        3436.545,
        1e-3,
        "reference table, equilibrium: constant-field current, with P = beta D/l = 1 cm/s",
    ),
    "one charge among the unpaired ones": _report(
        "charge",
        {},
        lambda report: report["surplus"]["energy_of_one_charge"] / report["surplus"]["energy"],
        2.0 * 1.602176634e-19 / 2237.0079660638826e-12,
        1e-22,
        "known errors of the sources, 5: eQ/(4 pi eps0 R), against Q2/(8 pi eps0 R)",
    ),
    "one charge's share of the energy": _report(
        "charge",
        {},
        lambda report: report["surplus"]["log10_probability_of_one_charge"] / 2.0,
        -16895524.0,
        # The source has rounded constants.
        1e4,
        "known errors of the sources, 5: where 10^(-16895524) comes from",
    ),
    "a million walks show 3.33": _report(
        "random-walk",
        {},
        lambda report: _probability(10 / 3, report["standard_error"] / math.sqrt(10.0), 3.33, 3.34),
        0.70,
        0.015,
        "known errors of the sources, 6: about 70 % of the time, not almost always",
    ),
    **{
        f"MSD of ten {step} steps in {dimensions} dimensions": _report(
            "random-walk",
            {"walkers": 2, "step": step, "dimensions": dimensions},
            lambda report: report["expected"],
            10.0 * dimensions * variance,
            1e-12,
            "closed form: 2 d D t, variance a2/3 of uniform steps, a2 of the others",
        )
        for step, variance in (("uniform", 1 / 3), ("unit", 1.0), ("gaussian", 1.0))
        for dimensions in (1, 2, 3)
    },
    "drift of K+ at 100 V/m": _report(
        "mobility",
        {"electric_field": 100.0},
        lambda report: report["drift_velocity"],
        1.957e-9 * 1.602176634e-19 / (1.380649e-23 * 298.15) * 100.0,
        1e-17,
        "known errors of the sources, 4: v = mu F = mu' E",
    ),
    **{
        f"{collisions} collision times": _report(
            "mobility",
            {"collision_time": 1e-13, "collisions": collisions, "mass": 39.0983},
            lambda report: report["mechanical_mobility"] * 39.0983e-3 / 6.02214076e23 / 1e-13,
            share,
            1e-12,
            "known errors of the sources, 13: v = F tau/m for exponential times, F dt/2m for equal ones",
        )
        for collisions, share in (("exponential", 1.0), ("equal", 0.5))
    },
    "the centre of a cloud thins out": _report(
        "diffusion",
        {"times": [1.0]},
        lambda report: report["snapshots"][0]["central_concentration"],
        (4.0 * math.pi) ** -1.5,
        1e-12,
        "known errors of the sources, 1: dc/dt = +D d2c/dx2 (point source of 1 amol, D = 1 um2/ms)",
    ),
}
