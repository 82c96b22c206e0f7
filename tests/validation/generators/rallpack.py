"""Make tests/validation/data/rallpack.json: the Rallpacks of Bhalla, Bilitch and Bower (1992).

Rallpack 1 and 2 are closed forms: images of the semi-infinite cable (Jack, Noble and Tsien 1975); the tree of
Rallpack 2 obeys Rall's law and is one cylinder of 16 µm by 320 µm as seen from its root. With the current
into a tip instead (the package's own hint: Crank-Nicolson rings there) the voltages are Laplace transforms of
Rall's recursion, inverted by Talbot's method. Rallpack 3 has no closed form: the spikes of the package's own
waveforms (50 µs between samples), by a cubic spline.

Run it with mpmath, NumPy, SciPy and Brian2, whose tests have the package's waveforms for Rallpack 1 and 2 and
those by NEURON for Rallpack 3: python rallpack.py GENESIS_0 GENESIS_X, the package's two files by GENESIS.
"""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import mpmath  # type: ignore[import-not-found, import-untyped, unused-ignore]
import numpy as np
from mpmath import mp, mpf  # type: ignore[import-not-found, import-untyped, unused-ignore]
from scipy.interpolate import CubicSpline

mp.dps = 30
TARGET = Path(__file__).parent.parent / "data" / "rallpack.json"
R_I, R_M, REST, CURRENT, TAU = mpf(100), mpf(40_000), mpf(-65), mpf("0.1"), mpf(40)
"""Ω·cm, Ω·cm², mV, nA, ms."""
TIMES = (0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, *(2.5 * k for k in range(1, 101)))
LEVELS = 10
TRUNK_LENGTH, TRUNK_DIAMETER = mpf(32), mpf(16)
"""µm."""


def length_constant(diameter: mpf) -> mpf:
    """λ [µm]."""
    return mp.sqrt(R_M * diameter * mpf("1e-4") / (4 * R_I)) * 10_000


def semi_infinite_resistance(diameter: mpf) -> mpf:
    """R_∞ [MΩ]."""
    return 2 / mp.pi * mp.sqrt(R_M * R_I) / (diameter * mpf("1e-4")) ** mpf("1.5") / 10**6


def cylinder(position: mpf, time: float, length: mpf, diameter: mpf) -> mpf:
    """Voltage [mV] of a cylinder sealed at both ends, the current at 0: the images of a semi-infinite one."""
    if time == 0.0:
        return REST
    reach, late = length / length_constant(diameter), mp.sqrt(mpf(time) / TAU)
    place, total, count = position / length_constant(diameter), mpf(0), 0
    while True:
        term = sum(_one(2 * k * reach + side * place, late) for k, side in _images(count))
        total += term
        count += 1
        if count > 2 and abs(term) < mpf("1e-25"):
            return REST + CURRENT * semi_infinite_resistance(diameter) / 2 * total


def _images(count: int) -> tuple[tuple[int, int], ...]:
    return ((0, 1),) if count == 0 else ((count, 1), (count, -1))


def _one(place: mpf, late: mpf) -> mpf:
    near, far = place / (2 * late) - late, place / (2 * late) + late
    return mp.exp(-place) * mp.erfc(near) - mp.exp(place) * mp.erfc(far)


def branch(level: int) -> tuple[mpf, mpf]:
    """Length and diameter [µm] of the branches of a level of Rallpack 2."""
    return TRUNK_LENGTH / mp.cbrt(2) ** level, TRUNK_DIAMETER / mp.cbrt(4) ** level


def admittances(s: mpf) -> tuple[list[mpf], list[mpf], list[mpf]]:
    """Of each level: characteristic admittance [µS], electrotonic length, admittance of its subtree."""
    grown = mp.sqrt(1 + s * TAU)
    ours, lengths = [], []
    for level in range(LEVELS):
        length, diameter = branch(level)
        ours.append(grown / semi_infinite_resistance(diameter))
        lengths.append(grown * length / length_constant(diameter))
    down = [mpf(0)] * (LEVELS + 1)
    for level in reversed(range(LEVELS)):
        load = 2 * down[level + 1] if level + 1 < LEVELS else mpf(0)
        down[level] = through(ours[level], lengths[level], load)
    return ours, lengths, down


def through(ours: mpf, length: mpf, load: mpf) -> mpf:
    """Admittance into a branch that ends in a load."""
    slope = mp.tanh(length)
    return ours * (load + ours * slope) / (ours + load * slope)


