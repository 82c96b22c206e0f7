"""Passive cables in time against transforms inverted with 40 digits (data/cable_transients.json says how)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.cable.transient.transient import transient
from service.schemas.cable.transient import TRANSIENT

DATA = json.loads((Path(__file__).parent / "data" / "cable_transients.json").read_text())


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["name"])
def test_every_voltage_is_within_its_stated_error(case: dict[str, Any]) -> None:
    positions, times, expected = case["positions"], case["times"], np.array(case["voltages"])
    body = {
        **case["body"],
        "duration": times[-1],
        "record_at": positions,
        "profiles_at": times,
        "points": 2,
        "paths": [],
    }
    result = transient(TRANSIENT.model_validate_json(json.dumps(body)).to_core())
    for column, curve in enumerate(result.curves):
        x, voltage = curve.columns
        rows = np.argmin(np.abs(x.values - np.array(positions)[:, np.newaxis]), axis=1)
        assert voltage.resolution is not None
        assert np.max(np.abs(voltage.values[rows] - expected[:, column])) <= voltage.resolution < 1e-9
    for row, series in enumerate(result.series):
        assert series.resolution is not None
        assert abs(series.values[-1] - expected[row, -1]) <= series.resolution < 1e-9
