"""Models that a client declares: what a first request costs beyond its run, and what a state costs in a run.

Promised: the first request of a new model under 50 ms plus its run, over HTTP, on a real server; and a run
within 1.5 times the cost of a state of the built-in Hodgkin-Huxley model. A model is new that differs from
all before in names, expressions and numbers; its run is the fastest repetition of the same request. The cost
of a state is the processor's time for a tried step of the integrator, over the number of states.
"""

import json
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any, cast

import httpx2
import numpy as np

from benchmarks.server import serving
from core.neuron.catalogue import HODGKIN_HUXLEY
from core.neuron.client_model import ModelDeclaration, declare
from core.neuron.declaration import Neuron
from core.neuron.initial import initial_state
from core.neuron.integrator.integration import integrate
from core.stimulus import Step
from core.waveform import waveform
from service.schemas.derive import core_value, request_schema

PATH = "/v1/conductance-based/simulate"
NEW, REPEATED = 20, 5
DURATION, SAMPLES, ROUNDS = 1000.0, 4000, 20
PROMISED_MS, PROMISED_RATIO = 50.0, 1.5

Declaration = Mapping[str, Any]
"""A model in the body of a request."""


def rate(form: str, size: float, midpoint: float, scale: float) -> Declaration:
    """A standard form."""
    return {"form": form, "rate": size, "midpoint": midpoint, "scale": scale}


def squid(variant: int = 0) -> Declaration:
    """The Hodgkin-Huxley model as a client would declare it, in standard forms."""
    m, h, n = (f"{gate}{variant or ''}" for gate in "mhn")
    shift = 0.01 * variant
    return {
        "name": f"squid-{variant}",
        "gates": [
            {
                "name": m,
                "alpha": rate("exp-linear", 1.0, -40.0 + shift, 10.0),
                "beta": rate("exponential", 4.0, -65.0, -18.0),
            },
            {
                "name": h,
                "alpha": rate("exponential", 0.07, -65.0, -20.0),
                "beta": rate("sigmoid", 1.0, -35.0, 10.0),
            },
            {
                "name": n,
                "alpha": rate("exp-linear", 0.1, -55.0, 10.0),
                "beta": rate("exponential", 0.125, -65.0, -80.0),
            },
        ],
        "currents": [
            {"kind": "ohmic", "name": "na", "conductance": 120.0, "reversal": 50.0, "gates": {m: 3, h: 1}},
            {"kind": "ohmic", "name": "k", "conductance": 36.0, "reversal": -77.0, "gates": {n: 4}},
            {"kind": "leak", "conductance": 0.3, "reversal": -54.387},
        ],
    }


def slow_potassium(variant: int = 0) -> Declaration:
    """The same with a potassium current of a slow gate, in expressions."""
    model, slow = squid(variant), f"z{variant or ''}"
    gate = {
        "name": slow,
        "steady_state": f"1 / (1 + exp(-(V + {35 + 0.01 * variant}) / 10))",
        "time_constant": "400 / (3.3 * exp((V + 35) / 20) + exp(-(V + 35) / 20))",
    }
    current = {"kind": "ohmic", "name": "m", "conductance": 0.3, "reversal": -77.0, "gates": {slow: 1}}
    return {
        **model,
        "name": f"adapting-{variant}",
        "gates": [*model["gates"], gate],
        "currents": [*model["currents"], current],
    }


def calcium(variant: int = 0) -> Declaration:
    """The same with a calcium current, the pool that it fills, and a current that the pool drives."""
    model, s, q = slow_potassium(variant), f"s{variant or ''}", f"q{variant or ''}"
    return {
        **model,
        "name": f"calcium-{variant}",
        "gates": [
            *model["gates"],
            {"name": s, "steady_state": f"sigmoid((V + {20 + 0.01 * variant}) / 5)"},
            {"name": q, "steady_state": "ca / (ca + 0.001)", "time_constant": "5 / (1 + ca / 0.001)"},
        ],
        "currents": [
            *model["currents"],
            {
                "kind": "constant-field",
                "name": "ca",
                "permeability": 2e-5,
                "valence": 2,
                "inside": "ca",
                "outside": 2.0,
                "gates": {s: 2},
            },
            {"kind": "ohmic", "name": "ahp", "conductance": 1.0, "reversal": -77.0, "gates": {q: 1}},
        ],
        "pools": [{"name": "ca", "currents": ["ca"], "depth": 1.0, "rest": 1e-4, "time_constant": 80.0}],
    }