def from_tip(s: mpf) -> tuple[mpf, mpf]:
    """Transforms of the voltage [mV] at the tip that gets the current and at the root."""
    ours, lengths, down = admittances(s)
    # Towards the tip: what hangs above each branch's far end, without its way down to that tip.
    up, ways = mpf(0), []
    for level in range(LEVELS):
        ways.append((ours[level], lengths[level], up))
        up = through(ours[level], lengths[level], up)
        if level + 1 < LEVELS:
            up += down[level + 1]
    tip = CURRENT / s / up
    root = tip
    for own, length, load in reversed(ways):
        root /= mp.cosh(length) + load / own * mp.sinh(length)
    return tip, root


def inverted(which: int, time: float) -> mpf:
    """Voltage [mV] at the tip (0) or the root (1) with the current into the tip."""
    return REST + mp.invertlaplace(lambda s: from_tip(s)[which], mpf(time), method="talbot")


def upward_crossings(path: Path) -> list[float]:
    """Spikes of one of the package's waveforms [ms]."""
    time, voltage = np.loadtxt(path).T * 1e3
    spline = CubicSpline(time, voltage)
    roots = spline.solve(0.0, extrapolate=False)
    return [round(float(root), 4) for root in roots[spline(roots, 1) > 0.0]]


def published(path: Path, times: tuple[float, ...]) -> list[float]:
    """Samples of one of the package's waveforms [mV]."""
    voltage = np.loadtxt(path)[:, 1] * 1e3
    return [round(float(voltage[round(time / 0.05)]), 5) for time in times]


def main() -> None:
    brian2 = find_spec("brian2")
    if brian2 is None or brian2.origin is None:
        raise ImportError("Brian2 has the waveforms")
    package = Path(brian2.origin).parent / "tests" / "rallpack_data"
    long, wide = mpf(1000), mpf(1)
    tree = TRUNK_LENGTH * LEVELS
    digits = 9
    cases = {
        "Rallpack 1": {
            "near": [float(mp.nstr(cylinder(mpf(0), t, long, wide), digits)) for t in TIMES],
            "far": [float(mp.nstr(cylinder(long, t, long, wide), digits)) for t in TIMES],
            "published_near": published(package / "ref_cable.0", TIMES),
            "published_far": published(package / "ref_cable.x", TIMES),
        },
        "Rallpack 2": {
            "root": [float(mp.nstr(cylinder(mpf(0), t, tree, TRUNK_DIAMETER), digits)) for t in TIMES],
            "tip": [float(mp.nstr(cylinder(tree, t, tree, TRUNK_DIAMETER), digits)) for t in TIMES],
            "published_root": published(package / "ref_branch.0", TIMES),
            "published_tip": published(package / "ref_branch.x", TIMES),
        },
        "Rallpack 2 reversed": {
            "tip": [float(mp.nstr(inverted(0, t), digits)) for t in TIMES],
            "root": [float(mp.nstr(inverted(1, t), digits)) for t in TIMES],
        },
        "Rallpack 3": {
            "neuron_near": upward_crossings(package / "ref_axon.0.neuron"),
            "neuron_far": upward_crossings(package / "ref_axon.x.neuron"),
            "genesis_near": upward_crossings(Path(sys.argv[1])),
            "genesis_far": upward_crossings(Path(sys.argv[2])),
        },
    }
    origin = [
        "Rallpacks 1.1 (Bhalla, Bilitch and Bower 1992, doi:10.1016/0166-2236(92)90009-W)",
        f"closed forms in {mp.dps} digits by mpmath {mpmath.__version__}; voltages [mV] at the times [ms]",
        "Rallpack 2: 10 levels, trunk 32 um x 16 um, then lengths / 2^(1/3) and diameters / 2^(2/3) a level",
        "reversed: the 0.1 nA into a tip; the root's voltage is then the tip's of Rallpack 2 (reciprocity)",
        "Rallpack 3: upward crossings of 0 mV [ms] in the package's waveforms",
        "those by GENESIS are 1 us early (the file lacks the start), those by NEURON drift 2.9 us a spike",
        "made by tests/validation/generators/rallpack.py",
    ]
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(case)}" for name, case in cases.items())
    head = f'"origin": {json.dumps(origin)}, "times": {json.dumps(TIMES)}'
    TARGET.write_text(f'{{{head}, "cases": {{\n{rows}\n}}}}\n')


if __name__ == "__main__":
    main()
