import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from core.errors import ParameterError
from core.passive_membrane.request import AreaMembrane, PassiveMembraneRequest, WholeCell
from core.passive_membrane.simulate import PassiveMembraneReport, simulate
from core.result import Floats, Result
from core.sampling import OutputSampling
from core.stimulus import Chirp, Noise, Pulse, PulseTrain, Ramp, Samples, Sine, Step, Stimulus
from core.waveform import waveform


def patch(*stimuli: Stimulus, resistance: float = 10_000.0, **options: Any) -> Result:
    return simulate(
        PassiveMembraneRequest(membrane=AreaMembrane(stimulus=stimuli, resistance=resistance), **options)
    )


def cell(*stimuli: Stimulus, **options: Any) -> Result:
    return simulate(PassiveMembraneRequest(membrane=WholeCell(stimulus=stimuli), **options))


def findings(result: Result) -> PassiveMembraneReport:
    assert isinstance(result.report, PassiveMembraneReport)
    return result.report


def series(result: Result, name: str) -> Floats:
    return result.variable(name).values


def error(result: Result) -> float:
    return result.numerics.estimated_errors[0].value


def test_an_empty_request_is_a_step_into_a_patch_of_ten_milliseconds() -> None:
    result = simulate(PassiveMembraneRequest())
    times = series(result, "time")
    expected = -65.0 + np.where(times > 10.0, -10.0 * np.expm1(-(times - 10.0) / 10.0), 0.0)
    assert np.max(np.abs(series(result, "voltage") - expected)) <= error(result)
    report = findings(result)
    assert (report.time_constant, report.specific_resistance, report.input_resistance) == (10.0, 1e4, None)
    assert report.steady_state == -55.0
    assert report.peak.voltage == pytest.approx(-65.0 - 10.0 * math.expm1(-9.0), abs=1e-12)
    assert report.minimum.voltage == -65.0
    assert error(result) < 1e-12
    assert [variable.unit for variable in result.series] == ["mV", "µA/cm²"]


def test_a_cell_is_reckoned_in_nanoamps_and_megaohms() -> None:
    result = cell(Step(amplitude=0.1), duration=200.0)
    assert series(result, "voltage")[-1] == pytest.approx(-55.0 - 10.0 * math.exp(-20.0), abs=1e-12)
    report = findings(result)
    assert (report.input_resistance, report.specific_resistance) == (100.0, None)
    assert result.variable("stimulus").unit == "nA"


def test_an_initial_voltage_decays() -> None:
    result = patch(initial_voltage=-25.0, resting_potential=-75.0, duration=30.0)
    expected = -75.0 + 50.0 * np.exp(-series(result, "time") / 10.0)
    assert np.max(np.abs(series(result, "voltage") - expected)) <= error(result)
    assert findings(result).steady_state == -75.0


DRIVES: dict[str, tuple[Stimulus, ...]] = {
    "pulse": (Pulse(amplitude=2.0, onset=3.0, duration=7.0),),
    "train": (PulseTrain(amplitude=2.0, onset=1.0, duration=0.5, period=2.0, count=15),),
    "ramp": (Ramp(amplitude=-3.0, onset=5.0, duration=20.0, hold=False),),
    "sine": (Sine(amplitude=1.5, frequency=40.0, phase=30.0, offset=0.5, onset=4.0, duration=25.0),),
    "endless sine": (Sine(amplitude=1.5, frequency=40.0, onset=4.0),),
    "chirp": (Chirp(amplitude=1.5, initial_frequency=5.0, frequency=150.0, onset=2.0, duration=30.0),),
    "falling chirp": (
        Chirp(amplitude=1.5, initial_frequency=150.0, onset=2.0, frequency=0.0, duration=30.0),
    ),
    "noise": (Noise(standard_deviation=2.0, interval=0.5, seed=4),),
    "coloured noise": (Noise(standard_deviation=2.0, interval=0.5, correlation_time=3.0, seed=4),),
    "samples": (Samples(values=(1.0, -2.0, 3.0, 0.0, 1.0), interval=5.5, interpolation="linear"),),
    "sum": (
        Step(amplitude=-1.0, onset=8.0),
        Ramp(amplitude=2.0, duration=11.0),
        Sine(amplitude=0.7, frequency=90.0, onset=6.5),
        Chirp(amplitude=0.7, frequency=200.0, onset=1.0, duration=12.0),
        Pulse(amplitude=5.0, onset=20.0, duration=0.1),
    ),
}


