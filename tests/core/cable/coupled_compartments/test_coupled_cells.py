"""Excitable cells with gap junctions: against scipy, single cells, exact solutions, and conservation laws."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from core.cable.coupled_compartments.compartments import ActiveCompartment, WholeCompartment
from core.cable.coupled_compartments.joint import run as joint_run
from core.cable.coupled_compartments.junctions import (
    Junction,
    OhmicJunction,
    RectifyingJunction,
    VoltageGatedJunction,
    conductance,
)
from core.errors import ConvergenceError, DivergenceError, ParameterError
from core.neuron.catalogue import CATALOGUE, HODGKIN_HUXLEY, MORRIS_LECAR
from core.neuron.declaration import Neuron
from core.neuron.initial import initial_state
from core.neuron.simulate import CurrentClamp, simulate
from core.result import Floats, Result
from core.sampling import OutputSampling
from core.stimulus import Noise, Pulse, PulseTrain, Sine, Step, Stimulus
from tests.core.cable.coupled_compartments.networks import curve, features, report, room, run, voltage
from tests.core.neuron import hand_written_pair as by_hand

HH, ML = Neuron.of(HODGKIN_HUXLEY), Neuron.of(MORRIS_LECAR)
WB = Neuron.of(CATALOGUE["wang-buzsaki"])
TIGHT = 1e-6


def cell(current: float = 0.0, start: float | None = None, **options: object) -> ActiveCompartment:
    """A cell of 1000 µm² under a step [nA], from a voltage [mV]."""
    stimulus = (Step(amplitude=current),) if current else ()
    initial = None if start is None else {"voltage": start}
    return ActiveCompartment(**{"stimulus": stimulus, "initial": initial, **options})  # type: ignore[arg-type]


def spikes(result: Result, number: int) -> list[float]:
    return [event.time for event in result.events if event.values["compartment"] == number]


def error_of(result: Result, variable: str) -> float:
    return next(error.value for error in result.numerics.estimated_errors if error.variable == variable)


def flow(junction: Junction, voltage: float) -> float:
    return float(conductance(junction.characteristic, np.array([voltage]))[0][0]) * voltage


def test_three_different_compartments_against_scipy() -> None:
    junctions: tuple[Junction, ...] = (
        OhmicJunction(first=1, second=2, conductance=1.0),
        VoltageGatedJunction(first=2, second=3, maximal_conductance=4.0, minimal_conductance=0.2),
        RectifyingJunction(first=3, second=1, maximal_conductance=3.0),
    )
    compartments = (
        cell(0.12, -65.0),
        cell(1.7, -40.0, membrane_area=2000.0),
        room(200.0, 0.02, initial_voltage=-60.0),
    )
    result = run(compartments, junctions, (HH, ML, None), duration=60.0, tolerance=TIGHT)
    densities, first = (100.0, 50.0), (0, 4, 6)

    def slope(_: float, x: Floats) -> Floats:
        v = x[list(first)]
        injected = np.array([0.12, 1.7, 0.0])
        for junction in junctions:
            a, b = junction.first - 1, junction.second - 1
            current = flow(junction, float(v[a] - v[b]))
            injected[a] -= current
            injected[b] += current
        return np.concatenate(
            [
                by_hand.hodgkin_huxley(x[:4].tolist(), densities[0] * injected[0]),
                by_hand.morris_lecar(x[4:6].tolist(), densities[1] * injected[1]),
                [(injected[2] - (x[6] + 65.0) / 200.0) / 0.02],
            ]
        )

    start = [*initial_state(HH, {"voltage": -65.0}), *initial_state(ML, {"voltage": -40.0}), -60.0]
    assert result.axis is not None
    solved = solve_ivp(
        slope, (0.0, 60.0), start, "LSODA", result.axis.values, rtol=1e-11, atol=1e-11, max_step=0.05
    )
    assert len(spikes(result, 1)) > 2
    for number, place in enumerate(first, 1):
        # LSODA's dense output at 1e-11 is good to some 1e-7 mV, which a spike magnifies tenfold.
        assert voltage(result, number) == pytest.approx(solved.y[place], abs=3e-5)


def test_a_linear_network_by_the_integrator_is_the_exact_one() -> None:
    stimuli: tuple[Stimulus, ...] = (
        Sine(amplitude=0.1, frequency=60.0, onset=3.0, duration=20.0),
        PulseTrain(amplitude=0.3, onset=5.0, duration=0.5, period=4.0, count=4),
        Noise(standard_deviation=0.1, interval=1.0, correlation_time=2.0, duration=30.0),
    )
    rooms = (room(stimulus=stimuli), room(None, 0.02, stimulus=(Step(amplitude=0.02),)), room(300.0, 0.2))
    pairs = {(1, 2): 20.0, (2, 3): 2.0, (1, 3): 5.0}
    ohmic = (OhmicJunction(first=a, second=b, conductance=g) for (a, b), g in pairs.items())
    exact = run(rooms, tuple(ohmic))
    # Of equal least and largest conductance they are ohmic, but for the program.
    gated = (
        VoltageGatedJunction(first=a, second=b, maximal_conductance=g, minimal_conductance=g)
        for (a, b), g in pairs.items()
    )
    found = run(rooms, tuple(gated), tolerance=TIGHT)
    for number in range(1, 4):
        assert voltage(found, number) == pytest.approx(voltage(exact, number), abs=3e-6)
        for name in ("highest_voltage", "lowest_voltage", "end_voltage"):
            here, there = (getattr(features(each).compartments[number - 1], name) for each in (found, exact))
            assert here == pytest.approx(there, abs=1e-5)
        here, there = (report(each).compartments[number - 1] for each in (found, exact))
        assert here.input_resistance == pytest.approx(there.input_resistance, rel=1e-12)
        assert here.resting_potential == pytest.approx(there.resting_potential, rel=1e-12)
        assert here.membrane_resistance == pytest.approx(there.membrane_resistance)
    rates = [mode.decay_rate for mode in report(exact).modes]
    assert [mode.decay_rate for mode in report(found).modes] == pytest.approx(rates, rel=1e-10)


def test_the_stiff_method_under_every_kind_of_current() -> None:
    sine = Sine(amplitude=0.1, frequency=60.0, onset=3.0, duration=20.0)
    stimuli = (sine, Noise(standard_deviation=0.1, interval=1.0))
    rooms = (room(stimulus=stimuli), room(None, 0.02, stimulus=(Step(amplitude=0.02),)))
    exact = run(rooms, (OhmicJunction(first=1, second=2, conductance=2e4),))
    gated = VoltageGatedJunction(first=1, second=2, maximal_conductance=2e4, minimal_conductance=2e4)
    found = run(rooms, (gated,))
    assert "RODAS" in found.numerics.method
    for number in (1, 2):
        error = np.abs(voltage(found, number) - voltage(exact, number)).max()
        assert error < error_of(found, f"voltage_{number}") < 1e-3


def test_cells_that_are_not_joined_are_simulations() -> None:
    result = run((cell(0.1), cell(0.01)), (), (HH, WB), duration=60.0, tolerance=TIGHT)
    for number, (neuron, current) in enumerate(((HH, 10.0), (WB, 1.0)), 1):
        clamp = CurrentClamp(
            duration=60.0,
            stimulus=(Step(amplitude=current),),
            tolerance=TIGHT,
            sampling=OutputSampling(points=401, method="uniform"),
        )
        alone = simulate(neuron, clamp)
        assert voltage(result, number) == pytest.approx(alone.variable("voltage").values, abs=1e-4)
        assert spikes(result, number) == pytest.approx([event.time for event in alone.events], abs=1e-6)
        measures = features(result).compartments[number - 1].spikes
        assert measures is not None
        # The same measures as `simulate` has, of runs that differ by their errors.
        for name in ("rate", "peak_voltage", "trough_voltage", "isi_cv", "final_voltage"):
            assert getattr(measures, name) == pytest.approx(getattr(alone.features, name), abs=1e-4)


def test_identical_cells_remain_identical() -> None:
    ring = tuple(OhmicJunction(first=k, second=k % 5 + 1, conductance=3.0) for k in range(1, 6))
    result = run(tuple(cell(0.1) for _ in range(5)), ring, (HH,) * 5, duration=150.0)
    alone = run((cell(0.1),), (), (HH,), duration=150.0)
    for number in range(1, 6):
        assert voltage(result, number).tolist() == voltage(alone, 1).tolist()
        assert spikes(result, number) == spikes(alone, 1)
    assert features(result).synchrony == pytest.approx(1.0, abs=1e-12)
    assert [each.pattern for each in features(result).locking] == ["synchrony"] * 4
    assert [(each.first, each.second) for each in features(result).locking] == [(1, k) for k in range(2, 6)]


def test_charge_is_conserved_across_junctions() -> None:
    junctions = (OhmicJunction(first=1, second=2, conductance=2.0), RectifyingJunction(first=2, second=3))
    names = (
        "voltage_1",
        "voltage_2",
        "voltage_3",
        "i_ionic_1",
        "i_ionic_2",
        "leak_current_3",
        "i_junction_1",
    )
    sampling = OutputSampling(points=100_001, method="uniform", series=names)
    pulse = (Pulse(amplitude=0.2, onset=1.0, duration=2.0),)
    result = run(
        (cell(stimulus=pulse), cell(), room(capacitance=0.01)),
        junctions,
        (HH, HH, None),
        duration=30.0,
        tolerance=TIGHT,
        sampling=sampling,
    )
    assert result.axis is not None
    rise = [float(np.diff(voltage(result, k)[[0, -1]])[0]) for k in (1, 2, 3)]
    # C [nF] of 1000 µm² is 0.01; µA/cm² on it is 0.01 nA.
    stored = 0.01 * sum(rise)
    ionic = 0.01 * (result.variable("i_ionic_1").values + result.variable("i_ionic_2").values)
    lost = np.trapezoid(ionic + result.variable("leak_current_3").values, result.axis.values)
    assert stored + lost == pytest.approx(0.4, abs=1e-6)
    through = result.variable("i_junction_1").values
    assert through == pytest.approx(2e-3 * (voltage(result, 1) - voltage(result, 2)), abs=1e-15)


@pytest.mark.parametrize("tolerance", [1e-2, 1e-3, 1e-4])
def test_the_estimated_error_is_near_the_error(tolerance: float) -> None:
    compartments, junctions = (cell(0.1, -65.0), cell(0.02, -60.0)), (OhmicJunction(first=1, second=2),)
    sampling = OutputSampling(points=8001, method="uniform")
    rough, exact = (
        run(compartments, junctions, (HH, WB), tolerance=asked, sampling=sampling)
        for asked in (tolerance, 1e-7)
    )
    for number in (1, 2):
        error = np.abs(voltage(rough, number) - voltage(exact, number)).max()
        assert 0.3 * error < error_of(rough, f"voltage_{number}") < 150.0 * error
        assert error < 30.0 * tolerance
        shift = np.abs(np.subtract(spikes(rough, number), spikes(exact, number))).max(initial=0.0)
        assert shift < 4.0 * error_of(rough, "spike_time")


def test_cells_that_are_one_and_the_stiff_method() -> None:
    # Through 10 µS two halves equalise within 10⁻³ ms: together they are a cell of twice the area.
    tight = OhmicJunction(first=1, second=2, conductance=1e4)
    halves = run((cell(0.2, -65.0), cell(0.0, -65.0)), (tight,), (HH, HH), duration=300.0)
    whole = run((cell(0.1, -65.0),), (), (HH,), duration=300.0)
    assert "RODAS" in halves.numerics.method
    assert "RODAS" not in whole.numerics.method
    # Half of 0.2 nA crosses the junction: 0.01 mV, and a little less where the first half's gates are ahead.
    assert (voltage(halves, 1) - voltage(halves, 2))[1:] == pytest.approx(0.01, abs=2e-3)
    error = error_of(halves, "voltage_1") + error_of(whole, "voltage_1")
    mean = 0.5 * (voltage(halves, 1) + voltage(halves, 2))
    assert mean == pytest.approx(voltage(whole, 1), abs=2.0 * error + 0.01)
    assert error < 0.2


def test_coupling_at_rest_is_that_of_small_currents() -> None:
    junctions = (OhmicJunction(first=1, second=2, conductance=5.0), RectifyingJunction(first=2, second=3))
    small = (Step(amplitude=1e-4),)
    networks = [
        (
            cell(stimulus=small if driven == 0 else ()),
            cell(stimulus=small if driven == 1 else ()),
            room(150.0, 0.02, stimulus=small if driven == 2 else ()),
        )
        for driven in range(3)
    ]
    resistances = None
    for driven, compartments in enumerate(networks):
        result = run(compartments, junctions, (HH, WB, None), duration=400.0, tolerance=1e-7)
        assert report(result).stable_rest
        table = curve(result, "transfer_resistances")
        resistances = np.array([table[f"from_{k}"] for k in range(1, 4)]).T
        for number, state in enumerate(report(result).compartments):
            assert state.resting_potential is not None
            # It begins at rest, and comes to rest again; what is not linear is of the order of 10⁻⁴ of it.
            assert voltage(result, number + 1)[0] == pytest.approx(state.resting_potential, abs=1e-12)
            change = (voltage(result, number + 1)[-1] - state.resting_potential) / 1e-4
            assert change == pytest.approx(resistances[number, driven], rel=2e-3)
    assert resistances is not None
    assert resistances == pytest.approx(resistances.T, rel=1e-10)


def test_frequency_response_is_that_of_a_small_sine() -> None:
    frequency = 60.0
    sine = (Sine(amplitude=1e-3, frequency=frequency),)
    result = run(
        (cell(stimulus=sine), cell()),
        (OhmicJunction(first=1, second=2),),
        (HH, HH),
        duration=400.0,
        tolerance=1e-6,
        frequencies=(frequency,),
    )
    response = curve(result, "frequency_response")
    assert result.axis is not None
    times = result.axis.values[200:]
    angle = 2e-3 * np.pi * frequency * times
    waves = np.column_stack([np.sin(angle), np.cos(angle), np.ones(times.size)])
    for number in (1, 2):
        in_phase, ahead, _ = np.linalg.lstsq(waves, voltage(result, number)[200:], rcond=None)[0]
        row = 2 * (number - 1)
        assert np.hypot(in_phase, ahead) / 1e-3 == pytest.approx(response["impedance"][row], rel=2e-3)
        phase = np.degrees(np.arctan2(ahead, in_phase))
        assert phase == pytest.approx(response["impedance_phase"][row], abs=0.2)


def test_a_rectifier_passes_one_way() -> None:
    junctions = (RectifyingJunction(first=1, second=2, maximal_conductance=50.0, minimal_conductance=0.0),)
    pulse = (Pulse(amplitude=0.3, onset=5.0, duration=1.0),)
    forwards = run((cell(stimulus=pulse), cell()), junctions, (HH, HH), duration=30.0)
    backwards = run((cell(), cell(stimulus=pulse)), junctions, (HH, HH), duration=30.0)
    assert [len(spikes(forwards, number)) for number in (1, 2)] == [1, 1]
    assert [len(spikes(backwards, number)) for number in (1, 2)] == [0, 1]


def test_a_cell_without_a_stable_rest_is_said() -> None:
    bursting = Neuron.of(CATALOGUE["chay-keizer"])
    result = run((cell(), cell()), (OhmicJunction(first=1, second=2),), (bursting, bursting), duration=100.0)
    assert "unstable-rest" in {notice.code for notice in result.warnings}
    assert report(result).stable_rest is False
    assert {state.input_resistance for state in report(result).compartments} == {None}
    assert report(result).modes[0].decay_rate < 0.0
    assert [each.name for each in result.curves] == []


def test_what_cannot_be_integrated_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DivergenceError) as diverged:
        run((cell(), cell(1e5)), (OhmicJunction(first=1, second=2),), (HH, HH))
    assert "compartment 2" in diverged.value.detail
    monkeypatch.setattr(joint_run, "MAX_STEPS", 50)
    monkeypatch.setattr(joint_run, "LEAST_STEPS", 50)
    with pytest.raises(ConvergenceError):
        run((cell(0.1), cell()), (OhmicJunction(first=1, second=2),), (HH, HH))
    with pytest.raises(ParameterError) as wrong:
        run((cell(), cell(initial={"q": 0.5})), (), (HH, HH))
    assert wrong.value.pointer == "/compartments/1/initial/q"


def test_a_passive_compartment_starts_where_it_is_told() -> None:
    start = WholeCompartment(initial_voltage=-80.0)
    result = run((cell(start=-60.0), start), (OhmicJunction(first=1, second=2),), (HH, None), duration=1.0)
    assert (voltage(result, 1)[0], voltage(result, 2)[0]) == (-60.0, -80.0)
