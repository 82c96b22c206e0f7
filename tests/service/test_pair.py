"""Two coupled cells, and added conductances, as a client asks for them."""

from itertools import groupby
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.schemas.examples import DECLARED
from service.schemas.pair import PAIR_EXAMPLES

URL = "/v1/conductance-based/pair"
SYNAPSE: dict[str, Any] = {"kind": "alpha", "presynaptic": 1, "g_max": 0.1}


def test_an_empty_request_is_two_interneurons_that_synchronise(client: TestClient) -> None:
    answer = client.post(URL, json={}).json()
    assert [series["name"] for series in answer["series"]] == [
        "voltage_1",
        "voltage_2",
        "i_synaptic_1",
        "i_synaptic_2",
    ]
    assert [cell["model"] for cell in answer["request"]["cells"]] == ["wang-buzsaki"] * 2
    assert answer["request"]["cells"][0]["parameters"]["g_na"] == 35.0
    assert answer["features"]["locking"]["pattern"] == "synchrony"
    assert {event["values"]["cell"] for event in answer["events"]} == {1.0, 2.0}
    assert answer["curves"][0]["name"] == "phases"
    assert answer["units"]["cell"] == "1"
    assert client.post(URL, json=answer["request"]).json() == answer


@pytest.mark.parametrize(
    ("title", "pattern"),
    [
        ("Slow inhibition synchronises two interneurons", "synchrony"),
        ("Fast inhibition between two axons: antiphase", "antiphase"),
        ("Excitation synchronises two axons", "synchrony"),
        ("A pyramidal cell and an interneuron: excitation and inhibition", "locked"),
    ],
)
def test_an_example_shows_what_it_says(client: TestClient, title: str, pattern: str) -> None:
    answer = client.post(URL, json=PAIR_EXAMPLES[title]).json()
    assert answer["features"]["locking"]["pattern"] == pattern
    assert answer["warnings"] == []


def test_a_half_centre_bursts_in_turn(client: TestClient) -> None:
    title = "A half-centre: two relay cells burst in turn, by rebound from inhibition"
    events = client.post(URL, json=PAIR_EXAMPLES[title]).json()["events"]
    turns = [event["values"]["cell"] for event in events]
    # In whose turn it is: the cell of every burst, and how many spikes it has.
    bursts = [(cell, len(list(spikes))) for cell, spikes in groupby(turns)]
    assert len(bursts) > 10
    assert max(count for _, count in bursts[1:]) <= 5


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"cells": [{}]}, "/cells", "too-short"),
        ({"cells": [{}, {}, {}]}, "/cells", "too-long"),
        ({"cells": [{}, {"model": "hodgkin"}]}, "/cells/1/model", "unknown-word"),
        ({"cells": [{}, {"modell": "morris-lecar"}]}, "/cells/1/modell", "unknown-field"),
        ({"cells": [{}, {"preset": "nowhere"}]}, "/cells/1/preset", "invalid-value"),
        ({"cells": [{}, {"parameters": {"g_nn": 1.0}}]}, "/cells/1/parameters/g_nn", "invalid-value"),
        ({"cells": [{"initial": {"q": 1.0}}, {}]}, "/cells/0/initial/q", "invalid-value"),
        ({"cells": [{"tolerance": 2.0}, {}]}, "/cells/0/tolerance", "out-of-bounds"),
        (
            {"cells": [{}, {"model": {**DECLARED, "currents": []}}]},
            "/cells/1/model/currents",
            "too-short",
        ),
        ({"synapses": [{**SYNAPSE, "delay": 0.05}]}, "/synapses/0/delay", "out-of-bounds"),
        ({"synapses": [{**SYNAPSE, "presynaptic": 3}]}, "/synapses/0/presynaptic", "out-of-bounds"),
        ({"synapses": [{**SYNAPSE, "kind": "beta"}]}, "/synapses/0", "unknown-kind"),
        ({"synapses": [{**SYNAPSE, "times": [1.0]}]}, "/synapses/0/times", "unknown-field"),
        (
            {"synapses": [{**SYNAPSE, "kind": "double-exponential", "tau_rise": 5.0}]},
            "/synapses/0/tau_rise",
            "invalid-value",
        ),
        ({"synapses": [SYNAPSE] * 9}, "/synapses", "too-long"),
        ({"sampling": {"series": ["voltage"]}}, "/sampling/series/0", "invalid-value"),
        ({"duration": 1e6}, "/duration", "over-budget-time"),
    ],
)
def test_errors_point_to_the_field(client: TestClient, body: dict[str, Any], pointer: str, code: str) -> None:
    answer = client.post(URL, json=body)
    assert answer.status_code == 422
    assert [(item["pointer"], item["code"]) for item in answer.json()["errors"]] == [(pointer, code)]


