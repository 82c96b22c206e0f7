"""A sample of the family of tests/validation/dossier_family: dossiers against scans and simulations.

All 500 members are compared by tests/validation/generators/dossier_family.py, which keeps what it found in
tests/validation/data/dossier_family.json.
"""

import json
from pathlib import Path

import pytest

from tests.validation.dossier_family.comparison import Examination
from tests.validation.dossier_family.members import member

KEPT = json.loads((Path(__file__).parent / "data" / "dossier_family.json").read_text())
SAMPLE = (1, 2, 5, 6, 10, 11, 15, 16, 22, 27, 30, 31, 35, 36, 8, 14)
"""All three sets of Morris and Lecar, also over conductances, and two cells of Hodgkin and Huxley's."""


@pytest.mark.parametrize("number", SAMPLE)
def test_dossier_agrees_with_scan_and_simulation(number: int) -> None:
    made = Examination(member(number), shares=(0.5,), beside=False).compare(rows=False)
    assert made.disagreements == []
    assert made.point_difference < 1e-9
    assert made.places >= 1


def test_what_was_found_of_all_members_is_kept() -> None:
    assert KEPT["members"] == 500
    assert not KEPT["missed_or_spurious"]
    assert KEPT["largest_differences"]["special points"] < 1e-9
    assert KEPT["largest_differences"]["period"] < 1e-4
