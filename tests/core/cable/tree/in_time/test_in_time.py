import cmath
import math
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from core.cable.branches import Branch, BranchColumns, Place
from core.cable.geometry import End, FiniteCable, KilledEnd, LumpedSomaEnd, SealedEnd, VoltageClampedEnd
from core.cable.transient.report import CableTransientReport
from core.cable.transient.request import CableInjection, CableTransientRequest
from core.cable.transient.transient import transient
from core.cable.tree.in_time.in_time import in_time
from core.cable.tree.in_time.report import TreeRunReport
from core.cable.tree.report import CableTreeReport
from core.cable.tree.request import SYMMETRIC_TREE, CableTreeRequest, TreeInjection
from core.cable.tree.solution import solve
from core.cable.tree.solved import solved
from core.cable.tree.tree import tree
from core.result import Floats, Result
from core.sampling import OutputSampling
from core.stimulus import Pulse, Ramp, Sine, Stimulus

SAMPLING = OutputSampling(points=101, method="uniform")
ROOT = Place(branch=0, position=0.0)
REST = -65.0
SEALED = SealedEnd()

MIXED = BranchColumns.of(
    [
        Branch(length=300.0, diameter=4.0, end_diameter=2.0),
        Branch(parent=0, length=500.0, diameter=1.5),
        Branch(parent=0, parent_position=0.5, length=200.0, diameter=1.0, membrane_resistance=5000.0),
        Branch(parent=1, length=250.0, diameter=1.0, end_diameter=0.3, membrane_capacitance=2.0),
        Branch(parent=1, length=150.0, diameter=0.8, axial_resistivity=80.0, end=KilledEnd()),
        Branch(parent=0, parent_position=0.0, length=80.0, diameter=2.0, end=LumpedSomaEnd(resistance=400.0)),
    ]
)
"""Tapers, constants of their own, ends of three kinds."""


def into(branch: int, *stimuli: Stimulus, position: float | None = None) -> TreeInjection:
    return TreeInjection(branch=branch, position=position, stimulus=stimuli)


def steady(branch: int, current: float, position: float | None = None) -> TreeInjection:
    return TreeInjection(branch=branch, position=position, current=current)


def asked(branches: BranchColumns, *injections: TreeInjection, **options: Any) -> CableTreeRequest:
    given = {"branches": branches, "injections": injections, "sampling": SAMPLING, "profiles": ()}
    return CableTreeRequest(**{**given, **options})


def run_of(result: Result) -> TreeRunReport:
    assert isinstance(result.report, CableTreeReport)
    assert result.report.run is not None
    return result.report.run


def above_rest(result: Result) -> Floats:
    return np.stack([each.values - REST for each in result.series])


def stated(result: Result) -> dict[str, float]:
    return {each.variable: each.value for each in result.numerics.estimated_errors}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (SEALED, SEALED),
        (LumpedSomaEnd(resistance=100.0, capacitance=0.3), KilledEnd()),
        (VoltageClampedEnd(voltage=-50.0), LumpedSomaEnd(resistance=30.0)),
    ],
    ids=lambda end: end.kind,
)
def test_one_branch_is_a_cable(left: End, right: End) -> None:
    currents = (
        (400.0, (Pulse(amplitude=0.5, onset=2.0, duration=1.0), Ramp(amplitude=-0.1, duration=10.0))),
        (900.0, (Sine(amplitude=0.1, frequency=150.0, onset=3.0),)),
    )
    places = (200.0, 400.0, 900.0, 1000.0)
    times = (2.5, 15.0)
    cable = transient(
        CableTransientRequest(
            geometry=FiniteCable(length=1000.0, left=left, right=right),
            injections=tuple(CableInjection(position=x, stimulus=stimuli) for x, stimuli in currents),
            duration=20.0,
            record_at=places,
            profiles_at=times,
            points=11,
            paths=(),
            sampling=SAMPLING,
        )
    )
    result = tree(
        asked(
            BranchColumns.of([Branch(length=1000.0, diameter=2.0)]),
            *(into(0, *stimuli, position=x) for x, stimuli in currents),
            root_end=left,
            tip_end=right,
            duration=20.0,
            record_at=tuple(Place(position=x) for x in places),
            profiles_at=times,
            profiles=(0,),
            points=11,
            sampling=SAMPLING,
        )
    )
    for own, other in zip(result.series, cable.series, strict=True):
        left_over = float(np.max(np.abs(own.values - other.values)))
        assert own.resolution is not None
        assert left_over <= own.resolution <= 0.01 * np.ptp(other.values) + 1e-13
    for number in (1, 2):
        own_curve = next(each for each in result.curves if each.name == f"profile_{number}_branch_0")
        cable_curve = next(each for each in cable.curves if each.name == f"profile_{number}")
        rows = np.isin(cable_curve.columns[0].values, own_curve.columns[0].values)
        expected = cable_curve.columns[1].values[rows]
        assert own_curve.columns[1].values == pytest.approx(expected, abs=own_curve.columns[1].resolution)
    assert isinstance(cable.report, CableTransientReport)
    for site, point in zip(run_of(result).sites, cable.report.points, strict=True):
        for field in ("highest_voltage", "lowest_voltage"):
            assert getattr(site, field) == pytest.approx(getattr(point, field), abs=stated(result)[field])
        tolerance = stated(result)["half_maximum_time"]
        assert site.half_maximum_time == pytest.approx(point.half_maximum_time, abs=tolerance)


