"""Bursting and polynomial cells against their hand-written equations (data/<stem>.json says how solved)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.neuron.catalogue.chay_keizer import CHAY_KEIZER
from core.neuron.catalogue.fitzhugh_nagumo import FITZHUGH_NAGUMO
from core.neuron.catalogue.hindmarsh_rose import HINDMARSH_ROSE
from core.neuron.catalogue.thalamic_relay import THALAMIC_RELAY
from core.neuron.declaration import Model, Neuron
from core.neuron.simulate import CurrentClamp, simulate
from core.sampling import OutputSampling
from core.stimulus import Pulse

DATA = Path(__file__).parent / "data"
MODELS = {
    "chay_keizer": CHAY_KEIZER,
    "fitzhugh_nagumo": FITZHUGH_NAGUMO,
    "hindmarsh_rose": HINDMARSH_ROSE,
    "thalamic_relay": THALAMIC_RELAY,
}


def cases() -> Iterator[Any]:
    for stem, model in MODELS.items():
        for case in json.loads((DATA / f"{stem}.json").read_text("utf-8"))["cases"]:
            yield pytest.param(model, case, id=f"{stem} {case['preset']} {case['amplitude']}")


@pytest.mark.parametrize(("model", "case"), [*cases()])
def test_hand_written_cell(model: Model, case: dict[str, Any]) -> None:
    clamp = CurrentClamp(
        duration=case["duration"],
        stimulus=(Pulse(amplitude=case["amplitude"], onset=case["onset"], duration=case["length"]),),
        initial={"voltage": case["voltage"]} | case["gates"],
        spike_threshold=case["threshold"],
        sampling=OutputSampling(points=len(case["voltages"]), method="uniform"),
        tolerance=model.standard.tolerance,
    )
    result = simulate(Neuron.of(model, case["preset"]), clamp)
    times = [event.time for event in result.events]
    assert times == pytest.approx(case["crossings"], abs=1e-3)
    # 0.01 mV of a spike of 100 mV, and as much of a smaller one
    bound = 0.01 * model.swing / 100.0
    assert np.abs(result.variable("voltage").values - case["voltages"]).max() < bound
