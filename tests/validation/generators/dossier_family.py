"""Make tests/validation/data/dossier_family.json: python -m tests.validation.generators.dossier_family.

Compares 500 dossiers with scans and simulations (tests/validation/dossier_family); takes half an hour of one core.
With two numbers: compares these members only, and prints what disagrees without writing anything.
"""

import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.validation.dossier_family.comparison import Comparison, Examination
from tests.validation.dossier_family.members import member

OUTPUT = Path(__file__).parents[1] / "data" / "dossier_family.json"
MEMBERS = 500


def examined(number: int) -> dict[str, Any]:
    """The comparison of a member and what was special about it."""
    chosen = member(number)
    begin = perf_counter()
    examination = Examination(chosen)
    made: Comparison = examination.compare()
    return {
        "number": number,
        "cell": chosen.cell,
        "parameter": chosen.parameter,
        "behaviours": [region.behaviour for region in examination.cycles.attractors],
        "ends": sorted({end.kind for b in examination.cycles.branches for end in (b.start, b.end)}),
        "special": [special.kind for special in examination.cycles.special_cycles],
        "limits": list(examination.cycles.limits),
        "summary": list(examination.cycles.summary),
        "seconds": round(perf_counter() - begin, 2),
        **{name: getattr(made, name) for name in Comparison.__slots__},
    }


if __name__ == "__main__":
    first, last = (int(word) for word in sys.argv[1:3])
    with Path(sys.argv[3]).open("w") as file:
        for number in range(first, last):
            try:
                row = examined(number)
            except Exception as error:
                row = {"number": number, "raised": repr(error), "disagreements": [repr(error)]}
            file.write(json.dumps(row) + "\n")
            file.flush()