def exact(request: CableTreeRequest, times: Floats) -> Floats:
    """Voltages above rest at the sites [mV] after steady currents and clamps are switched on.

    The Laplace transforms of Rall's recursion, by the fixed Talbot method (Abate and Valkó 2004,
    doi:10.1002/nme.995): 20 points give about 12 digits.
    """
    found = solved(request)
    currents = found.currents.astype(np.complex128)
    total = np.zeros((len(request.sites), times.size))
    count = 20
    for k, time in enumerate(times.tolist()):
        radius = 0.4 * count / time
        for n in range(count):
            theta = math.pi * n / count
            turn = theta / math.tan(theta) if n else 1.0
            s = radius * complex(turn, theta)
            weight = complex(1.0, theta + (turn - 1.0) * turn / theta) if n else 0.5 + 0j
            # The closed forms hold for any complex frequency.
            at = solve(found.cut.stretches, found.ends, cast("float", -1j * s))
            voltages = at.voltages(found.injected, currents, clamps=True)[found.sites] / s
            total[:, k] += radius / count * (weight * cmath.exp(time * s) * voltages).real
    return total


@pytest.mark.parametrize("root_end", [LumpedSomaEnd(resistance=80.0), VoltageClampedEnd(voltage=-40.0)])
def test_any_tree_is_the_inverse_of_its_laplace_transform(root_end: End) -> None:
    sites = (ROOT, Place(branch=3), Place(branch=1, position=123.0), Place(branch=2), Place(branch=5))
    request = asked(
        MIXED, steady(3, 0.05), steady(0, -0.1, 150.0), root_end=root_end, sites=sites, duration=100.0
    )
    result = tree(replace(request, record_at=sites, sampling=OutputSampling(points=201, method="uniform")))
    rows = np.array([1, 2, 10, 40, 200])
    expected = exact(request, result.variable("time").values[rows])
    for own, voltage in zip(result.series, expected, strict=True):
        assert own.resolution is not None
        # The inverse transform is good to some 1e-12.
        left_over = np.max(np.abs(own.values[rows] - REST - voltage))
        assert left_over - 1e-11 <= own.resolution < 1e-3 * np.abs(expected).max()


def test_stretches_of_next_to_no_length() -> None:
    # A thick stub beside a clamp, a twig a picometre away from it, and a place at a picometre from that.
    columns = BranchColumns.of(
        [
            Branch(length=0.4, diameter=2.0, end_diameter=4.0),
            Branch(parent=0, parent_position=1e-9, length=800.0, diameter=0.2),
            Branch(parent=0, length=300.0, diameter=1.0),
        ]
    )
    sites = (Place(branch=1, position=400.0), Place(branch=2), Place(branch=1, position=1e-6))
    clamp = VoltageClampedEnd(voltage=-40.0)
    request = asked(columns, steady(2, 0.02), root_end=clamp, sites=sites, record_at=sites, duration=30.0)
    result = tree(request)
    rows = np.array([5, 40, 100])
    for own, voltage in zip(result.series, exact(request, result.variable("time").values[rows]), strict=True):
        assert own.resolution is not None
        assert np.max(np.abs(own.values[rows] - REST - voltage)) <= own.resolution + 1e-11 < 0.01


def test_a_disc_is_one_compartment() -> None:
    # A micrometre wide and a picometre long: all of it charges with the time constant.
    result = tree(
        asked(
            BranchColumns.of([Branch(length=1e-6, diameter=1e3)]),
            steady(0, 1e-6),
            root_end=SEALED,
            duration=50.0,
        )
    )
    area = math.pi * 1e3 * 1e-6 * 1e-8
    expected = 1e-6 * 20_000.0 / area * 1e-6 * -np.expm1(-result.variable("time").values / 20.0)
    assert result.series[0].resolution is not None
    assert above_rest(result)[0] == pytest.approx(expected, abs=result.series[0].resolution)
    assert result.series[0].resolution < 1e-3 * expected[-1]


def test_the_end_of_a_long_run_is_the_steady_state() -> None:
    result = tree(
        asked(
            MIXED,
            steady(3, 0.05),
            steady(2, -0.02),
            root_end=VoltageClampedEnd(voltage=-40.0),
            duration=1000.0,
            sites=(Place(branch=5), Place(branch=4), Place(branch=1, position=200.0)),
        )
    )
    assert isinstance(result.report, CableTreeReport)
    found = (*result.report.injections, *result.report.sites)
    assert [series.values[-1] for series in result.series[1:]] == pytest.approx(
        [site.voltage for site in found], abs=max(series.resolution or 0.0 for series in result.series)
    )
    assert result.series[0].values[-1] == -40.0


