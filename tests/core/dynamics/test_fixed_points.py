import pytest

from core.dynamics.fixed_points import FixedPointsReport, FixedPointsRequest, fixed_points
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron


def _report(neuron: Neuron, current: float) -> FixedPointsReport:
    report = fixed_points(neuron, FixedPointsRequest(current=current)).report
    assert isinstance(report, FixedPointsReport)
    return report


# PHYSICS 4, relative tolerance 1e-8; a current given to 10 decimals fixes V to 1e-10 here (slope above 1).
@pytest.mark.parametrize(
    ("current", "voltage", "gate"),
    [
        (93.8576183737, -25.2701048796, 0.1396731900),
        (212.0188161004, 7.8006638670, 0.5954906712),
        (112.9580175640, -17.94030466, None),
        (163.9086873989, 2.19173440, None),
        (349.4885748916, 17.29199539, None),
        (-21.7791713746, -71.10307918, None),
    ],
)
def test_morris_lecar_equilibria_have_their_published_places(
    current: float, voltage: float, gate: float | None
) -> None:
    report = _report(Neuron.of(CATALOGUE["morris-lecar"]), current)
    assert report.count == 1
    point = report.fixed_points[0]
    # Voltages are published with 8 decimals.
    assert point.voltage == pytest.approx(voltage, rel=1e-8)
    if gate is not None:
        assert point.gates["n"] == pytest.approx(gate, rel=1e-8)
        assert abs(point.trace) < 1e-11
    else:
        # tr² = 4 det here, to the digits of the current.
        assert point.discriminant is not None
        assert abs(point.discriminant) < 1e-9 * point.trace**2