MODELS: Mapping[str, Callable[[int], Declaration]] = {
    "Hodgkin and Huxley's": squid,
    "with a slow gate": slow_potassium,
    "with a calcium pool": calcium,
}


def first_requests(client: httpx2.Client, model: Callable[[int], Declaration]) -> tuple[list[float], float]:
    """What first requests cost beyond their runs [ms], and the median run [ms], round trips included."""
    extra, runs = [], []
    for variant in range(1, NEW + 1):
        body = {
            "model": model(variant),
            "duration": 100.0,
            "stimulus": [{"kind": "step", "amplitude": 10.0}],
            "sampling": {"points": 2000},
        }
        times = []
        for _ in range(1 + REPEATED):
            began = time.perf_counter()
            client.post(PATH, json=body).raise_for_status()
            times.append(1e3 * (time.perf_counter() - began))
        runs.append(min(times[1:]))
        extra.append(times[0] - runs[-1])
    return extra, statistics.median(runs)


def step_costs(neurons: Mapping[str, Neuron]) -> dict[str, tuple[int, float, float]]:
    """States, time of a run [ms] and of a tried step and state [ns], of each neuron; timed in turns."""
    wave = waveform((Step(amplitude=10.0),), DURATION)
    times = np.linspace(0.0, DURATION, SAMPLES)
    starts = {name: initial_state(neuron, {"voltage": -65.0}) for name, neuron in neurons.items()}
    taken: dict[str, list[float]] = {name: [] for name in neurons}
    tried = {}
    for _ in range(ROUNDS):
        for name, neuron in neurons.items():
            integrate(neuron, wave, starts[name], times)
            began = time.thread_time()
            found = integrate(neuron, wave, starts[name], times)
            taken[name].append(time.thread_time() - began)
            tried[name] = found.steps + found.rejected_steps
    return {
        name: (starts[name].size, 1e3 * median, 1e9 * median / (tried[name] * starts[name].size))
        for name, median in ((name, statistics.median(found)) for name, found in taken.items())
    }


def main() -> None:
    """Print what first requests cost, then what states do."""
    columns = ("run ms", "beyond it", "least", "worst", "promised")
    print(f"{'first request':26}" + "".join(f"{column:>12}" for column in columns))
    with serving() as address, httpx2.Client(base_url=address, timeout=60.0) as client:
        for name, model in MODELS.items():
            extra, run = first_requests(client, model)
            figures = (run, statistics.median(extra), min(extra), max(extra), PROMISED_MS)
            print(f"{name:26}" + "".join(f"{figure:12.2f}" for figure in figures))
    schema = request_schema(ModelDeclaration)
    neurons = {"built in": Neuron.of(HODGKIN_HUXLEY)}
    for name, model in MODELS.items():
        declared = core_value(schema.model_validate_json(json.dumps(model(0))), "")
        neurons[name] = declare(cast("ModelDeclaration", declared))
    costs = step_costs(neurons)
    columns = ("states", "run ms", "ns a state", "of built-in", "promised")
    print(f"{'run of 1,000 ms':26}" + "".join(f"{column:>12}" for column in columns))
    for name, (states, run, cost) in costs.items():
        ratio = cost / costs["built in"][2]
        print(f"{name:26}{states:12}{run:12.2f}{cost:12.1f}{ratio:12.2f}{PROMISED_RATIO:12.1f}")


if __name__ == "__main__":
    main()
