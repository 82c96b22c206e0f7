"""Diffusion, mobility and charge."""

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
}
