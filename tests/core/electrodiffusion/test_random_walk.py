import numpy as np
import pytest

from core.electrodiffusion.random_walk import RandomWalkReport, RandomWalkRequest, cost, random_walk
from core.errors import InterruptedComputationError, ParameterError
from core.interruption import interruptible


def report(**fields: object) -> RandomWalkReport:
    found = random_walk(RandomWalkRequest(**fields)).report  # type: ignore[arg-type]  # a row of a table
    assert isinstance(found, RandomWalkReport)
    return found


def test_ten_uniform_steps_spread_by_ten_thirds() -> None:
    found = report()
    assert found.expected == pytest.approx(10 / 3, rel=1e-15)
    # Five standard errors: a seed fails once in two million, and this one is fixed.
    assert abs(found.mean_square_displacement - 10 / 3) < 5 * found.standard_error


@pytest.mark.parametrize("dimensions", [1, 2, 3])
@pytest.mark.parametrize(("step", "variance"), [("uniform", 4 / 3), ("unit", 4.0), ("gaussian", 4.0)])
def test_spread_is_2ddt(dimensions: int, step: str, variance: float) -> None:
    found = report(
        dimensions=dimensions, step=step, step_length=2.0, time_step=0.5, steps=50, walkers=20_000, seed=3
    )
    assert found.diffusivity == pytest.approx(variance / (2 * 0.5))
    assert found.diffusion_coefficient == pytest.approx(1e-9 * found.diffusivity)
    assert found.expected == pytest.approx(2 * dimensions * found.diffusivity * found.time)
    assert found.z_score is not None
    assert abs(found.z_score) < 5
    # r² of a Gaussian cloud has a variance of 2/d of its squared mean; the kurtosis of the steps adds 1/n.
    assert found.standard_error == pytest.approx(found.expected * np.sqrt(2 / dimensions / 20_000), rel=0.1)


def test_the_walk_does_not_depend_on_what_is_returned() -> None:
    few = random_walk(RandomWalkRequest(steps=300, walkers=2000, points=4, paths=1))
    many = random_walk(RandomWalkRequest(steps=300, walkers=2000, points=301, paths=5))
    assert few.series[0].values.tolist() == many.series[0].values[::100].tolist()
    assert few.curves[0].columns[1].values.tolist() == many.curves[0].columns[1].values[::100].tolist()


def test_paths_belong_to_the_walk() -> None:
    result = random_walk(RandomWalkRequest(dimensions=2, step="unit", steps=40, walkers=2, paths=2))
    square = np.mean(
        [np.sum([column.values**2 for column in curve.columns[1:]], axis=0) for curve in result.curves[:2]],
        axis=0,
    )
    assert square == pytest.approx(result.variable("mean_square_displacement").values)
    assert [column.name for column in result.curves[0].columns] == ["time", "x", "y"]


@pytest.mark.parametrize("step", ["uniform", "unit", "gaussian"])
@pytest.mark.parametrize("steps", [1, 10, 401])
def test_histogram_is_a_density_near_the_normal_one(step: str, steps: int) -> None:
    request = RandomWalkRequest(step=step, steps=steps, walkers=50_000)  # type: ignore[arg-type]  # a table
    x, density, normal = (column.values for column in random_walk(request).curves[-1].columns)
    width = x[1] - x[0]
    # 5 standard deviations leave out 6e-7.
    assert density.sum() * width == pytest.approx(1.0, abs=1e-4)
    if steps == 401:
        # A bin of n counts scatters by √n; 5 of them at the fullest bin.
        fullest = normal.max() * width * 50_000
        assert np.abs(density - normal).max() * width * 50_000 < 5 * np.sqrt(fullest) + 0.01 * fullest


def test_one_unit_step_has_no_scatter() -> None:
    found = report(step="unit", steps=1)
    assert found.mean_square_displacement == 1.0
    assert found.z_score is None


def test_too_long_a_walk_is_refused() -> None:
    with pytest.raises(ParameterError) as refusal:
        RandomWalkRequest(walkers=10_000_000, steps=1000)
    assert refusal.value.pointer == "/walkers"
    assert "1000000" in refusal.value.hint


def test_cost_grows_with_the_draws() -> None:
    assert cost(RandomWalkRequest(walkers=10_000_000)) == pytest.approx(
        100 * cost(RandomWalkRequest()), rel=0.1
    )


def test_it_can_be_interrupted() -> None:
    def gone() -> None:
        raise InterruptedComputationError("gone")

    with interruptible(gone), pytest.raises(InterruptedComputationError):
        random_walk(RandomWalkRequest())
