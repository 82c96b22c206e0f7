"""The voltage clamp against gates written out by hand, scipy's integrators, and exact relations."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from core.errors import ParameterError
from core.neuron.catalogue import CATALOGUE, HODGKIN_HUXLEY, MORRIS_LECAR
from core.neuron.declaration import Neuron
from core.neuron.voltage_clamp.clamp import VoltageClampReport, voltage_clamp
from core.neuron.voltage_clamp.cost import cost
from core.neuron.voltage_clamp.request import (
    ClampRamp,
    ClampStep,
    DurationList,
    TraceSampling,
    VoltageClampRequest,
    VoltageList,
    VoltageRange,
)
from core.neuron.voltage_clamp.standard import standard_segments
from core.result import Curve, Floats, Result
from tests.core.neuron.clamped_cells import CALCIUM_CELL, declared, solution

HH = Neuron.of(HODGKIN_HUXLEY)
ML = Neuron.of(MORRIS_LECAR)
EXACT = 1e-9
"""Relative error promised of what has a closed form."""
ALL = ("command", "voltage", "i_clamp", "i_capacitive", "i_ionic")
HH_ALL = (*ALL, "i_na", "i_k", "i_l", "g_na", "g_k", "m", "h", "n")


def linoid(x: float) -> float:
    return x / -math.expm1(-x) if x else 1.0


RATES: Mapping[str, Callable[[float], tuple[float, float]]] = {
    "m": lambda v: (linoid((v + 40) / 10), 4 * math.exp(-(v + 65) / 18)),
    "h": lambda v: (0.07 * math.exp(-(v + 65) / 20), 1 / (1 + math.exp(-(v + 35) / 10))),
    "n": lambda v: (0.1 * linoid((v + 55) / 10), 0.125 * math.exp(-(v + 65) / 80)),
}
"""Hodgkin and Huxley's α and β [1/ms] at 6.3 °C, written out."""


def steady(gate: str, v: float) -> float:
    alpha, beta = RATES[gate](v)
    return alpha / (alpha + beta)


def relaxed(gate: str, v: float, start: float, time: float) -> float:
    alpha, beta = RATES[gate](v)
    end = alpha / (alpha + beta)
    return end + (start - end) * math.exp(-(alpha + beta) * time)


def gates_after(path: list[tuple[float, float]], holding: float) -> dict[str, float]:
    """The gates after stays of some time [ms] at some voltages [mV]."""
    gates = {gate: steady(gate, holding) for gate in RATES}
    for voltage, time in path:
        gates = {gate: relaxed(gate, voltage, value, time) for gate, value in gates.items()}
    return gates


def sodium(gates: Mapping[str, float], v: float) -> float:
    return 120 * gates["m"] ** 3 * gates["h"] * (v - 50)


def potassium(gates: Mapping[str, float], v: float) -> float:
    return 36 * gates["n"] ** 4 * (v + 77)


def hodgkin_huxley(command: Callable[[float], float]) -> Callable[[float, Floats], list[float]]:
    """Right-hand side of the gates under a command."""

    def rates(t: float, gates: Floats) -> list[float]:
        v = command(t)
        return [a * (1 - x) - b * x for (a, b), x in zip((RATES[g](v) for g in RATES), gates, strict=True)]

    return rates


def column(result: Result, name: str) -> Floats:
    return result.variable(name).values


def of(curve: Curve, name: str) -> Floats:
    return next(variable.values for variable in curve.columns if variable.name == name)


def report_of(result: Result) -> VoltageClampReport:
    assert isinstance(result.report, VoltageClampReport)
    return result.report


def asked(*segments: ClampStep | ClampRamp, **fields: Any) -> VoltageClampRequest:
    fields.setdefault("sampling", TraceSampling(series=HH_ALL))
    return VoltageClampRequest(segments=segments, holding=fields.pop("holding", -65.0), **fields)


FAMILY = asked(
    ClampStep(duration=1.0),
    ClampStep(duration=8.0, family=VoltageRange(start=-100.0, stop=60.0, step=20.0)),
    ClampStep(voltage=-50.0, duration=4.0),
)


