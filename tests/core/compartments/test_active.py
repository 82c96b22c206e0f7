"""Active membranes: against single neurons, an independent integrator, and themselves with finer steps."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from core.compartments.compartments import Compartments
from core.compartments.experiment import Course
from core.compartments.run import integrate
from core.compartments.staggered import integrate_staggered
from core.errors import DivergenceError, InterruptedComputationError, ParameterError
from core.interruption import interruptible
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Model, Neuron
from core.neuron.equations import time_derivative
from core.neuron.initial import initial_state
from core.neuron.integrator.integration import integrate as integrate_neuron
from core.result import Floats
from core.stimulus import Pulse, Sine, Step
from core.waveform import waveform
from tests.core.compartments.cables import at_rest, cable, experiment, squid

WITH_UNITS = [model for model in CATALOGUE.values() if not model.dimensionless]
COUPLED = ("thalamic-relay", "chay-keizer")
AREA = 1e-5


def alone(neuron: Neuron) -> Compartments:
    none = np.zeros(1)
    return Compartments(
        np.array([-1]), none, np.array([AREA]), none, none, none, none.astype(np.int64), (neuron,)
    )


@pytest.mark.parametrize("model", WITH_UNITS, ids=lambda model: model.name)
def test_one_compartment_is_the_neuron(model: Model) -> None:
    neuron, duration = Neuron.of(model), 30.0
    density = max(model.standard.current, 1.0)
    state, cells = initial_state(neuron), alone(neuron)
    asked = experiment(duration, Pulse(amplitude=1e3 * AREA * density, onset=2.0, duration=20.0))
    still = waveform((Pulse(amplitude=density, onset=2.0, duration=20.0),), duration)
    expected = integrate_neuron(neuron, still, state, asked.times, tolerance=1e-6, repeating=False)

    def error(tolerance: float) -> float:
        found = integrate(cells, at_rest(cells), asked, tolerance)
        return float(np.sqrt(np.mean((found.samples[0] - expected.states[:, 0]) ** 2)))

    loose, tight = error(0.1), error(1e-3)
    # An error of 1e-3 mV in each step, and cubics between the steps.
    assert tight < 0.02
    assert tight < 0.2 * loose + 1e-5


@pytest.mark.parametrize("name", COUPLED)
def test_coupled_states_on_a_tree(name: str) -> None:
    neuron = Neuron.of(CATALOGUE[name])
    state, n = initial_state(neuron), 3
    none, areas, g = np.zeros(n), AREA * np.array([1.0, 0.5, 2.0]), np.array([0.0, 2e-3, 1e-3])
    cells = Compartments(np.array([-1, 0, 0]), g, areas, none, none, none, none.astype(np.int64), (neuron,))
    asked = experiment(25.0, Step(amplitude=0.1), probes=(0, 1, 2), samples=51)
    capacitance = neuron.values["c_m" if "c_m" in neuron.values else "c"] * 1e3 * areas

    def rates(_: float, flat: Floats) -> Floats:
        table = flat.reshape(-1, n)
        found = np.stack([time_derivative(neuron, table[:, k], 0.0) for k in range(n)], axis=1)
        into = g[1:] * (table[0, 0] - table[0, 1:])
        found[0] += np.array([0.1 - into.sum(), *into]) / capacitance
        return found.ravel()

    exact = solve_ivp(rates, (0.0, 25.0), np.repeat(state, n), "LSODA", asked.times, rtol=1e-8, atol=1e-10)
    found = integrate(cells, at_rest(cells), asked, 1e-4).samples
    assert np.abs(found - exact.y[:n]).max() < 5e-3


def errors(found: list[Course], exact: Course) -> Floats:
    return np.array([np.sqrt(np.mean((each.samples - exact.samples) ** 2)) for each in found])


@pytest.mark.parametrize("name", ["hodgkin-huxley", "morris-lecar", "thalamic-relay"])
def test_orders_in_time(name: str) -> None:
    # Tabulated gates, an instantaneous one, coupled states: a wave runs along a cable.
    neuron = Neuron.of(CATALOGUE[name])
    cells = cable(neuron, 20, length=0.2, diameter=5e-4)
    rest = at_rest(cells)
    asked = experiment(8.0, Sine(amplitude=3.0, frequency=60.0), probes=(0, 10, 19), samples=81)
    exact = integrate(cells, rest, asked, 1e-7)
    halved = errors([integrate_staggered(cells, rest, asked, step) for step in (0.02, 0.01, 0.005)], exact)
    assert np.log2(halved[:-1] / halved[1:]) == pytest.approx(2.0, abs=0.15)
    runs = [integrate(cells, rest, asked, tolerance) for tolerance in (1e-2, 1e-4)]
    first, second = errors(runs, exact)
    order = np.log(first / second) / np.log(runs[1].steps / runs[0].steps)
    assert 3.5 < order < 5.0


def test_the_same_request_has_the_same_bytes() -> None:
    cells = cable(squid(), 100)
    asked = experiment(5.0, Step(amplitude=0.1), probes=(0, 99), profile_times=np.array([1.0, 4.0]))
    first, second = (integrate(cells, at_rest(cells), asked, 0.1) for _ in range(2))
    assert first.samples.tobytes() == second.samples.tobytes()
    assert first.profiles.tobytes() == second.profiles.tobytes()
    assert first.arrivals.tobytes() == second.arrivals.tobytes()


def test_spikes_and_peaks_are_those_of_the_samples() -> None:
    cells = cable(squid(temperature=18.5), 60, length=0.6, diameter=10e-4)
    asked = experiment(
        10.0, Pulse(amplitude=10.0, duration=0.5), probes=(30, 59), samples=20_001, everywhere=True
    )
    found = integrate(cells, at_rest(cells), asked, 0.01)
    for probe, cell in enumerate((30, 59)):
        voltage = found.samples[probe]
        crossing = np.flatnonzero((voltage[:-1] < 0.0) & (voltage[1:] >= 0.0))
        assert found.spike_counts[probe] == found.passages[cell] == crossing.size == 1
        after = -voltage[crossing[0]] / (voltage[crossing[0] + 1] - voltage[crossing[0]])
        time = float(asked.times[crossing[0]] + after * asked.times[1])
        assert found.spikes[probe] == pytest.approx([time], abs=1e-6)
        assert found.arrivals[cell] == pytest.approx(time, abs=1e-6)
        assert found.peaks[cell] == pytest.approx(voltage.max(), abs=1e-4)
        assert found.peak_times[cell] == pytest.approx(asked.times[voltage.argmax()], abs=1e-3)
    assert (np.diff(found.arrivals[20:40]) > 0.0).all()


class _EnoughError(InterruptedComputationError):
    """The check has been called often enough."""


def test_a_run_can_be_interrupted() -> None:
    cells = cable(squid(), 1000)
    calls: list[None] = []

    def check() -> None:
        calls.append(None)
        if len(calls) > 3:
            raise _EnoughError("enough")

    with interruptible(check), pytest.raises(_EnoughError):
        integrate(cells, at_rest(cells), experiment(1e6, Step(amplitude=0.1)), 0.1)


def test_what_has_no_units_is_refused() -> None:
    cells = cable(Neuron.of(CATALOGUE["fitzhugh-nagumo"]), 3)
    with pytest.raises(ParameterError, match="no units"):
        integrate(cells, at_rest(cells), experiment(1.0), 0.1)


@pytest.mark.parametrize("name", ["hodgkin-huxley", "thalamic-relay"])
def test_a_voltage_that_runs_away_is_told(name: str) -> None:
    cells = cable(Neuron.of(CATALOGUE[name]), 5)
    with pytest.raises(DivergenceError) as caught:
        integrate(cells, at_rest(cells), experiment(10.0, Step(amplitude=1e4)), 0.1)
    assert 0.0 < caught.value.time < 1.0
    with pytest.raises(DivergenceError):
        integrate_staggered(cells, at_rest(cells), experiment(10.0, Step(amplitude=1e4)), 0.01)
