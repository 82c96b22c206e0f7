"""Travelling waves against closed forms, exact laws and each other."""

import math
from typing import Any, cast

import numpy as np
import pytest

from core.axon.conduction_velocity.conduction_velocity import conduction_velocity
from core.axon.conduction_velocity.report import ConductionVelocityReport
from core.axon.conduction_velocity.request import ConductionVelocityRequest, LimitSearch, VelocityAxis
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import GeneralCurrent, Model, Neuron, Standard, constant
from core.quantity import Dimensionless, PerMillisecond
from core.result import Curve, Result
from core.stimulus import Step

SQUID = CATALOGUE["hodgkin-huxley"]

# Nagumo's equation of 100 mV: V_t = D V_xx − k V (V/100 − a)(V/100 − 1). For a < 1/2 the front V = 100/(1 +
# e^{−μt}) with μ = k (1 − 2a)/2 travels at c = √(Dk/2) (1 − 2a), so that K = c²/D = k (1 − 2a)²/2.
# Put into the equation it is seen to be a solution.
NAGUMO = Model(
    name="nagumo",
    title="Nagumo's bistable membrane",
    description="A front in closed form.",
    capacitance="1",
    parameters=(
        constant("k", "k", PerMillisecond, 2.0, "rate", ge=0.0),
        constant("a", "a", Dimensionless, 0.2, "threshold", ge=0.0, le=1.0),
    ),
    gates=(),
    currents=(GeneralCurrent("cubic", "I", "the whole current", "k * V * (V / 100 - a) * (V / 100 - 1)"),),
    presets=(),
    standard=Standard(100.0, (Step(amplitude=0.0),), 0.0, (-1.0, 1.0), (-50.0, 150.0)),
    references=(),
)


def asked(neuron: Neuron, **fields: Any) -> Result:
    return conduction_velocity(neuron, ConductionVelocityRequest(**{"limit": None, "points": 50} | fields))


def report(result: Result) -> ConductionVelocityReport:
    return cast("ConductionVelocityReport", result.report)


def squid(**values: float) -> Neuron:
    return Neuron.of(SQUID, None, **{"temperature": 18.5, **values})


def constant_of(neuron: Neuron, *, slow: bool = False) -> float:
    found = report(asked(neuron, slow=slow))
    wave = found.slow if slow else found.fast
    assert wave is not None
    return wave.conversion_constant


def curve(result: Result, name: str) -> Curve:
    return next(item for item in result.curves if item.name == name)


@pytest.mark.parametrize("a", [0.1, 0.25, 0.4])
def test_a_front_in_closed_form(a: float) -> None:
    found = report(asked(Neuron.of(NAGUMO, a=a)))
    assert found.finding == "front"
    assert found.fast is not None
    # Where the orbit is cut off it is wrong by 1e-10.
    assert found.fast.conversion_constant == pytest.approx((1.0 - 2.0 * a) ** 2, rel=1e-9)
    assert found.fast.foot_rate == pytest.approx(1.0 - 2.0 * a, rel=1e-9)
    assert found.fast.peak_voltage == pytest.approx(100.0, abs=2e-3)
    assert found.fast.largest_slope == pytest.approx(25.0 * (1.0 - 2.0 * a), rel=1e-6)
    assert found.velocity == pytest.approx(math.sqrt(10.0 * 476.0 / (4.0 * 35.4)) * (1.0 - 2.0 * a), rel=1e-9)


def test_warming_is_more_capacitance_in_faster_time() -> None:
    # With time in units of 1/φ: K(T, C) = φ K(6.3 °C, φ C), as Hodgkin and Huxley (1952, p. 523) used it.
    phi = 3.0 ** ((18.5 - 6.3) / 10.0)
    for slow in (False, True):
        there = constant_of(Neuron.of(SQUID, temperature=6.3, c_m=phi), slow=slow)
        assert constant_of(squid(), slow=slow) == pytest.approx(phi * there, rel=1e-9)