def test_gates_and_currents_are_the_closed_forms() -> None:
    result = voltage_clamp(HH, FAMILY)
    assert [curve.name for curve in result.curves] == [f"{v} mV" for v in range(-100, 61, 20)]
    for curve, voltage in zip(result.curves, column(result, "varied").tolist(), strict=True):
        for k, time in enumerate(of(curve, "time").tolist()):
            path = [(-65.0, min(time, 1.0))]
            v = -65.0
            if time >= 1.0:
                path, v = [*path, (voltage, min(time - 1.0, 8.0))], voltage
            if time >= 9.0:
                path, v = [*path, (-50.0, time - 9.0)], -50.0
            gates = gates_after(path, -65.0)
            for gate, value in gates.items():
                assert of(curve, gate)[k] == pytest.approx(value, rel=EXACT)
            assert of(curve, "command")[k] == of(curve, "voltage")[k] == v
            currents = {"i_na": sodium(gates, v), "i_k": potassium(gates, v), "i_l": 0.3 * (v + 54.387)}
            for name, value in currents.items():
                assert of(curve, name)[k] == pytest.approx(value, rel=EXACT, abs=1e-12)
            assert of(curve, "g_na")[k] == pytest.approx(120 * gates["m"] ** 3 * gates["h"], rel=EXACT)
            total = sum(currents.values())
            scale = sum(abs(value) for value in currents.values())
            assert of(curve, "i_clamp")[k] == pytest.approx(total, rel=EXACT, abs=1e-12 * scale)


def test_the_summary_measures_the_solution_and_not_its_samples() -> None:
    result = voltage_clamp(HH, FAMILY)
    for k, voltage in enumerate(column(result, "varied").tolist()):

        def current(time: float, voltage: float = voltage) -> float:
            return sodium(gates_after([(-65.0, 1.0), (voltage, time)], -65.0), voltage)

        end = gates_after([(-65.0, 1.0), (voltage, 8.0)], -65.0)
        assert column(result, "steady_i_na")[k] == pytest.approx(sodium(end, voltage), rel=EXACT)
        assert column(result, "steady_i_k")[k] == pytest.approx(potassium(end, voltage), rel=EXACT)
        assert column(result, "tail_i_k")[k] == pytest.approx(potassium(end, -50.0), rel=EXACT)
        assert column(result, "tail_i_na")[k] == pytest.approx(sodium(end, -50.0), rel=EXACT)
        # C = 1 µF/cm²: the charge of the jump is its height.
        assert column(result, "capacitive_charge")[k] == pytest.approx(voltage + 65.0, rel=1e-12)
        if voltage >= -40.0:

            def slope(t: float, voltage: float = voltage) -> float:
                (a, b), (c, d) = RATES["m"](voltage), RATES["h"](voltage)
                gates = gates_after([(-65.0, 1.0), (voltage, t)], -65.0)
                dm, dh = a - (a + b) * gates["m"], c - (c + d) * gates["h"]
                return 3 * dm / gates["m"] + dh / gates["h"]

            peak_time = brentq(slope, 0.05, 5.0, xtol=1e-14)
            assert column(result, "time_to_peak_i_na")[k] == pytest.approx(peak_time, rel=1e-6)
            assert column(result, "peak_i_na")[k] == pytest.approx(current(peak_time), rel=EXACT)
            assert column(result, "peak_g_na")[k] == pytest.approx(
                current(peak_time) / (voltage - 50), rel=EXACT
            )
    end = gates_after([(-65.0, 1.0), (60.0, 8.0)], -65.0)
    assert column(result, "peak_g_k").max() == pytest.approx(36 * end["n"] ** 4, rel=EXACT)
    assert column(result, "relative_na").max() == 1.0


def test_the_summary_does_not_depend_on_the_samples() -> None:
    few = voltage_clamp(HH, asked(*FAMILY.segments, sampling=TraceSampling(points=2)))
    many = voltage_clamp(HH, asked(*FAMILY.segments, sampling=TraceSampling(interval=0.001)))
    for one, other in zip(few.series, many.series, strict=True):
        assert one.values.tolist() == other.values.tolist()