@pytest.mark.parametrize("drive", DRIVES)
def test_any_current_against_an_integrator(drive: str) -> None:
    stimuli, duration, tau = DRIVES[drive], 40.0, 10.0
    result = patch(*stimuli, duration=duration, sampling=OutputSampling(points=101, method="uniform"))
    current = waveform(stimuli, duration)
    stops = np.unique(np.concatenate([current.knots, [duration], current.sinusoids[:, :2].ravel()]))
    stops = stops[stops <= duration]
    times, state = series(result, "time"), -65.0
    expected: list[float] = []
    for begin, end in pairwise(stops.tolist()):
        middle = 0.5 * (begin + end)
        slope = current.slopes[np.searchsorted(current.knots, middle) - 1]
        # Inside a piece the current is smooth; at its end it is the limit from the left.
        inside = times[(times >= begin) & (times < end)]

        def right(t: float, v: Floats, end: float = end, slope: float = float(slope)) -> Floats:
            at = min(t, float(np.nextafter(end, 0.0)))
            drive = float(current(np.array([at]))[0]) + slope * (t - at)
            change: Floats = (-(v + 65.0) + 10.0 * drive) / tau
            return change

        # Short steps for the sake of the output between them, which is less accurate than they are.
        solved = solve_ivp(
            right,
            (begin, end),
            [state],
            "DOP853",
            np.append(inside, end),
            rtol=1e-11,
            atol=1e-11,
            max_step=0.5,
        )
        expected.extend(solved.y[0, :-1])
        state = float(solved.y[0, -1])
    expected.append(state)
    # Some hundred steps of the reference at 1e-11.
    assert np.max(np.abs(series(result, "voltage") - np.array(expected))) < 2e-9
    assert np.max(np.abs(series(result, "stimulus") - current(times))) < 1e-12


def test_superposition() -> None:
    parts = DRIVES["sum"]
    sampling = OutputSampling(points=500, method="uniform")
    apart = np.zeros(500)
    for part in parts:
        apart += series(patch(part, duration=40.0, sampling=sampling), "voltage") + 65.0
    together = series(patch(*parts, duration=40.0, sampling=sampling), "voltage") + 65.0
    assert np.allclose(together, apart, rtol=0.0, atol=1e-12)


def test_the_currents_add_up_to_the_stimulus() -> None:
    asked = OutputSampling(series=("capacitive_current", "leak_current", "stimulus"), method="uniform")
    result = patch(*DRIVES["sum"], duration=40.0, sampling=asked)
    assert [variable.name for variable in result.series] == list(asked.series or ())
    total = series(result, "capacitive_current") + series(result, "leak_current")
    assert np.allclose(total, series(result, "stimulus"), rtol=0.0, atol=1e-14)


@pytest.mark.parametrize("resistance", [1e-3, 1e12])
@pytest.mark.parametrize("capacitance", [1e-6, 1e6])
@pytest.mark.parametrize("drive", DRIVES)
def test_extreme_membranes_stay_finite(drive: str, resistance: float, capacitance: float) -> None:
    membrane = AreaMembrane(stimulus=DRIVES[drive], resistance=resistance, capacitance=capacitance)
    result = simulate(PassiveMembraneRequest(membrane=membrane, duration=40.0))
    for variable in result.series:
        assert np.all(np.isfinite(variable.values))
    # No voltage can pass the gain times the largest current, nor the charge over the capacitance.
    largest = float(np.max(np.abs(series(result, "stimulus"))))
    bound = min(resistance / 1e3, 40.0 / capacitance) * max(largest, 5.0) * 1.01
    assert np.max(np.abs(series(result, "voltage") + 65.0)) <= bound + 1e-9


