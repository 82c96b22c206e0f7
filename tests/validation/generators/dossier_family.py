"""Make tests/validation/data/dossier_family.json: python -m tests.validation.generators.dossier_family.

Compares 500 dossiers with scans and simulations (tests/validation/dossier_family): half an hour of one core.
With two numbers and a file: compares the members from one to the other and writes a line for each.
With files: makes the summary of what they hold; of a member that is in several the last counts.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.validation.dossier_family.comparison import Comparison, Examination
from tests.validation.dossier_family.members import member

OUTPUT = Path(__file__).parents[1] / "data" / "dossier_family.json"
MEMBERS = 500
ORIGIN = [
    "random neurons of tests/validation/dossier_family/members.py, seeds 4000 + number",
    "points: sign changes of trace or Hurwitz determinant and of det J on 6001 voltages, bracketed roots",
    "attractors: Dormand-Prince 5(4), tolerance 1e-10, 16 to 30 states; maxima of V come back to 1e-7",
    "unstable cycles of Morris-Lecar: the same backward in time",
    "regions narrower than 1e-5 of the range are left out: there runs take too long to settle",
    "members that disagreed were compared again after faults of the search had been mended, or are explained",
    "made by python -m tests.validation.generators.dossier_family",
]
WEAK = "a cycle whose multiplier is within 0.6 % of 1: runs do not settle on it in 30 s of model time"
DOUBLED = "a cycle of twice the period beside a period doubling that was not followed: a stated limit"
EXPLAINED: dict[int, str] = {
    7: WEAK,
    88: DOUBLED,
    278: DOUBLED,
    354: DOUBLED,
    393: DOUBLED,
    13: "a stable cycle of four times the period, behind a second period doubling: a stated limit",
    171: WEAK,
    192: "a saddle-node on the cycle next to a cusp: its law is not recognised in 300 cycles, a stated limit",
    220: WEAK,
    272: WEAK,
    355: WEAK,
    462: WEAK,
}
"""Why members disagree where the dossier is right, by their numbers."""


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
        "ends": [end.kind for b in examination.cycles.branches for end in (b.start, b.end)],
        "special": [special.kind for special in examination.cycles.special_cycles],
        "limits": list(examination.cycles.limits),
        "summary": list(examination.cycles.summary),
        "seconds": round(perf_counter() - begin, 2),
        **{name: getattr(made, name) for name in Comparison.__slots__},
    }


def summary(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What is kept."""
    of = {row["number"]: row for row in rows}
    known = list(of.values())
    disagreeing = {number: row["disagreements"] for number, row in of.items() if row["disagreements"]}
    return {
        "origin": ORIGIN,
        "members": len(known),
        "cells": Counter(row["cell"] for row in known),
        "parameters": Counter(row["parameter"] for row in known),
        "special points compared": sum(row["points"] for row in known),
        "places at which attractors were compared": sum(row["places"] for row in known),
        "stable cycles there": sum(row["cycles"] for row in known),
        "unstable cycles found backward in time": sum(row["repellers"] for row in known),
        "ends of branches": Counter(end for row in known for end in row["ends"]),
        "special cycles": Counter(kind for row in known for kind in row["special"]),
        "behaviours": Counter(behaviour for row in known for behaviour in row["behaviours"]),
        "largest_differences": {
            "special points": max(row["point_difference"] for row in known),
            "period": max(row["period_difference"] for row in known),
            "highest voltage": max(row["voltage_difference"] for row in known),
        },
        "stated_limits": {number: row["limits"] for number, row in of.items() if row["limits"]},
        "explained": {number: EXPLAINED[number] for number in disagreeing if number in EXPLAINED},
        "missed_or_spurious": {n: words for n, words in disagreeing.items() if n not in EXPLAINED},
    }


def lines(files: Iterable[str]) -> Iterable[dict[str, Any]]:
    """What files hold, a member a line."""
    for name in files:
        yield from (json.loads(line) for line in Path(name).read_text("utf-8").splitlines())


if __name__ == "__main__":
    words = sys.argv[1:]
    if len(words) == 3 and words[0].isdigit():
        with Path(words[2]).open("w", encoding="utf-8") as file:
            for number in range(int(words[0]), int(words[1])):
                file.write(json.dumps(examined(number)) + "\n")
                file.flush()
    else:
        compared = lines(words) if words else (examined(number) for number in range(MEMBERS))
        made = json.dumps(summary(compared), indent=1, ensure_ascii=False)
        OUTPUT.write_text(made + "\n", "utf-8")