@pytest.mark.parametrize("tolerance", [1e-3, 1e-5])
def test_a_ramp_is_the_solution_of_the_gates(tolerance: float) -> None:
    # −90 to 40 mV in 60 ms, then back in 15 ms
    request = asked(
        ClampRamp(voltage=40.0, duration=60.0),
        ClampRamp(voltage=-90.0, duration=15.0),
        holding=-90.0,
        tolerance=tolerance,
    )
    result = voltage_clamp(HH, request)
    (curve,) = result.curves
    times = of(curve, "time")

    def command(t: float) -> float:
        return -90 + 130 / 60 * t if t < 60 else 40 - 130 / 15 * (t - 60)

    states = np.empty((3, times.size))
    start = np.array([steady(gate, -90.0) for gate in RATES])
    for low, high in ((0.0, 60.0), (60.0, 75.0)):
        inside = (times >= low) & (times <= high)
        solved = solve_ivp(
            hodgkin_huxley(command),
            (low, high),
            start,
            method="DOP853",
            t_eval=np.append(times[inside][times[inside] < high], high),
            rtol=1e-12,
            atol=1e-14,
        )
        states[:, inside] = solved.y[:, : inside.sum()]
        start = solved.y[:, -1]
    errors = {e.variable: e.value for e in result.numerics.estimated_errors}
    for gate, exact in zip(RATES, states, strict=True):
        error = float(np.abs(of(curve, gate) - exact).max())
        # A gate's error counts by its share of a spike of 100 mV.
        assert error < tolerance / 100
        assert error < 3.0 * errors[gate] + 1e-10
    assert of(curve, "command") == pytest.approx(np.array([command(t) for t in times]), abs=1e-11)
    slopes = np.where(times < 60.0, 130 / 60, -130 / 15)
    assert of(curve, "i_capacitive") == pytest.approx(slopes, rel=1e-12)
    assert of(curve, "i_clamp") == pytest.approx(of(curve, "i_ionic") + slopes, rel=1e-12)


def test_a_ramp_begins_where_the_command_is() -> None:
    segments = (ClampStep(voltage=-20.0, duration=2.0), ClampRamp(voltage=20.0, duration=10.0))
    (curve,) = voltage_clamp(HH, asked(*segments, sampling=TraceSampling(interval=1.0))).curves
    assert of(curve, "command").tolist() == [-20, -20, *range(-20, 21, 4)]


def behind(resistance: float, steps: list[tuple[float, float]], times: Floats) -> Floats:
    """V, m, h, n of the membrane behind a resistance [Ω·cm²] by Radau, stays at commands one by one."""
    g = 1000.0 / resistance

    def total(v: float, x: Floats) -> float:
        gates = dict(zip(RATES, x, strict=True))
        return sodium(gates, v) + potassium(gates, v) + 0.3 * (v + 54.387)

    def held(v: float) -> float:
        return total(v, np.array([steady(gate, v) for gate in RATES])) + g * (v + 65.0)

    v0 = float(brentq(held, -66.0, -64.0, xtol=1e-13))
    state = np.array([v0, *(steady(gate, v0) for gate in RATES)])
    found, begin = [], 0.0
    for command, duration in steps:

        def rates(_: float, y: Floats, command: float = command) -> list[float]:
            own = hodgkin_huxley(lambda _: float(y[0]))(0.0, y[1:])
            return [g * (command - y[0]) - total(float(y[0]), y[1:]), *own]

        last = begin + duration
        inside = times[(times >= begin) & (times < last)]
        solved = solve_ivp(
            rates, (begin, last), state, method="Radau", t_eval=[*inside, last], rtol=1e-9, atol=1e-11
        )
        found.append(solved.y[:, :-1])
        state, begin = solved.y[:, -1], last
    return np.concatenate([*found, state[:, np.newaxis]], axis=1)