def test_a_charge_without_leak_stays() -> None:
    membrane = AreaMembrane(stimulus=(Pulse(amplitude=1.0, duration=1e-3),), resistance=1e12)
    result = simulate(PassiveMembraneRequest(membrane=membrane, resting_potential=0.0))
    # 1e-3 ms at 1 µA/cm² is 1e-3 mV on 1 µF/cm², of which 100 ms of 1e9 leak away.
    assert series(result, "voltage")[-1] == pytest.approx(1e-3 * (1.0 - 1e-7), rel=1e-11)


def test_a_pulse_between_the_points_is_seen() -> None:
    result = patch(Pulse(amplitude=1000.0, onset=123.456, duration=1e-3), duration=1000.0)
    times, voltage, stimulus = (series(result, name) for name in ("time", "voltage", "stimulus"))
    peak = -65.0 - 1e4 * math.expm1(-1e-4)
    assert result.sampling is not None
    assert result.sampling.method == "min-max"
    assert voltage.max() == pytest.approx(peak, abs=1e-9)
    assert stimulus.max() == 1000.0
    assert times[voltage.argmax()] == pytest.approx(123.457)
    assert findings(result).peak.voltage == pytest.approx(peak, abs=1e-9)


def test_a_fast_sine_is_seen_whatever_its_period() -> None:
    # 2000 points of 1000 ms fall on multiples of the period: equal ones would all see the same phase.
    result = patch(Sine(amplitude=100.0, frequency=1e6), duration=1000.0, resistance=100.0)
    reach = 100.0 * 0.1 / math.hypot(1.0, 2e3 * math.pi * 0.1)
    voltage = series(result, "voltage")[-1000:] + 65.0
    assert voltage.max() == pytest.approx(reach, rel=1e-3)
    assert voltage.min() == pytest.approx(-reach, rel=1e-3)
    assert series(result, "stimulus").max() == pytest.approx(100.0, rel=1e-3)


def test_the_peak_of_a_sine_is_exact() -> None:
    result = patch(Sine(amplitude=1.0, frequency=25.0), duration=1000.0)
    # Past the transient, gain/√(1 + (ωτ)²).
    swing = 10.0 / math.hypot(1.0, 2e-3 * math.pi * 25.0 * 10.0)
    report = findings(result)
    assert report.minimum.voltage == pytest.approx(-65.0 - swing, abs=1e-3)
    assert report.peak.voltage > -65.0 + swing  # the first crest rides on the transient


def test_the_peak_under_a_ramp_is_between_the_knots() -> None:
    report = findings(patch(Ramp(initial_amplitude=5.0, amplitude=-5.0, duration=40.0), duration=60.0))
    # u' = 0 where u = i r: with i = 5 − t/4, u = 10 (5 − t/4) + 25 − 75 e^{−t/10}, t = 10 ln 3.
    time = 10.0 * math.log(3.0)
    assert report.peak.time == pytest.approx(time, rel=1e-12)
    assert report.peak.voltage == pytest.approx(-65.0 + 50.0 - 2.5 * time, abs=1e-11)


@pytest.mark.parametrize(
    ("stimuli", "steady"),
    [
        ((), -65.0),
        ((Step(amplitude=2.0, onset=50.0),), -45.0),
        ((Pulse(amplitude=2.0, duration=20.0),), -65.0),
        ((Pulse(amplitude=2.0, duration=500.0),), -45.0),
        ((Ramp(amplitude=2.0, duration=50.0),), -45.0),
        ((Ramp(amplitude=2.0, duration=500.0),), None),
        ((Sine(amplitude=1.0, frequency=10.0),), None),
        ((Sine(amplitude=1.0, frequency=10.0, duration=50.0), Step(amplitude=1.0)), -55.0),
        ((Noise(standard_deviation=1.0),), None),
        ((PulseTrain(amplitude=1.0, duration=1.0, period=20.0),), None),
        ((PulseTrain(amplitude=1.0, duration=1.0, period=2.0),), -65.0),
        ((Samples(values=(1.0, 2.0), interval=10.0),), -65.0),
        ((Chirp(amplitude=1.0, frequency=10.0, duration=101.0),), None),
    ],
)
def test_the_steady_state_is_that_of_a_current_at_rest(
    stimuli: tuple[Stimulus, ...], steady: float | None
) -> None:
    assert findings(patch(*stimuli)).steady_state == steady


