"""A client's model through HTTP: every operation, every kind of current, every way to write a number."""

import random
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.schemas.examples import DECLARED, WITH_CALCIUM

Body = dict[str, Any]
ONE_GATE: Body = {
    "gates": [{"name": "n", "steady_state": "sigmoid((V + 25) / 5)", "time_constant": 1.0}],
    "currents": [
        {"kind": "ohmic", "name": "k", "conductance": 10.0, "reversal": -90.0, "gates": {"n": 1}},
        {"kind": "general", "name": "na", "density": "20 * sigmoid((V + 20) / 15) * (V - 60)"},
        {"kind": "leak", "conductance": 8.0, "reversal": -80.0},
    ],
}
SQUID: Body = {
    "capacitance": 1.0,
    "gates": [
        {
            "name": "m",
            "alpha": {"form": "exp-linear", "rate": 1.0, "midpoint": -40.0, "scale": 10.0},
            "beta": "4 * exp(-(V + 65) / 18)",
        },
        {"name": "h", "alpha": "0.07 * exp(-(V + 65) / 20)", "beta": "sigmoid((V + 35) / 10)"},
        {"name": "n", "alpha": "0.1 * linoid((V + 55) / 10)", "beta": "0.125 * exp(-(V + 65) / 80)"},
    ],
    "currents": [
        {"kind": "ohmic", "name": "na", "conductance": 120.0, "reversal": 50.0, "gates": {"m": 3, "h": 1}},
        {"kind": "ohmic", "name": "k", "conductance": "36", "reversal": -77.0, "gates": {"n": 4}},
        {"kind": "leak", "name": "l", "conductance": 0.3, "reversal": -54.387},
    ],
}


def post(client: TestClient, operation: str, body: Body, stem: str = "conductance-based") -> Any:
    return client.post(f"/v1/{stem}/{operation}?precision=full", json=body)


def series(answer: Any) -> dict[str, list[float]]:
    assert answer.status_code == 200, answer.text[:600]
    return {item["name"]: item["values"] for item in answer.json()["series"]}


@pytest.mark.parametrize("operation", ["simulate", "gating", "fixed-points"])
def test_the_squid_axon_in_the_body_is_the_built_in_one(client: TestClient, operation: str) -> None:
    own = post(client, operation, {"model": SQUID} | _clamp(operation))
    built_in = post(client, operation, _clamp(operation), "hodgkin-huxley")
    found, expected = series(own), series(built_in)
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        size = max(map(abs, values))
        assert found[name] == pytest.approx(values, rel=1e-9, abs=1e-9 * size), name


def _clamp(operation: str) -> Body:
    stimulus = [{"kind": "step", "amplitude": 10.0}]
    settings: dict[str, Body] = {
        "simulate": {"duration": 40.0, "stimulus": stimulus, "tolerance": 1e-6},
        "gating": {"voltage_range": [-90.0, 60.0]},
        "fixed-points": {"current": 10.0},
    }
    return settings[operation]


@pytest.mark.parametrize("model", [ONE_GATE, SQUID, DECLARED, WITH_CALCIUM])
@pytest.mark.parametrize("operation", ["simulate", "gating", "fixed-points", "bifurcation"])
def test_every_operation_takes_a_declared_model(client: TestClient, operation: str, model: Body) -> None:
    assert post(client, operation, {"model": model}).status_code == 200


def test_a_phase_plane_of_a_declared_model(client: TestClient) -> None:
    answer = post(client, "phase-plane", {"model": ONE_GATE, "current": 5.0})
    assert answer.status_code == 200
    refused = post(client, "phase-plane", {"model": ONE_GATE, "reduction": {"kind": "fast"}})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reduction")


def test_a_phase_plane_of_a_declared_model_of_more_states_is_reduced(client: TestClient) -> None:
    answer = post(client, "phase-plane", {"model": SQUID, "current": 10.0, "cycles": True})
    assert answer.status_code == 200, answer.text[:600]
    reduction = answer.json()["report"]["reduction"]
    assert reduction["second"] == "n"
    assert {item["name"]: item["role"] for item in reduction["left_out"]} == {"m": "steady", "h": "linear"}


def test_the_request_of_the_answer_gives_the_same_answer(client: TestClient) -> None:
    body = {"model": WITH_CALCIUM, "duration": 20.0, "parameters": {"g_na": 45.0, "k_ca": 0.002}}
    first = post(client, "simulate", body)
    again = post(client, "simulate", first.json()["request"])
    assert again.status_code == 200, again.text[:500]
    assert first.json()["request"]["parameters"]["g_na"] == 45.0
    assert first.json()["series"] == again.json()["series"]
    assert first.json()["provenance"]["digest"] == again.json()["provenance"]["digest"]