@pytest.mark.parametrize("resistance", [0.5, 5.0, 60.0])
def test_behind_a_series_resistance(resistance: float) -> None:
    steps = [(-65.0, 0.5), (-20.0, 6.0), (-70.0, 2.0)]
    segments = [ClampStep(voltage=v, duration=d) for v, d in steps]
    result = voltage_clamp(HH, asked(*segments, series_resistance=resistance, measured=1))
    (curve,) = result.curves
    exact = behind(resistance, steps, of(curve, "time"))
    for name, row, tolerance in zip(("voltage", *RATES), exact, (1e-3, 1e-5, 1e-5, 1e-5), strict=True):
        assert np.abs(of(curve, name) - row).max() < tolerance
    commands = of(curve, "command")
    assert of(curve, "i_clamp") == pytest.approx(
        1000 / resistance * (commands - of(curve, "voltage")), rel=1e-12, abs=1e-12
    )
    assert of(curve, "i_clamp") == pytest.approx(
        of(curve, "i_ionic") + of(curve, "i_capacitive"), rel=1e-9, abs=1e-9
    )
    assert report_of(result).clamp_time_constant == pytest.approx(resistance * 1e-3, rel=1e-12)
    off = report_of(result).largest_voltage_error
    k = int(np.argmax(np.abs(of(curve, "i_ionic"))))
    assert off == pytest.approx((of(curve, "voltage") - commands)[k], abs=0.05 * abs(off))
    assert any(notice.code == "poor-voltage-control" for notice in result.warnings) == (abs(off) > 5.0)


def test_the_capacitive_transient_carries_the_charge_of_the_jump() -> None:
    # 40 time constants of 5 µs: the membrane is charged while no gate has moved
    neuron = Neuron.of(HODGKIN_HUXLEY, g_na=0.0, g_k=0.0, g_l=0.0)
    request = asked(
        ClampStep(duration=0.01),
        ClampStep(voltage=-25.0, duration=0.2),
        series_resistance=5.0,
        measured=1,
        sampling=TraceSampling(series=ALL, points=4201),
    )
    result = voltage_clamp(neuron, request)
    (curve,) = result.curves
    times, current = of(curve, "time"), of(curve, "i_capacitive")
    after = np.maximum(times - 0.01, 0.0)
    exact = np.where(times >= 0.01, 200 * 40 * np.exp(-after * 200), 0.0)
    assert current == pytest.approx(exact, abs=200 * 2e-4)
    assert column(result, "capacitive_charge") == pytest.approx(40.0, rel=1e-12)


def test_compensation_takes_resistance_away() -> None:
    step = ClampStep(voltage=-20.0, duration=5.0)
    half = voltage_clamp(HH, asked(step, series_resistance=10.0, compensation=0.5))
    five = voltage_clamp(HH, asked(step, series_resistance=5.0))
    whole = voltage_clamp(HH, asked(step, series_resistance=10.0, compensation=1.0))
    ideal = voltage_clamp(HH, asked(step))
    for one, other in ((half, five), (whole, ideal)):
        for a, b in zip(one.curves[0].columns, other.curves[0].columns, strict=True):
            assert a.values.tolist() == b.values.tolist()


def test_the_stated_errors_are_measured() -> None:
    step = (ClampStep(voltage=-20.0, duration=5.0), ClampStep(voltage=-60.0, duration=2.0))
    rough, fine = (
        voltage_clamp(HH, asked(*step, series_resistance=20.0, tolerance=tolerance))
        for tolerance in (1e-3, 1e-7)
    )
    for one, exact in zip(rough.series, fine.series, strict=True):
        error = float(np.abs(one.values - exact.values).max())
        # Four times the error in the median; where the current is flat the time of its peak is anywhere.
        assert error < 3.0 * (one.resolution or 0.0) + 1e-9, one.name
    for one, exact in zip(rough.curves[0].columns, fine.curves[0].columns, strict=True):
        error = float(np.abs(one.values - exact.values).max())
        assert error < 3.0 * (one.resolution or 0.0) + 1e-9, one.name
    (rounding,) = voltage_clamp(HH, asked(*step)).numerics.estimated_errors
    assert (rounding.variable, rounding.value < 1e-14) == ("states", True)


