"""Make tests/validation/data/myelinated_velocity.json: python -m tests.validation.generators.myelinated."""

import json
from dataclasses import asdict, replace
from math import log, pi
from pathlib import Path

import scipy

from tests.validation.generators.myelinated.fibre import MORE_NODES, NODES, TOLERANCE, Fibre, extrapolated
from tests.validation.generators.myelinated.membranes import frog, rabbit, squid

TARGET = Path(__file__).parents[2] / "data" / "myelinated_velocity.json"


def layers(fibre: float, axon: float) -> dict[str, float]:
    """Myelin [F/cm, S/cm]: membranes of 0.9 µF/cm² and 1000 Ω·cm², two every 17 nm, and the axon's own."""
    series = (log(fibre / axon) / 17e-7 + 1.0 / (axon * 1e-4)) / pi
    return {"capacitance": 0.9e-6 / series, "conductance": 1.0 / (1000.0 * series)}


def sweeney(diameter: float = 10.0, g: float = 0.6, ratio: float = 100.0, *, layered: bool = False) -> Fibre:
    return Fibre(
        node="rabbit",
        axon=g * diameter,
        spacing=ratio * diameter,
        node_length=1.5,
        resistivity=54.7,
        nodes=NODES if ratio >= 50.0 else MORE_NODES,
        **(layers(diameter, g * diameter) if layered else {}),
    )


def brill(length: float) -> Fibre:
    """Brill, Waxman, Moore and Joyner (1977): 1.26e8 Ω/cm and nodes of 100 µm² on axons of 10 µm."""
    return Fibre(
        node="brill",
        axon=10.0,
        spacing=length + 3.183,
        node_length=3.183,
        resistivity=1.26e8 * 0.25 * pi * 1e-6,
        capacitance=1.87e-11,
        conductance=5.6e-9,
        nodes=NODES if length >= 500.0 else MORE_NODES,
    )


MOORE = Fibre(
    node="moore",
    axon=10.0,
    spacing=2003.183,
    node_length=3.183,
    resistivity=100.0,
    capacitance=0.005e-6 * pi * 1e-3,
    conductance=1.5e-6 * pi * 1e-3,
)
"""Moore, Joyner, Brill, Waxman and Najar-Joa (1978)."""
REILLY = Fibre(node="frog", axon=14.0, spacing=2000.0, node_length=2.5, resistivity=110.0)
"""Reilly, Freeman and Larkin (1985)."""

MEMBRANES = {
    "rabbit": rabbit(),
    "rabbit at 27": rabbit(27.0),
    "frog": frog(),
    "brill": squid(20.0, 1200.0, 90.0, 20.0, -65.05),
    "moore": squid(18.5, 1200.0, 360.0, 3.0, -54.387),
}
CASES = {
    "sweeney": sweeney(),
    "sweeney, 2 µm": sweeney(2.0),
    "sweeney, 27 °C": replace(sweeney(), node="rabbit at 27"),
    "reilly": REILLY,
    "moore": MOORE,
    **{f"brill, {length:g} µm": brill(length) for length in (100.0, 200.0, 500.0, 1000.0, 2000.0, 4000.0)},
    **{f"layers, g {g:g}": sweeney(g=g, layered=True) for g in (0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)},
    **{
        f"layers, L/D {ratio:g}": sweeney(ratio=ratio, layered=True)
        for ratio in (10.0, 25.0, 50.0, 75.0, 150.0, 200.0, 300.0)
    },
    **{f"layers, D {diameter:g} µm": sweeney(diameter, layered=True) for diameter in (2.0, 5.0, 20.0)},
}


def main() -> None:
    solved = []
    for name, fibre in CASES.items():
        found, change = extrapolated(MEMBRANES[fibre.node], fibre)
        value = None if found is None else round(found, 7)
        solved.append({"name": name, "velocity": value, "extrapolation": round(change, 7)} | asdict(fibre))
        print(name, value, change)  # noqa: T201 - it takes minutes
    origin = [
        "myelinated fibres, method of lines; velocity from the middle node to that at 3/4, at rest + 50 mV",
        "internodes of 16 and 32 pieces, extrapolated by the second order; rows say by how much",
        f"SciPy {scipy.__version__}, BDF, rtol = atol = {TOLERANCE:g}",
        "made by python -m tests.validation.generators.myelinated",
        "velocities [m/s], lengths [µm], resistivity [ohm cm], myelin per length [F/cm, S/cm]",
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in solved)
    head = json.dumps(origin, ensure_ascii=False)
    TARGET.write_text(f'{{"origin": {head},\n"fibres": [\n{lines}\n]}}\n', "utf-8")


if __name__ == "__main__":
    main()