def test_reciprocity() -> None:
    stimulus = Pulse(amplitude=0.2, onset=1.0, duration=2.0)
    places = (Place(branch=3), Place(branch=2, position=70.0))
    there, back = (
        tree(
            asked(
                MIXED,
                TreeInjection(branch=place.branch, position=place.position, stimulus=(stimulus,)),
                duration=30.0,
                record_at=places,
            )
        )
        for place in places
    )
    allowed = stated(there)["voltage_2"] + stated(back)["voltage_1"]
    assert there.series[1].values == pytest.approx(back.series[0].values, abs=allowed)


def test_charge_is_kept() -> None:
    # Of a sealed tree with one time constant all over, dQ/dt = I − Q/τ, whatever its shape.
    tau, amplitude, length, duration = 20.0, 0.3, 4.0, 15.0
    columns = BranchColumns.of(
        [
            Branch(length=100.0, diameter=4.0, end_diameter=1.0),
            Branch(parent=0, length=50.0, diameter=0.5),
            Branch(parent=0, parent_position=0.3, length=300.0, diameter=2.0, membrane_resistance=10_000.0,
                   membrane_capacitance=2.0),
        ]
    )  # fmt: skip
    request = asked(
        columns, into(1, Pulse(amplitude=amplitude, duration=length)), root_end=SEALED, duration=duration
    )
    run = in_time(solved(request), duration)
    nodes = run.runs.nodes
    capacitance = nodes.compartments.capacitances
    specific = columns.values("membrane_capacitance", 1.0)
    # µm² · µF/cm² = 1e-5 nF: the membrane of cones is that of the cones.
    assert capacitance.sum() == pytest.approx(1e-5 * float(request.arbor.membrane_area @ specific), rel=1e-13)
    # The state at the end is in units of the integration, of which the record tells how large they are.
    scale = run.runs.fine.record[0, -1] / run.runs.fine.course.samples[0, -1]
    charge = scale * float(capacitance @ run.runs.fine.course.state.voltage)
    expected = amplitude * tau * -math.expm1(-length / tau) * math.exp(-(duration - length) / tau)
    assert charge == pytest.approx(expected, rel=1e-5)


def test_a_thousand_times_the_current_is_a_thousand_times_the_voltage() -> None:
    small, large = (
        tree(asked(SYMMETRIC_TREE, into(3, Pulse(amplitude=amplitude, duration=1.0)), duration=20.0))
        for amplitude in (1e-6, 1e-3)
    )
    assert 1e3 * above_rest(small) == pytest.approx(above_rest(large), abs=1e3 * np.spacing(65.0))
    assert small.numerics.steps == large.numerics.steps


def test_the_error_falls_with_the_square_of_the_length_of_compartments() -> None:
    request = asked(SYMMETRIC_TREE, steady(3, 0.05), duration=20.0)
    runs = [tree(replace(request, compartment_length=length)) for length in (25.0, 12.5, 6.25)]
    # One of 400 µm, two of 300 and four of 200, and the node at the root.
    assert [run_of(run).compartments for run in runs] == [73, 145, 289]
    assert [run_of(run).longest_compartment for run in runs] == [25.0, 12.5, 6.25]
    coarse, middle, fine = (above_rest(run)[0] for run in runs)
    ratio = np.abs(coarse - middle).max() / np.abs(middle - fine).max()
    assert ratio == pytest.approx(4.0, rel=0.02)
    assert np.abs(coarse - fine).max() <= stated(runs[0])["voltage_1"]


def test_a_held_place_keeps_its_voltage() -> None:
    result = tree(asked(MIXED, steady(4, 0.5), root_end=VoltageClampedEnd(voltage=-50.0), duration=5.0))
    # The injection is into a killed end: it leaves there.
    assert [notice.code for notice in result.warnings] == ["current-into-held-end"]
    assert np.all(result.series[0].values == -50.0)
    assert np.all(result.series[1].values == REST)
    held = run_of(result).sites[1]
    assert (held.half_maximum_time, held.half_maximum_delay) == (None, None)


def test_what_the_answer_says_of_a_run() -> None:
    result = tree(
        asked(
            SYMMETRIC_TREE,
            into(3, Pulse(amplitude=1.0, duration=0.02)),
            duration=10.0,
            sampling=OutputSampling(series=("stimulus_1", "voltage_1"), points=50, method="uniform"),
            compartment_length=50.0,
        )
    )
    assert result.axis is not None
    assert result.axis.name == "time"
    assert [series.name for series in result.series] == ["stimulus_1", "voltage_1"]
    assert [notice.code for notice in result.warnings] == ["coarse-compartments"]
    branches = next(curve for curve in result.curves if curve.name == "branches")
    assert branches.columns[0].values.tolist() == list(range(7))