def test_a_small_resistance_is_nearly_ideal() -> None:
    step = ClampStep(voltage=0.0, duration=5.0)
    near = voltage_clamp(HH, asked(step, series_resistance=0.01))
    ideal = voltage_clamp(HH, asked(step))
    for name in ("peak_i_na", "steady_i_k", "outward_peak"):
        # τ = 10 ns, and 2 mA/cm² over 0.01 Ω·cm² are 20 µV.
        assert column(near, name) == pytest.approx(column(ideal, name), rel=1e-3)


def test_tails_reverse_where_they_should() -> None:
    family = VoltageList(voltages=(-110.0, -77.0, -40.0))
    segments = (ClampStep(voltage=20.0, duration=5.0), ClampStep(duration=10.0, family=family))
    result = voltage_clamp(HH, asked(*segments, measured=0))
    gates = gates_after([(20.0, 5.0)], -65.0)
    exact = [potassium(gates, v) for v in family.voltages]
    assert column(result, "tail_i_k") == pytest.approx(exact, rel=EXACT, abs=1e-12)
    late = voltage_clamp(HH, asked(*segments, measured=0, tail_delay=3.0))
    exact = [potassium(gates_after([(20.0, 5.0), (v, 3.0)], -65.0), v) for v in family.voltages]
    assert column(late, "tail_i_k") == pytest.approx(exact, rel=EXACT, abs=1e-12)


def test_recovery_from_inactivation() -> None:
    gaps = (1.0, 3.0, 10.0, 30.0)
    request = asked(
        ClampStep(voltage=0.0, duration=20.0),
        ClampStep(voltage=-70.0, family=DurationList(durations=gaps)),
        ClampStep(voltage=0.0, duration=3.0),
        measured=2,
        block={"k": 1.0},
    )
    result = voltage_clamp(HH, request)
    assert result.axis is not None
    assert (result.axis.unit, result.axis.values.tolist()) == ("ms", list(gaps))
    for k, gap in enumerate(gaps):
        after = [
            gates_after([(0.0, 20.0), (-70.0, gap), (0.0, t)], -65.0) for t in np.linspace(0.2, 1.5, 2601)
        ]
        peak = min(sodium(gates, 0.0) for gates in after)
        assert column(result, "peak_i_na")[k] == pytest.approx(peak, rel=1e-6)
        assert of(result.curves[k], "time")[-1] == 23.0 + gap
    assert report_of(result).activation == ()


def test_a_block_scales_a_current_and_nothing_else() -> None:
    free = voltage_clamp(HH, FAMILY)
    part = voltage_clamp(HH, asked(*FAMILY.segments, block={"na": 0.75, "k": 1.0}))
    for before, after in zip(free.curves, part.curves, strict=True):
        assert of(after, "i_na") == pytest.approx(0.25 * of(before, "i_na"), rel=1e-13)
        assert of(after, "g_na") == pytest.approx(0.25 * of(before, "g_na"), rel=1e-13)
        assert not of(after, "i_k").any()
        for name in ("m", "h", "n", "i_l"):
            assert of(after, name).tolist() == of(before, name).tolist()
        assert of(after, "i_ionic") == pytest.approx(of(after, "i_na") + of(after, "i_l"), rel=1e-12)
    assert report_of(part).holding == -65.0


def test_the_holding_voltage_is_the_resting_potential_without_a_block() -> None:
    request = VoltageClampRequest(block={"k": 1.0})
    report = report_of(voltage_clamp(HH, request))
    assert report.holding == pytest.approx(-64.99637933, abs=1e-7)
    assert report.holding_current < -1.0  # what the blocked potassium current carried is missing
    assert report_of(voltage_clamp(HH, VoltageClampRequest())).holding_current == pytest.approx(
        0.0, abs=1e-12
    )


