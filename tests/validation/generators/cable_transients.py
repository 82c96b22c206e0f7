"""Make tests/validation/data/cable_transients.json: voltages of passive cables in time, to 16 digits.

The cable equation in the Laplace domain with its own formulas (input admittances seen from the injection, and
ratios of hyperbolic functions), in physical units, inverted by mpmath along Talbot contours with 40 digits.
Every knot and every sinusoid of the currents is a response of its own, so that nothing is delayed in the
transform. Run it in an environment of its own:
pip install mpmath; python -m tests.validation.generators.cable_transients
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mpmath import (  # type: ignore[import-not-found, import-untyped, unused-ignore]
    cos,
    cosh,
    inf,
    invertlaplace,
    mp,
    mpf,
    nstr,
    pi,
    radians,
    sin,
    sinh,
    sqrt,
    tanh,
)

mp.dps = 40
DEGREE = 60
TARGET = Path(__file__).parent.parent / "data" / "cable_transients.json"
Body = Mapping[str, Any]
Number = Any
CENTIMETRE = mpf(10) ** -4
"""Of a micrometre."""

DEFAULTS = {
    "diameter": 2.0,
    "membrane_resistance": 20_000.0,
    "axial_resistivity": 150.0,
    "membrane_capacitance": 1.0,
    "resting_potential": -65.0,
}


class Cable:
    """Everything in ohm, farad, centimetre, second."""

    def __init__(self, body: Body) -> None:
        self.values = {key: mpf(body.get(key, default)) for key, default in DEFAULTS.items()}
        self.diameter = self.values["diameter"] * CENTIMETRE
        geometry = body.get("geometry", {"kind": "finite"})
        self.left = geometry.get("left", {"kind": "sealed"}) if geometry["kind"] != "infinite" else None
        self.right = geometry.get("right", {"kind": "sealed"}) if geometry["kind"] == "finite" else None
        self.length = mpf(geometry.get("length", 1000.0)) * CENTIMETRE if self.right else inf

    def line(self, p: Number) -> tuple[Number, Number]:
        """Propagation constant [1/cm] and characteristic admittance [S] at p [1/s]."""
        per_area = (
            1 / self.values["membrane_resistance"] + p * self.values["membrane_capacitance"] * mpf(10) ** -6
        )
        shunt = pi * self.diameter * per_area
        series = 4 * self.values["axial_resistivity"] / (pi * self.diameter**2)
        return sqrt(shunt * series), sqrt(shunt / series)

    def admittance(self, end: Body, p: Number) -> Number:
        """Of an end [S]; infinite where it is held."""
        kind = end["kind"]
        if kind == "sealed":
            return mpf(0)
        if kind == "lumped-soma":
            resistance = mpf(end["resistance"]) * 10**6
            capacitance = end.get("capacitance")
            if capacitance is None:
                tau = self.values["membrane_resistance"] * self.values["membrane_capacitance"] * mpf(10) ** -6
                return (1 + p * tau) / resistance
            return 1 / resistance + p * mpf(capacitance) * mpf(10) ** -9
        if kind == "spherical-soma":
            area = pi * (mpf(end["diameter"]) * CENTIMETRE) ** 2
            specific = mpf(end.get("membrane_resistance") or self.values["membrane_resistance"])
            capacitance = mpf(end.get("membrane_capacitance") or self.values["membrane_capacitance"])
            return area * (1 / specific + p * capacitance * mpf(10) ** -6)
        return inf

    def towards(self, end: Body | None, distance: Number, p: Number) -> Number:
        """Admittance [S] seen from a point towards an end at a distance [cm]."""
        gamma, own = self.line(p)
        if end is None:
            return own
        load, t = self.admittance(end, p), tanh(gamma * distance)
        if load == inf:
            return own / t
        return own * (load + own * t) / (own + load * t)

    def ratio(self, end: Body | None, near: Number, far: Number, p: Number) -> Number:
        """Voltage at a distance `near` from an end over that at a larger one, `far` [cm]."""
        gamma, own = self.line(p)
        load = self.admittance(end, p) if end is not None else None
        if load is None:
            raise ValueError("an end that there is not")
        if load == inf:
            return sinh(gamma * near) / sinh(gamma * far)
        above = cosh(gamma * near) + load / own * sinh(gamma * near)
        return above / (cosh(gamma * far) + load / own * sinh(gamma * far))

    def transfer(self, x: Number, y: Number, p: Number) -> Number:
        """Impedance [ohm] from a current at y to the voltage at x [cm]."""
        for end, distance in ((self.left, y), (self.right, self.length - y if self.right else None)):
            if end is not None and distance == 0 and self.admittance(end, p) == inf:
                return mpf(0)
        total = self.towards(self.left, y, p) + self.towards(
            self.right, self.length - y if self.right else None, p
        )
        gamma, _ = self.line(p)
        if x == y:
            return 1 / total
        if x < y:
            share = self.ratio(self.left, x, y, p) if self.left else mp.exp(-gamma * (y - x))
        else:
            share = (
                self.ratio(self.right, self.length - x, self.length - y, p)
                if self.right
                else mp.exp(-gamma * (x - y))
            )
        return share / total

    def held(self, x: Number, side: str, p: Number) -> Number:
        """Voltage at x per voltage at a held end."""
        gamma, _ = self.line(p)
        if side == "right":
            return self.ratio(self.left, x, self.length, p)
        if self.right is None:
            return mp.exp(-gamma * x)
        return self.ratio(self.right, self.length - x, self.length, p)


Transform = Callable[[Number], Number]


def events(stimulus: Body) -> Iterator[tuple[Number, Transform]]:
    """When something begins [s], and the transform of what does, in the stimulus's unit."""
    onset, second = mpf(stimulus.get("onset", 0.0)) / 1000, mpf(1) / 1000
    kind, amplitude = stimulus["kind"], mpf(stimulus["amplitude"])
    if kind in ("step", "pulse"):
        yield onset, lambda p: amplitude / p
        if kind == "pulse":
            yield onset + mpf(stimulus["duration"]) * second, lambda p: -amplitude / p
    elif kind == "ramp":
        slope = amplitude / (mpf(stimulus["duration"]) * second)
        yield onset, lambda p: slope / p**2
        yield onset + mpf(stimulus["duration"]) * second, lambda p: -slope / p**2
    elif kind == "sine":
        omega, phase = 2 * pi * mpf(stimulus["frequency"]), radians(mpf(stimulus.get("phase", 0.0)))
        yield onset, sinusoid(amplitude, omega, phase)
        if stimulus.get("duration") is not None:
            later = mpf(stimulus["duration"]) * second
            yield onset + later, sinusoid(-amplitude, omega, phase + omega * later)