@pytest.mark.parametrize(("parameter", "power"), [("diameter", 0.5), ("axial_resistivity", -0.5)])
def test_the_laws_of_the_square_root_are_exact(parameter: str, power: float) -> None:
    values = (1.0, 10.0, 100.0)
    membrane = Neuron.of(CATALOGUE["fitzhugh-nagumo"])
    result = asked(membrane, vary=VelocityAxis(parameter=parameter, values=values))
    for name, wave in (("fast wave", report(result).fast), ("slow wave", report(result).slow)):
        assert wave is not None
        own = {"diameter": 476.0, "axial_resistivity": 35.4}[parameter]
        expected = wave.velocity * (np.array(values) / own) ** power
        assert curve(result, name).columns[1].values == pytest.approx(expected, rel=1e-12)


def test_conduction_ends_where_shooting_finds_no_more_waves() -> None:
    limit = report(asked(squid(), limit=LimitSearch())).limits[0]
    assert (limit.parameter, limit.blocked) == ("temperature", "above")
    assert limit.value_error is not None
    assert limit.value_error < 1e-6
    below = report(asked(squid(temperature=limit.value - 1e-3)))
    above = report(asked(squid(temperature=limit.value + 1e-3), limit=LimitSearch()))
    assert below.velocity_ratio is not None
    # Both velocities meet as the square root of the distance.
    assert 0.97 < below.velocity_ratio < 1.0
    assert (above.velocity, above.finding) == (None, "blocked")
    assert above.limits[0].value == pytest.approx(limit.value, abs=1e-6)
    assert above.limits[0].margin == pytest.approx(-1e-3, rel=1e-2)


def test_a_curve_passes_single_waves_and_ends_in_the_fold() -> None:
    axis = VelocityAxis(parameter="g_na", values=(30.0, 60.0, 120.0, 230.0, 290.0))
    result = asked(squid(), vary=axis)
    fast, slow = curve(result, "fast wave"), curve(result, "slow wave")
    # Past 219 mS/cm² the axon fires again and again, past 287 it does not rest.
    assert fast.labels == ("blocked", "fold", "pulse", "pulse", "by shooting", "unstable rest")
    assert slow.labels[:5] == ("blocked", "fold", "pulse", "pulse", "pulse")
    few, many = report(asked(squid(g_na=60.0))), report(asked(squid(g_na=230.0), slow=False))
    assert few.slow is not None
    assert fast.columns[1].values[[2, 4]] == pytest.approx([few.velocity, many.velocity], rel=1e-7)
    assert slow.columns[1].values[2] == pytest.approx(few.slow.velocity, rel=1e-7)
    assert np.isnan(fast.columns[1].values[[0, 5]]).all()


def test_the_charges_of_an_impulse_add_up_to_nothing() -> None:
    fast = report(asked(squid())).fast
    assert fast is not None
    assert fast.charge_imbalance is not None
    # Of 450 nC/cm²; the tails that are cut off carry 1e-5 of a spike, 100 mV of 1 µF/cm².
    assert abs(fast.charge_imbalance) < 1e-3


@pytest.mark.parametrize(
    ("name", "preset", "values", "finding"),
    [
        ("hodgkin-huxley", None, {"g_na": 0.0}, "no wave found"),
        ("morris-lecar", "snic", {}, "no wave found"),
        ("chay-keizer", None, {}, "unstable rest"),
        ("persistent-sodium-potassium", "bistable", {}, "repetitive activity"),
    ],
)
def test_what_hard_membranes_answer(
    name: str, preset: str | None, values: dict[str, float], finding: str
) -> None:
    result = asked(Neuron.of(CATALOGUE[name], preset, **values))
    found = report(result)
    assert found.finding == finding
    assert (found.velocity is None) == (finding in {"no wave found", "unstable rest"})
    assert found.explanation == found.summary[0]


def test_a_burst_is_as_fast_as_its_front() -> None:
    # Pospischil's bursting cell: a simulation of the cable (1600 compartments of 250 µm, steps of 5 µs) has
    # 12.51 m/s, less by its own error of a thousandth.
    result = asked(Neuron.of(CATALOGUE["pospischil"], "ib"), slow=False)
    fast = report(result).fast
    assert fast is not None
    assert (fast.method, fast.spikes > 2) == ("shooting", True)
    assert fast.velocity == pytest.approx(12.51, rel=3e-3)
    assert "tail-not-solved" in {notice.code for notice in result.warnings}