def test_instantaneous_activation_gives_boltzmanns_curve_exactly() -> None:
    # (1 + tanh((V + 1.2)/18))/2 is 1/(1 + exp(−(V + 1.2)/9)).
    fits = report_of(voltage_clamp(ML, VoltageClampRequest(segments=standard_segments(MORRIS_LECAR))))
    calcium = next(fit for fit in fits.activation if fit.current == "ca")
    assert calcium.v_half == pytest.approx(-1.2, abs=1e-6)
    assert calcium.slope_factor == pytest.approx(9.0, abs=1e-6)
    assert calcium.residual == pytest.approx(0.0, abs=1e-9)
    assert calcium.remark == ""


def test_inactivation_has_a_negative_slope_factor() -> None:
    prepulses = VoltageRange(start=-120.0, stop=-20.0, step=5.0)
    segments = (ClampStep(duration=200.0, family=prepulses), ClampStep(voltage=-10.0, duration=4.0))
    fits = report_of(voltage_clamp(HH, asked(*segments, measured=1))).activation
    fit = next(one for one in fits if one.current == "na")
    assert fit.slope_factor is not None
    assert fit.slope_factor == pytest.approx(-7.0, abs=1.0)
    # h∞ of the squid axon is one half at −62 mV.
    assert fit.v_half == pytest.approx(-62.0, abs=1.5)


def test_few_voltages_give_no_fit() -> None:
    family = VoltageList(voltages=(-20.0, 0.0, 20.0))
    (sodium_fit, _) = report_of(voltage_clamp(HH, asked(ClampStep(duration=5.0, family=family)))).activation
    assert sodium_fit.v_half is None
    assert "fewer" in sodium_fit.remark


def test_a_calcium_pool_and_a_constant_field_current() -> None:
    request = asked(
        ClampStep(voltage=-10.0, duration=50.0),
        ClampStep(voltage=-60.0, duration=50.0),
        holding=-80.0,
        tolerance=1e-5,
        sampling=TraceSampling(series=("s", "q", "ca", "i_ca", "p_ca", "i_ahp")),
    )
    (curve,) = voltage_clamp(declared(CALCIUM_CELL), request).curves
    exact = solution(-80.0, [(-10.0, 50.0), (-60.0, 50.0)], of(curve, "time"))
    for name, values in exact.items():
        scale = float(np.abs(values).max())
        assert of(curve, name) == pytest.approx(values, abs=2e-6 * scale), name
    # The gate of voltage alone has its closed form, though the pool beside it has none.
    assert of(curve, "s") == pytest.approx(exact["s"], rel=1e-8)


def test_a_block_keeps_the_pool_empty() -> None:
    neuron = declared(CALCIUM_CELL)
    step = ClampStep(voltage=0.0, duration=50.0)
    series = TraceSampling(series=("ca",))
    found = [
        of(
            voltage_clamp(neuron, asked(step, holding=-80.0, sampling=series, block={"ca": f})).curves[0],
            "ca",
        )
        for f in (0.0, 0.5, 1.0)
    ]
    assert found[0].max() > found[1].max() > 2.0 * found[2].max()


def test_a_dimensionless_model_is_clamped_too() -> None:
    neuron = Neuron.of(CATALOGUE["fitzhugh-nagumo"])
    request = asked(
        ClampStep(voltage=1.0, duration=30.0), holding=-1.0, sampling=TraceSampling(series=("w", "i_clamp"))
    )
    (curve,) = voltage_clamp(neuron, request).curves
    start, end, rate = (-1 + 0.7) / 0.8, (1 + 0.7) / 0.8, 0.08 * 0.8
    w = end + (start - end) * np.exp(-rate * of(curve, "time"))
    assert of(curve, "w") == pytest.approx(w, rel=EXACT)
    assert of(curve, "i_clamp") == pytest.approx(1 / 3 - 1 + w, rel=EXACT)
    assert curve.columns[1].unit == "1"