@pytest.mark.parametrize(
    ("conductance", "pointer", "code"),
    [
        ({"kind": "alpha", "g_max": 1.0}, "/times", "missing"),
        ({"kind": "alpha", "g_max": 1.0, "times": []}, "/times", "too-short"),
        ({"kind": "alpha", "g_max": 1.0, "times": [1.0, -1.0]}, "/times/1", "out-of-bounds"),
        ({"kind": "alpha", "g_max": -1.0, "times": [1.0]}, "/g_max", "out-of-bounds"),
        ({"kind": "alpha", "g_max": 1.0, "times": [1.0] * 10_001}, "/times", "too-long"),
        (
            {"kind": "double-exponential", "g_max": 1.0, "tau_rise": 2.0, "tau_decay": 2.0, "times": [1.0]},
            "/tau_rise",
            "invalid-value",
        ),
        (
            {"kind": "dynamic-clamp", "stimulus": [{"kind": "sine", "amplitude": 1.0, "frequency": 10.0}]},
            "/stimulus/0",
            "unknown-kind",
        ),
        (
            {"kind": "dynamic-clamp", "stimulus": [{"kind": "step", "amplitude": 1e7}]},
            "/stimulus/0/amplitude",
            "out-of-bounds",
        ),
        ({"kind": "gap-junction"}, "", "unknown-kind"),
    ],
)
@pytest.mark.parametrize("stem", ["conductance-based", "hodgkin-huxley", "morris-lecar"])
def test_errors_of_conductances(
    client: TestClient, stem: str, conductance: dict[str, Any], pointer: str, code: str
) -> None:
    answer = client.post(f"/v1/{stem}/simulate", json={"conductances": [conductance]})
    assert answer.status_code == 422
    (item,) = answer.json()["errors"]
    assert (item["pointer"], item["code"]) == (f"/conductances/0{pointer}", code)


def test_a_conductance_on_a_model_of_ones_own(client: TestClient) -> None:
    body = {
        "model": DECLARED,
        "duration": 50.0,
        "stimulus": [],
        "conductances": [
            {"kind": "alpha", "g_max": 0.2, "times": [10.0]},
            {"kind": "dynamic-clamp", "stimulus": [{"kind": "step", "amplitude": -0.02}], "reversal": -70.0},
        ],
        "sampling": {"series": ["voltage", "i_added", "g_added_1", "g_added_2"]},
    }
    answer = client.post("/v1/conductance-based/simulate", json=body).json()
    assert answer["features"]["spike_count"] >= 1
    assert [series["unit"] for series in answer["series"]] == ["mV", "µA/cm²", "mS/cm²", "mS/cm²"]
    assert {"sharp-1993", "roth-van-rossum-2009"} <= {source["key"] for source in answer["references"]}


def test_many_events_in_many_synapses(client: TestClient) -> None:
    times = [0.05 * k for k in range(10_000)]
    body = {
        "duration": 500.0,
        "conductances": [
            {"kind": "alpha", "g_max": 1e-4, "times": times, "reversal": -10.0 * k} for k in range(8)
        ],
    }
    answer = client.post("/v1/hodgkin-huxley/simulate", json=body)
    assert answer.status_code == 200
    assert answer.json()["request"]["conductances"][7]["times"] == times


def test_two_models_without_units(client: TestClient) -> None:
    cell = {"model": "fitzhugh-nagumo"}
    answer = client.post(URL, json={"duration": 100.0, "cells": [cell, cell], "synapses": [SYNAPSE]}).json()
    assert {series["unit"] for series in answer["series"]} == {"1"}
    mixed = client.post(URL, json={"duration": 50.0, "cells": [cell, {}], "synapses": [SYNAPSE]}).json()
    assert "mixed-units" in {notice["code"] for notice in mixed["warnings"]}


def test_a_voltage_that_is_held_at_the_threshold(client: TestClient) -> None:
    # It crosses 0 up and down by rounding, without a maximum that the stiff method's dense output knows of.
    cell = {"model": "hindmarsh-rose"}
    course = {"kind": "double-exponential", "presynaptic": 1, "tau_decay": 2.001}
    synapses = [
        {**course, "g_max": 1e3, "reversal": -2000.0, "tau_rise": 0.001, "delay": 40.0},
        {**course, "g_max": 1e6, "reversal": 0.0, "tau_rise": 0.1, "delay": 3.0},
    ]
    answer = client.post(URL, json={"duration": 50.0, "cells": [cell, cell], "synapses": synapses})
    assert answer.status_code == 200
    events = answer.json()["events"]
    assert all(
        event["values"]["peak_time"] >= event["time"] for event in events if "peak_time" in event["values"]
    )
