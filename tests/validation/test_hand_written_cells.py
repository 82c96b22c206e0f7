"""Catalogue cells against their equations written out by hand (data/<stem>.json says how it was done)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.neuron.catalogue.chiu_ritchie import CHIU_RITCHIE
from core.neuron.catalogue.connor_stevens import CONNOR_STEVENS
from core.neuron.catalogue.frankenhaeuser_huxley import FRANKENHAEUSER_HUXLEY
from core.neuron.catalogue.golomb_amitai import GOLOMB_AMITAI
from core.neuron.catalogue.morris_lecar import MORRIS_LECAR
from core.neuron.catalogue.persistent_sodium_potassium import PERSISTENT_SODIUM_POTASSIUM
from core.neuron.catalogue.pospischil import POSPISCHIL
from core.neuron.catalogue.traub_miles import REDUCED_TRAUB_MILES, TRAUB_MILES
from core.neuron.catalogue.wang_buzsaki import WANG_BUZSAKI
from core.neuron.declaration import Model, Neuron
from core.neuron.simulate import CurrentClamp, simulate
from core.sampling import OutputSampling
from core.stimulus import Pulse

DATA = Path(__file__).parent / "data"
MODELS = {
    "chiu_ritchie": CHIU_RITCHIE,
    "connor_stevens": CONNOR_STEVENS,
    "frankenhaeuser_huxley": FRANKENHAEUSER_HUXLEY,
    "golomb_amitai": GOLOMB_AMITAI,
    "morris_lecar": MORRIS_LECAR,
    "persistent_sodium_potassium": PERSISTENT_SODIUM_POTASSIUM,
    "pospischil": POSPISCHIL,
    "reduced_traub_miles": REDUCED_TRAUB_MILES,
    "traub_miles": TRAUB_MILES,
    "wang_buzsaki": WANG_BUZSAKI,
}


def cases() -> Iterator[Any]:
    for stem, model in MODELS.items():
        for case in json.loads((DATA / f"{stem}.json").read_text("utf-8"))["cases"]:
            yield pytest.param(
                model, case, id=f"{stem} {case['preset']} {case['amplitude']} from {case['voltage']}"
            )


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
    result = simulate(Neuron.of(model, case["preset"], **case["parameters"]), clamp)
    times = [event.time for event in result.events]
    assert times == pytest.approx(case["crossings"], abs=1e-3)
    assert np.abs(result.variable("voltage").values - case["voltages"]).max() < 0.01