@pytest.mark.parametrize("membrane", [AreaMembrane, WholeCell])
@pytest.mark.parametrize("onset", [0.0, 12.5])
@pytest.mark.parametrize("amplitude", [0.0, 0.7, -0.7])
@pytest.mark.parametrize("initial_voltage", [None, -80.0, -50.0])
def test_the_formula_gives_the_voltage(
    membrane: type[AreaMembrane] | type[WholeCell],
    onset: float,
    amplitude: float,
    initial_voltage: float | None,
) -> None:
    made = membrane(stimulus=(Step(amplitude=amplitude, onset=onset),))
    result = simulate(PassiveMembraneRequest(membrane=made, initial_voltage=initial_voltage))
    times, voltage = series(result, "time"), series(result, "voltage")
    words = {
        "exp": np.exp,
        "resting_potential": -65.0,
        "initial_voltage": initial_voltage,
        "resistance": made.resistance,
        "capacitance": made.capacitance,
        "amplitude": amplitude,
        "onset": onset,
    }
    pieces = findings(result).solution
    assert pieces is not None
    assert (pieces[0].begin, pieces[-1].end) == (0.0, None)
    for piece in pieces:
        part = (times >= piece.begin) & (times < (piece.end or np.inf))
        for text in (piece.text, piece.text_with_numbers):
            value = eval(text, {"t": times[part], **words})  # noqa: S307 - a formula of our own
            # Twelve digits in the numbers.
            assert np.allclose(value, voltage[part], rtol=0.0, atol=1e-9), text
        assert piece.latex.count("{") == piece.latex.count("}")
        assert piece.latex_with_numbers.count("{") == piece.latex_with_numbers.count("}")


def test_only_a_step_has_a_formula() -> None:
    assert findings(patch(Pulse(amplitude=1.0, duration=5.0))).solution is None
    assert findings(patch(Step(amplitude=1.0), Step(amplitude=1.0))).solution is None


def test_what_cannot_be_drawn_is_said() -> None:
    uniform = OutputSampling(points=100, method="uniform")
    result = patch(Sine(amplitude=1.0, frequency=1000.0), sampling=uniform)
    assert [notice.code for notice in result.warnings] == ["undersampled"]
    assert patch(Sine(amplitude=1.0, frequency=10.0), sampling=uniform).warnings == ()


def test_what_no_membrane_withstands_is_said() -> None:
    assert [notice.code for notice in patch(Step(amplitude=1e4)).warnings] == ["beyond-breakdown"]


def test_a_stimulus_past_the_end_is_said() -> None:
    notice = patch(Step(amplitude=1.0), Step(amplitude=1.0, onset=100.0)).warnings[0]
    assert (notice.code, notice.pointer) == ("stimulus-after-end", "/membrane/stimulus/1")


def test_too_fine_a_noise_is_refused_where_it_stands() -> None:
    with pytest.raises(ParameterError) as caught:
        patch(Step(amplitude=1.0), Noise(standard_deviation=1.0, interval=1e-6))
    assert caught.value.pointer == "/membrane/stimulus/1/interval"


@pytest.mark.parametrize("method", ["auto", "uniform", "min-max"])
@pytest.mark.parametrize("points", [2, 7, 100, 2001])
def test_no_more_points_than_asked_for(method: Any, points: int) -> None:
    for stimuli in DRIVES.values():
        result = patch(*stimuli, duration=40.0, sampling=OutputSampling(points=points, method=method))
        times = series(result, "time")
        assert 2 <= times.size <= points
        assert np.all(np.diff(times) > 0.0)
        assert (times[0], times[-1]) == (0.0, 40.0)


def test_the_estimate_bounds_the_rounding_of_long_runs() -> None:
    # 1e5 equal pieces of one constant current are one piece.
    samples = Samples(values=(1.0,) * 100_000, interval=0.01)
    result = patch(samples, duration=999.0, sampling=OutputSampling(points=500, method="uniform"))
    expected = -65.0 - 10.0 * np.expm1(-series(result, "time") / 10.0)
    assert np.max(np.abs(series(result, "voltage") - expected)) <= error(result) < 1e-9