@pytest.mark.parametrize("name", CATALOGUE)
@pytest.mark.parametrize("resistance", [0.0, 20.0])
def test_every_cell_of_the_catalogue(name: str, resistance: float) -> None:
    neuron = Neuron.of(CATALOGUE[name])
    segments = standard_segments(neuron.model)
    request = VoltageClampRequest(segments=segments, series_resistance=resistance)
    result = voltage_clamp(neuron, request)
    assert 8 <= len(result.curves) <= 30
    for curve in result.curves:
        assert all(np.isfinite(variable.values).all() for variable in curve.columns)
    for variable in result.series:
        assert np.isfinite(variable.values).all(), variable.name
    assert 0.0 < cost(neuron, request)[0] < 5.0


STEP = ClampStep(voltage=0.0, duration=1.0)
RANGE = VoltageRange(start=-60.0, stop=0.0)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        (
            {"segments": (ClampStep(duration=1.0, family=RANGE),) * 2},
            "/segments/1/family",
        ),
        ({"segments": (STEP,), "measured": 1}, "/measured"),
        ({"segments": (STEP,), "block": {"potassium": 1.0}}, "/block/potassium"),
        ({"segments": (STEP, STEP), "tail_delay": 2.0}, "/tail_delay"),
        ({"segments": (STEP,), "tail_delay": 0.5}, "/tail_delay"),
        ({"segments": (ClampRamp(voltage=1500.0, duration=5.0),)}, "/segments"),
        ({"segments": (STEP,), "sampling": TraceSampling(series=("i_kk",))}, "/sampling/series/0"),
        ({"segments": (STEP,), "sampling": TraceSampling(interval=1e-5)}, "/sampling/interval"),
        ({"segments": (ClampStep(duration=6e5, voltage=0.0),) * 2}, "/segments"),
        (
            {"segments": (ClampStep(duration=1.0, family=VoltageList(voltages=(1.0, 1.0))),)},
            "/segments/0/family/voltages",
        ),
    ],
)
def test_what_has_no_meaning_is_pointed_out(fields: dict[str, Any], pointer: str) -> None:
    with pytest.raises(ParameterError) as caught:
        voltage_clamp(HH, VoltageClampRequest(**fields))
    assert caught.value.pointer == pointer


@pytest.mark.parametrize(
    ("kind", "fields", "pointer"),
    [
        (ClampStep, {"voltage": 0.0}, "/duration"),
        (ClampStep, {"voltage": 0.0, "duration": 1.0, "family": RANGE}, "/voltage"),
        (ClampRamp, {"duration": 1.0, "family": DurationList(durations=(1.0,))}, "/duration"),
        (VoltageRange, {"start": 0.0, "stop": 10.0, "step": -1.0}, "/step"),
        (VoltageRange, {"start": 0.0, "stop": 10.0, "step": 0.0}, "/step"),
        (VoltageRange, {"start": 0.0, "stop": 10.0, "step": 0.01}, "/step"),
        (VoltageClampRequest, {"series_resistance": 1e-4}, "/series_resistance"),
        (VoltageClampRequest, {"compensation": 0.5}, "/compensation"),
        (VoltageClampRequest, {"block": {"na": 1.5}}, "/block/na"),
    ],
    ids=str,
)
def test_requests_that_contradict_themselves(
    kind: Callable[..., object], fields: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        kind(**fields)
    assert caught.value.pointer == pointer


def test_far_commands_are_doubted() -> None:
    result = voltage_clamp(HH, asked(ClampStep(voltage=160.0, duration=1.0)))
    assert [notice.code for notice in result.warnings] == ["beyond-physiology"]
    gates = gates_after([(160.0, 1.0)], -65.0)
    assert column(result, "steady_i_na") == pytest.approx(sodium(gates, 160.0), rel=EXACT)


def test_the_voltages_of_a_range() -> None:
    assert VoltageRange(start=-60.0, stop=60.0).values.tolist() == list(range(-60, 61, 10))
    assert VoltageRange(start=0.0, stop=-0.3, step=-0.1).values.tolist() == [0.0, -0.1, -0.2, -0.3]
    assert VoltageRange(start=5.0, stop=5.0).values.tolist() == [5.0]