def sinusoid(amplitude: Number, omega: Number, phase: Number) -> Transform:
    return lambda p: amplitude * (p * sin(phase) + omega * cos(phase)) / (p**2 + omega**2)


def voltage(body: Body, position: float, time: float) -> Number:
    """Absolute voltage [mV] at a position [um] and a time [ms]."""
    cable, x, t = Cable(body), mpf(position) * CENTIMETRE, mpf(time) / 1000
    rest = cable.values["resting_potential"]
    total = rest

    def add(begin: Number, transform: Transform) -> None:
        nonlocal total
        if t > begin:
            total += invertlaplace(transform, t - begin, method="talbot", degree=DEGREE)

    for injection in body["injections"]:
        y = mpf(injection["position"]) * CENTIMETRE
        for stimulus in injection["stimulus"]:
            for begin, course in events(stimulus):
                add(begin, driven(cable, x, y, course))
    for side, end in (("left", cable.left), ("right", cable.right)):
        if end is not None and end["kind"] == "voltage-clamped":
            add(mpf(0), clamped(cable, x, side, mpf(end["voltage"]) - rest))
    return total


def driven(cable: Cable, x: Number, y: Number, course: Transform) -> Transform:
    """Of the voltage at x [mV] for a current into y [nA]: nA times ohm is 1e-6 mV."""
    return lambda p: cable.transfer(x, y, p) * course(p) * mpf(10) ** -6


