import math

import numpy as np
import pytest

from core.electrodiffusion import fick
from core.electrodiffusion.diffusion import DiffusionReport, DiffusionRequest, diffusion
from core.electrodiffusion.fick import (
    ConcentrationStep,
    Geometry,
    LineSource,
    PlaneSource,
    PointSource,
    Slab,
    Sphere,
    profile,
)
from core.errors import ParameterError


def report(**fields: object) -> DiffusionReport:
    found = diffusion(DiffusionRequest(**fields)).report  # type: ignore[arg-type]  # a row of a table
    assert isinstance(found, DiffusionReport)
    return found


def test_a_micrometre_takes_a_sixth_of_a_millisecond_and_a_metre_sixteen_years() -> None:
    assert report(distance=1.0).diffusion_times[2].time == pytest.approx(0.1667, abs=1e-4)
    assert report(distance=1e6).diffusion_times[0].years == pytest.approx(15.84, abs=1e-2)


@pytest.mark.parametrize("source", [PlaneSource(amount=2.0), LineSource(amount=2.0), PointSource(amount=2.0)])
def test_the_amount_released_is_kept(source: PlaneSource | LineSource | PointSource) -> None:
    spread = 0.7
    r = np.linspace(0.0, 12.0, 4001)
    c = profile(source, r, spread).values
    shells = {1: 2.0 + 0 * r, 2: 2 * math.pi * r, 3: 4 * math.pi * r**2}[source.dimensions]
    # Trapezoids of a Gaussian that has vanished at the end are exact to all digits but the tail's.
    assert np.trapezoid(shells * c, r) == pytest.approx(2.0, rel=1e-6)
    # <r²> = 2 d D t
    assert np.trapezoid(shells * c * r**2, r) / 2.0 == pytest.approx(2 * source.dimensions * spread, rel=1e-6)


@pytest.mark.parametrize(
    "geometry",
    [
        PlaneSource(),
        ConcentrationStep(),
        Slab(initial=1.0, left=3.0, right=0.5),
        Sphere(initial=1.0, surface=4.0),
        PointSource(),
    ],
)
@pytest.mark.parametrize("spread", [0.005, 0.1, 0.5])
def test_profiles_solve_ficks_second_law(geometry: Geometry, spread: float) -> None:
    x, h, dt = 0.4, 1e-3, 1e-5
    before, after = (profile(geometry, np.array([x]), spread + step).values[0] for step in (-dt, dt))
    left, here, right = profile(geometry, np.array([x - h, x, x + h]), spread).values
    laplacian = (right - 2 * here + left) / h**2
    if geometry.dimensions == 3:
        laplacian += 2 / x * (right - left) / (2 * h)
    # Second-order differences: h²/12 c'''' of a profile whose width is at least √spread.
    scale = max(abs(laplacian), here / spread)
    assert (after - before) / (2 * dt) == pytest.approx(laplacian, abs=2e-3 * scale)


@pytest.mark.parametrize("geometry", [Slab(initial=1.0, left=3.0, right=0.5), Sphere(surface=2.0)])
@pytest.mark.parametrize("spread", [0.01, 0.02, 0.05])
def test_images_and_eigenfunctions_agree(
    geometry: Slab | Sphere, spread: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    position = np.linspace(0.0, 1.0, 41)
    monkeypatch.setattr(fick, "EARLY", math.inf)
    images = profile(geometry, position, spread).values
    monkeypatch.setattr(fick, "EARLY", 0.0)
    eigenfunctions = profile(geometry, position, spread).values
    # Images of the sphere divide a difference of numbers near 1 by the radius.
    assert images == pytest.approx(eigenfunctions, abs=1e-13)


def test_walls_are_held_and_the_end_is_a_straight_line() -> None:
    slab = Slab(initial=1.0, left=3.0, right=0.5)
    x = np.array([0.0, 0.25, 1.0])
    for spread in (1e-4, 0.3):
        values = profile(slab, x, spread).values
        assert values[[0, 2]] == pytest.approx([3.0, 0.5], abs=1e-14)
    assert profile(slab, x, 50.0).values == pytest.approx([3.0, 2.375, 0.5])


def test_late_profiles_decay_with_the_relaxation_time() -> None:
    found = report(geometry=Slab(thickness=2.0), times=(20.0, 21.0))
    assert found.relaxation_time is not None
    assert found.relaxation_time == pytest.approx(4.0 / math.pi**2)
    first, second = (snapshot.central_concentration for snapshot in found.snapshots)
    assert second / first == pytest.approx(math.exp(-1.0 / found.relaxation_time), rel=1e-12)
    assert first == pytest.approx(4 / math.pi * math.exp(-20.0 / found.relaxation_time), rel=1e-12)


def test_centre_of_a_sphere_is_a_limit() -> None:
    for spread in (0.005, 0.019, 0.021, 1.0):
        centre, near = profile(Sphere(), np.array([0.0, 2e-6]), spread).values
        assert centre == pytest.approx(near, rel=1e-9)


def test_truncation_is_stated_and_small() -> None:
    (error,) = diffusion(DiffusionRequest(geometry=Sphere())).numerics.estimated_errors
    assert error.value < 1e-30
    assert diffusion(DiffusionRequest()).numerics.estimated_errors == ()


def test_walls_leave_no_choice_of_extent() -> None:
    with pytest.raises(ParameterError) as refusal:
        DiffusionRequest(geometry=Slab(), extent=3.0)
    assert refusal.value.pointer == "/extent"
