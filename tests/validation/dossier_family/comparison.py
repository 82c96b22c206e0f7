"""A dossier against scans and simulations of the same neuron."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from core.dynamics.bifurcation import BifurcationReport, BifurcationRequest, _cycles, bifurcation_report
from core.dynamics.cycles.branches import Survey
from core.dynamics.dossier.report import Dossier
from core.dynamics.equilibrium_branches.search import equilibrium_branches
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.result import Curve, Floats
from tests.validation.dossier_family.equilibria import bifurcations, equilibria
from tests.validation.dossier_family.members import Member
from tests.validation.dossier_family.simulation import Attractors, attractors

KINDS = {"hopf", "neutral-saddle", "saddle-node"}
NARROW = 1e-5
"""Of the range: in regions no wider, and so near to changes, runs take too long to settle."""
LARGE = 0.5
"""Swing [mV] of a cycle: slow decays to an equilibrium that is nearly a Hopf point look like smaller ones."""
BESIDE = 1e-4
"""Of the range: how far beside a change of attractors it is looked whether they change."""
LONGEST = {"morris-lecar": 3e4, "hodgkin-huxley": 3e3}
"""Of a run [ms]."""


@dataclass(slots=True)
class Comparison:
    """What was compared, the largest differences, and where the two disagree."""

    points: int = 0
    places: int = 0
    cycles: int = 0
    repellers: int = 0
    point_difference: float = 0.0
    period_difference: float = 0.0
    voltage_difference: float = 0.0
    disagreements: list[str] = field(default_factory=list)


class Examination:
    """One member: its dossier, and what is found without it."""

    def __init__(
        self, member: Member, shares: Sequence[float] = (0.02, 0.5, 0.98), *, beside: bool = True
    ) -> None:
        self.member, self.shares, self.beside = member, shares, beside
        self.made, self.longest = Comparison(), LONGEST[member.cell]
        self.report, self.cycles, self.tables, self.survey = dossier(member)
        report = self.report
        self.narrow = NARROW * (report.value_to - report.value_from)
        self.voltages = (report.searched_from, report.searched_to)
        self.known: list[Floats] = []
        """States on cycles that runs came to: where the next ones begin, too."""

    def compare(self, *, rows: bool = True) -> Comparison:
        """All of it; without the rows of tables and the unstable cycles of Morris-Lecar unless asked for."""
        self._points()
        for value in self._places():
            self._place(value)
        if rows:
            self._rows()
        if rows and self.member.cell == "morris-lecar":
            self._repellers()
        return self.made

    def say(self, words: str) -> None:
        """Note a disagreement."""
        self.made.disagreements.append(words)

    def _points(self) -> None:
        low, high = self.report.value_from, self.report.value_to
        away = 1e-7 * (high - low)
        theirs = bifurcations(self.member, low + away, high - away, self.voltages)
        ours = [p for p in self.report.special_points if p.kind in KINDS]
        ours = [p for p in ours if low + away < p.value < high - away]
        for kind in sorted(KINDS):
            mine = sorted((p.voltage, p.value) for p in ours if p.kind == kind)
            other = sorted((p.voltage, p.value) for p in theirs if p.kind == kind)
            if len(mine) != len(other):
                self.say(f"{kind}: dossier {mine}, scan {other}")
                continue
            self.made.points += len(mine)
            for (_, a), (_, b) in zip(mine, other, strict=True):
                self.made.point_difference = max(self.made.point_difference, abs(a - b))
                if abs(a - b) > 1e-7:
                    self.say(f"{kind}: dossier {a}, scan {b}")

    def _places(self) -> Iterator[float]:
        """Values inside of every region, and next to its ends."""
        span = self.report.value_to - self.report.value_from
        for region in self.cycles.attractors:
            width = region.value_to - region.value_from
            if width < self.narrow:
                continue
            near = min(BESIDE * span, 0.02 * width)
            yield from (region.value_from + share * width for share in self.shares)
            ends = [
                (region.begins_with, region.value_from + near),
                (region.ends_with, region.value_to - near),
            ]
            # Next to a Hopf point nothing settles in reasonable time; there linear theory is checked.
            told = [value for what, value in ends if "cycle" in what or "homoclinic" in what]
            yield from told if self.beside else ()

    def _place(self, value: float) -> None:
        self.made.places += 1
        region = next(r for r in self.cycles.attractors if r.value_from <= value <= r.value_to)
        stable = [v for v, attracts in equilibria(self.member, value, self.voltages) if attracts]
        where = f"{self.member.parameter} = {value!r}, region {region.value_from!r} to {region.value_to!r}"
        if len(stable) != region.stable_equilibria:
            self.say(f"{where}: equilibria {region.stable_equilibria}, scan {stable}")
        found = self._runs(value, [], self.longest)
        if len(found.cycles) < region.stable_cycles:
            found = self._runs(value, self._claimed(value), 10.0 * self.longest)
        for v in found.equilibria:
            if not any(abs(v - known) < 1e-2 for known in stable):
                self.say(f"{where}: runs rest at {v}, the scan knows {stable}")
        self.made.cycles += region.stable_cycles
        large = sum(cycle.highest - cycle.lowest > LARGE for cycle in found.cycles)
        if region.stable_cycles not in {len(found.cycles), large}:
            cycles = [cycle[:3] for cycle in found.cycles]
            counts = f"{region.stable_cycles} stable cycles, {found.unsettled} runs unsettled"
            self.say(f"{where}: {counts}, the others on {cycles}")

    def _runs(self, value: float, extra: list[Floats], longest: float) -> Attractors:
        found = attractors(self.member, value, self.voltages, [*self.known[-6:], *extra], longest)
        self.known += [cycle.state for cycle in found.cycles]
        return found

    def _claimed(self, value: float, *, stable: bool = True) -> list[Floats]:
        """States at the highest voltages of the nearest cycles of every branch."""
        made = []
        for branch in self.survey.branches:
            cycles = [point.cycle for point in branch.points if point.cycle.stable == stable]
            for near in sorted(cycles, key=lambda cycle: abs(cycle.value - value))[:2]:
                # The dossier's own cycle at this value: on one with a small basin runs begin, or not at all.
                solver = self.survey.solvers.of(near.mesh.size - 1)
                own = solver.at_values(replace(near, values=np.array([value])))
                cycle = near if own is None else own.cycle
                states = cycle.mesh_states
                made.append(states[int(np.argmax(states[:, 0]))].copy())
        return made

    def _rows(self) -> None:
        """The stable cycle of a table that is nearest to the middle of its region, by a run."""
        for table in self.tables:
            columns = {column.name: column.values for column in table.columns}
            values = table.columns[0].values
            attracting = np.array([label == "stable cycle" for label in table.labels])
            for region in self.cycles.attractors:
                inside = (values > region.value_from + self.narrow) & (values < region.value_to - self.narrow)
                inside &= attracting
                if not inside.any():
                    continue
                middle = 0.5 * (region.value_from + region.value_to)
                i = int(np.flatnonzero(inside)[np.argmin(np.abs(values[inside] - middle))])
                claimed = {name: float(column[i]) for name, column in columns.items()}
                self._row(float(values[i]), claimed)

    def _row(self, value: float, claimed: dict[str, float]) -> None:
        found = self._runs(value, self._claimed(value), 10.0 * self.longest).cycles
        if not found:
            self.say(
                f"{self.member.parameter} = {value!r}: no run comes to a cycle of {claimed['period']} ms"
            )
            return
        nearest = min(found, key=lambda cycle: abs(cycle.highest - claimed["voltage_max"]))
        period = abs(nearest.period / claimed["period"] - 1.0)
        voltage = abs(nearest.highest - claimed["voltage_max"])
        self.made.period_difference = max(self.made.period_difference, period)
        self.made.voltage_difference = max(self.made.voltage_difference, voltage)
        if period > 1e-4 or voltage > 5e-3:
            self.say(f"{self.member.parameter} = {value!r}: table {claimed}, run {nearest}")

    def _repellers(self) -> None:
        """In the plane, unstable cycles attract backward in time."""
        segments = self.cycles.segments
        low, high = self.report.value_from, self.report.value_to
        ends = {end for s in segments for end in (s.value_from, s.value_to) if low < end < high}
        ends |= {low, high}
        ends |= {p.value for p in self.report.special_points if p.kind in {"hopf", "saddle-node"}}
        for a, b in pairwise(sorted(ends)):
            if b - a < self.narrow:
                continue
            value = 0.5 * (a + b)
            claimed = sum(
                not s.stable and min(s.value_from, s.value_to) < value < max(s.value_from, s.value_to)
                for s in segments
            )
            forward = self._runs(value, [], self.longest).cycles
            beside = [cycle.state + shift for cycle in forward for shift in ([-2.0, 0.0], [-0.05, 0.0])]
            beside += self._claimed(value, stable=False)
            found = attractors(self.member, value, self.voltages, beside, self.longest, backward=True)
            self.made.repellers += claimed
            if len(found.cycles) != claimed:
                cycles = [cycle[:3] for cycle in found.cycles]
                self.say(
                    f"{self.member.parameter} = {value!r}: {claimed} unstable cycles, backward {cycles}, "
                    f"{found.unsettled} unsettled"
                )


def dossier(member: Member) -> tuple[BifurcationReport, Dossier, tuple[Curve, ...], Survey]:
    """What the service says of a member over its range, with the cycles themselves."""
    neuron = Neuron.of(CATALOGUE[member.cell], None, **member.values)
    low, high, current = member.low, member.high, member.current
    request = BifurcationRequest(parameter=member.parameter, parameter_range=(low, high), current=current)
    found = equilibrium_branches(neuron, member.parameter, low, high, current=current, rows=400)
    report = bifurcation_report(neuron, found)
    return report, *_cycles(neuron, request, found, report)