def clamped(cable: Cable, x: Number, side: str, above: Number) -> Transform:
    """Of the voltage at x for an end that is held at a voltage above rest [mV]."""
    return lambda p: cable.held(x, side, p) * above / p


def step(amplitude: float, onset: float = 0.0) -> dict[str, Any]:
    return {"kind": "step", "amplitude": amplitude, "onset": onset}


def finite(length: float, left: Body, right: Body) -> dict[str, Any]:
    return {"kind": "finite", "length": length, "left": left, "right": right}


SEALED, KILLED = {"kind": "sealed"}, {"kind": "killed"}
CLAMP = {"kind": "voltage-clamped", "voltage": -40.0}
SOMA = {"kind": "lumped-soma", "resistance": 150.0}
SLOW = {"kind": "lumped-soma", "resistance": 400.0, "capacitance": 0.5}
QUICK = {"kind": "lumped-soma", "resistance": 30.0, "capacitance": 0.02}
SPHERE = {"kind": "spherical-soma", "diameter": 25.0, "membrane_resistance": 4000.0}
CRITICAL = {"kind": "lumped-soma", "resistance": 389.8484006168380, "capacitance": 0.2}
"""As conductive as a semi-infinite cable: its reflection nearly vanishes at p = 0."""

Case = tuple[str, dict[str, Any], list[tuple[float, list[Body]]], list[float], list[float]]
"""Name, geometry, injections, positions, times."""

PULSE = {"kind": "pulse", "amplitude": 0.3, "onset": 2.0, "duration": 1.5}
RAMP = {"kind": "ramp", "amplitude": -0.2, "onset": 1.0, "duration": 7.0}
SINE = {"kind": "sine", "amplitude": 0.1, "frequency": 60.0, "phase": 25.0, "onset": 3.0, "duration": 9.0}
FAST = {"kind": "sine", "amplitude": 0.3, "frequency": 700.0, "onset": 0.5}