def test_long_names_and_many_numbers_can_be_sent_back(client: TestClient) -> None:
    gates = [
        {
            "name": f"a_gate_with_quite_a_long_name_{k:02}",
            "alpha": {"form": "exp-linear", "rate": 0.1, "midpoint": -40.0, "scale": 10.0},
            "beta": {"form": "exponential", "rate": 0.1, "midpoint": -40.0, "scale": -20.0},
            "q10": 3.0,
            "reference_temperature": 6.3,
        }
        for k in range(24)
    ]
    currents = [
        {
            "kind": "ohmic",
            "name": f"c{k}",
            "conductance": 0.1,
            "reversal": -60.0,
            "gates": {gates[k]["name"]: 1},
        }
        for k in range(24)
    ]
    first = post(client, "gating", {"model": {"gates": gates, "currents": currents}, "points": 5})
    assert len(first.json()["request"]["parameters"]) > 200
    assert post(client, "gating", first.json()["request"]).status_code == 200


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"parameters": {"g_na": -1.0}}, "/parameters/g_na"),
        ({"parameters": {"c_m": 0.0}}, "/parameters/c_m"),
        ({"parameters": {"gna": 1.0}}, "/parameters/gna"),
        ({"preset": "rs"}, "/preset"),
        ({"model": 5}, "/model"),
        ({"model": {"currents": []}}, "/model/currents"),
        ({"model": {"currents": [{"kind": "leek"}]}}, "/model/currents/0"),
        ({"model": SQUID | {"swing": 1e-3}}, "/model/swing"),
        ({"model": SQUID | {"temperature": 310.0}}, "/model/temperature"),
        ({"model": SQUID | {"capacitance": True}}, "/model/capacitance"),
        ({"model": SQUID | {"capacitance": "1 / 0"}}, "/model/capacitance"),
        ({"model": SQUID | {"gates": [{"name": "m", "alpha": "V"}]}}, "/model/gates/0"),
    ],
)
def test_a_mistake_is_422_with_its_place(client: TestClient, change: Body, pointer: str) -> None:
    answer = post(client, "simulate", {"model": SQUID} | change)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.filterwarnings("ignore:(overflow|invalid)")
def test_a_state_that_grows_beyond_all_numbers_is_422(client: TestClient) -> None:
    model = ONE_GATE | {"variables": [{"name": "s", "rate": "1000 * s"}]}
    model["currents"] = [*ONE_GATE["currents"], {"kind": "general", "name": "x", "density": "s"}]
    for operation in ("simulate", "gating", "fixed-points", "bifurcation", "voltage-clamp"):
        answer = post(client, operation, {"model": model})
        assert answer.status_code in {200, 422}
        assert "NaN" not in answer.text


# ------------------------------------------------------------------------------------------------- fuzz


class Wild:
    """Declarations at random, most of them odd."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311

    def pick(self, *options: Any) -> Any:
        return self.random.choice(options)

    def tree(self, names: list[str], depth: int) -> str:
        kind = self.random.random()
        if depth == 0 or kind < 0.2:
            return str(self.pick(*names, "0", "1", "2.5", "1e300", "1e-300"))
        if kind < 0.6:
            return f"({self.tree(names, depth - 1)} {self.pick(*'+-*/^')} {self.tree(names, depth - 1)})"
        function = self.pick("exp", "log", "sqrt", "tanh", "sech", "sigmoid", "exprel", "linoid")
        return f"{function}({self.tree(names, depth - 1)})"

    def function(self, names: list[str]) -> Any:
        function, scale = self.pick("sigmoid", "sech", "linoid"), self.pick(5, -9, 0.1)
        usual = f"{function}((V + {self.pick(-20, 0, 40)}) / {scale})"
        return self.pick(usual, usual, usual, self.pick(0.0, 1.0, -1.0, 1e30), self.tree(names, 4))

    def number(self) -> float:
        return float(self.pick(0.1, 5.0, -60.0, 0.0, 1e30, 1e-30))

    def model(self) -> Body:
        pool, states = self.pick([], ["c"]), self.pick([], ["s"])
        names = ["V", *pool, *states]
        gates: list[Body] = [
            self.pick(
                {"name": f"g{k}", "alpha": self.function(names), "beta": self.function(names)},
                {"name": f"g{k}", "steady_state": "sigmoid(V / 9)", "time_constant": self.function(names)},
                {"name": f"g{k}", "steady_state": self.function(names)},
            )
            for k in range(self.pick(0, 1, 3))
        ]
        use = {gate["name"]: self.pick(1, 4) for gate in gates}
        nernst = {"valence": self.pick(1, -2), "inside": self.pick(*pool, 140.0), "outside": self.number()}
        density = self.pick("0.1 * (V + 60)", self.tree(names, 5))
        currents: list[Body] = [
            {
                "kind": "ohmic",
                "name": "a",
                "conductance": 0.5,
                "reversal": self.pick(-70.0, nernst),
                "gates": use,
            },
            {"kind": "general", "name": "b", "density": density},
            {
                "kind": "leak",
                "conductance": self.pick(0.3, self.number()),
                "reversal": self.pick(-60.0, self.number()),
            },
        ]
        decay = {"rest": self.pick(1e-4, self.number()), "time_constant": self.pick(50.0, self.number())}
        rates = ("0.1 * (sigmoid(V / 9) - s)", "0.1 * (s - s^3)", "9 * s", self.tree(names, 4))
        return {
            "capacitance": self.pick(1.0, 1.0, self.number()),
            "gates": gates,
            "currents": currents,
            "pools": [{"name": "c", "currents": ["a"], "depth": self.pick(1.0, 1e-9)} | decay for _ in pool],
            "variables": [{"name": "s", "rate": self.pick(*rates)} for _ in states],
        }


@pytest.mark.parametrize("operation", ["simulate", "gating", "fixed-points", "bifurcation", "phase-plane"])
def test_no_declaration_fails_the_service(client: TestClient, operation: str) -> None:
    # The derivatives that a bifurcation wants take seconds for some of them, and may reach the deadline.
    allowed, seeds = ({200, 422, 504}, 15) if operation == "bifurcation" else ({200, 422}, 60)
    for seed in range(seeds):
        body: Body = {"model": Wild(seed).model()}
        if operation == "simulate":
            body |= {"duration": 5.0, "stimulus": [{"kind": "step", "amplitude": 5.0}]}
        answer = post(client, operation, body)
        assert answer.status_code in allowed, (seed, answer.text[:300])
        assert "NaN" not in answer.text
        assert "Infinity" not in answer.text