CASES: tuple[Case, ...] = (
    (
        "sealed",
        finite(1000.0, SEALED, SEALED),
        [(0.0, [step(0.05)])],
        [0.0, 400.0, 1000.0],
        [0.01, 1.0, 20.0],
    ),
    (
        "killed",
        finite(700.0, SEALED, KILLED),
        [(300.0, [PULSE])],
        [0.0, 300.0, 650.0],
        [2.001, 3.0, 3.6, 9.0],
    ),
    ("both killed", finite(50.0, KILLED, KILLED), [(30.0, [step(1.0)])], [1.0, 30.0], [1e-4, 0.01, 5.0]),
    ("clamped", finite(900.0, CLAMP, SEALED), [], [1.0, 450.0, 900.0], [0.02, 2.0, 30.0]),
    ("two clamps", finite(900.0, CLAMP, {**CLAMP, "voltage": -90.0}), [], [10.0, 450.0], [0.1, 2.0, 30.0]),
    ("clamp and current", finite(2000.0, CLAMP, KILLED), [(800.0, [RAMP])], [10.0, 800.0], [0.5, 1.2, 30.0]),
    ("soma", finite(1000.0, SOMA, SEALED), [(800.0, [PULSE])], [0.0, 800.0], [2.01, 3.4, 3.7, 25.0]),
    ("slow soma", finite(1000.0, SLOW, SEALED), [(0.0, [PULSE])], [0.0, 500.0], [2.1, 3.5, 50.0, 400.0]),
    ("quick soma", finite(1000.0, QUICK, KILLED), [(100.0, [step(0.1)])], [0.0, 100.0], [0.01, 0.3, 8.0]),
    ("two slow somata", finite(300.0, SLOW, SLOW), [(50.0, [PULSE])], [0.0, 300.0], [2.2, 4.0, 300.0]),
    ("two far slow somata", finite(8000.0, SLOW, SLOW), [(0.0, [PULSE])], [0.0, 3000.0], [2.2, 4.0, 300.0]),
    ("slow and quick soma", finite(600.0, SLOW, QUICK), [(600.0, [RAMP])], [0.0, 600.0], [1.1, 8.5, 90.0]),
    ("clamp and soma", finite(500.0, CLAMP, SPHERE), [(500.0, [step(0.2, 5.0)])], [250.0, 500.0], [1.0, 5.1]),
    ("sphere", finite(600.0, SPHERE, SEALED), [(600.0, [SINE])], [0.0, 600.0], [3.2, 8.0, 12.1, 30.0]),
    ("fast sine", finite(600.0, SEALED, SPHERE), [(100.0, [FAST])], [100.0, 600.0], [0.6, 1.7, 6.0]),
    ("long", finite(80_000.0, SEALED, SEALED), [(0.0, [step(0.1)])], [0.0, 1000.0, 9000.0], [1.0, 30.0]),
    ("short", finite(0.01, SOMA, SEALED), [(0.01, [step(0.1)])], [0.0, 0.01], [1e-9, 0.1, 30.0]),
    ("infinite", {"kind": "infinite"}, [(0.0, [step(0.1)])], [0.0, 500.0, -9000.0], [0.01, 1.0, 80.0]),
    ("infinite ramp", {"kind": "infinite"}, [(10.0, [RAMP])], [0.0, 500.0], [1.5, 7.9, 8.1, 40.0]),
    ("infinite sine", {"kind": "infinite"}, [(10.0, [SINE])], [0.0, 500.0], [3.5, 7.9, 12.5, 40.0]),
    ("half sealed", {"kind": "semi-infinite", "left": SEALED}, [(200.0, [PULSE])], [0.0, 900.0], [2.3, 30.0]),
    ("half killed", {"kind": "semi-infinite", "left": KILLED}, [(200.0, [SINE])], [50.0, 900.0], [3.3, 11.0]),
    ("half clamped", {"kind": "semi-infinite", "left": CLAMP}, [], [1.0, 50.0, 900.0], [0.01, 3.0, 300.0]),
    ("half soma", {"kind": "semi-infinite", "left": SOMA}, [(0.0, [step(0.1)])], [0.0, 400.0], [0.1, 30.0]),
    ("half slow", {"kind": "semi-infinite", "left": SLOW}, [(0.0, [PULSE])], [0.0, 400.0], [2.1, 8.0, 500.0]),
    (
        "half critical",
        {"kind": "semi-infinite", "left": CRITICAL},
        [(90.0, [RAMP])],
        [0.0, 90.0],
        [2.0, 50.0],
    ),
    (
        "superposed",
        finite(1200.0, SPHERE, SLOW),
        [(100.0, [PULSE, SINE]), (900.0, [RAMP, step(0.05, 4.0)])],
        [0.0, 600.0],
        [2.5, 5.0, 13.0, 60.0],
    ),
)


def main() -> None:
    """Write the file."""
    origin = [
        "mpmath: transforms of the cable equation in hyperbolic functions, Talbot's inversion, 40 digits",
        "made by python -m tests.validation.generators.cable_transients",
        "body: request of cable/transient; voltages [mV] at positions [um] (rows) and times [ms] (columns)",
    ]
    cases = []
    for name, geometry, injections, positions, times in CASES:
        currents = [{"position": position, "stimulus": stimuli} for position, stimuli in injections]
        body = {"geometry": geometry, "injections": currents}
        table = [[float(nstr(voltage(body, x, t), 17)) for t in times] for x in positions]
        cases.append({"name": name, "body": body, "positions": positions, "times": times, "voltages": table})
        print(name, table[0], flush=True)  # noqa: T201 - a command
    lines = ",\n  ".join(json.dumps(case) for case in cases)
    TARGET.write_text(f'{{\n "origin": {json.dumps(origin)},\n "cases": [\n  {lines}\n ]\n}}\n')


if __name__ == "__main__":
    main()
