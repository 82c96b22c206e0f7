"""Random walks of many particles, and how their mean-square displacement becomes diffusion."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.constants import UM2_PER_MS
from core.electrodiffusion.walkers import Walk, walk
from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import (
    Count,
    Diffusivity,
    Dimensionless,
    Duration,
    Micrometre,
    Millisecond,
    SquareMetrePerSecond,
    SquareMicrometre,
)
from core.references import cite
from core.result import Curve, ErrorEstimate, Floats, Numerics, Result, Variable

MAX_DRAWS = 1_000_000_000
MAX_STEPS = 1_000_000
MAX_WALKERS = 100_000_000
MAX_PATHS = 20
AXES = ("x", "y", "z")
SECONDS_PER_DRAW = {"uniform": 1.6e-8, "unit": 1.5e-8, "gaussian": 2.5e-8}
"""Measured on one core of 2026."""


@dataclass(frozen=True, kw_only=True)
class RandomWalkRequest(Parameters):
    """Walkers that start together; as it stands, ten uniform steps between −1 and 1 µm."""

    dimensions: Count = parameter(1, "dimensions of space", symbol="d", ge=1, le=3)
    step: Literal["uniform", "unit", "gaussian"] = parameter(
        "uniform",
        "how a step moves each coordinate: uniform, anywhere within ±step_length (variance a²/3); "
        "unit, by +step_length or −step_length (variance a²); "
        "gaussian, with standard deviation step_length (variance a²)",
    )
    step_length: Micrometre = parameter(
        1.0, "scale of a step in each coordinate", symbol="a", ge=1e-6, le=1e6
    )
    time_step: Millisecond = parameter(1.0, "time a step takes", symbol=r"\Delta t", ge=1e-12)
    steps: Count = parameter(10, "number of steps", symbol="n", ge=1, le=MAX_STEPS)
    walkers: Count = parameter(100_000, "number of walkers", ge=2, le=MAX_WALKERS)
    seed: Count = parameter(0, "seed of the generator: the same seed, the same walk", le=2**53 - 1)
    points: Count = parameter(1000, "return at most so many times", ge=2, le=20_000)
    paths: Count = parameter(3, "number of walkers whose paths are returned", le=MAX_PATHS)
    bins: Count = parameter(60, "bins of the histogram of final positions, at most", ge=2, le=1000)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.draws > MAX_DRAWS:
            raise ParameterError(
                "/walkers",
                "walkers × steps × dimensions is too large",
                received=self.draws,
                allowed=f"<= {MAX_DRAWS}",
                hint=f"at most {MAX_DRAWS // (self.steps * self.dimensions)} walkers take so many steps",
            )

    @property
    def draws(self) -> int:
        """Random numbers the walk takes."""
        return self.walkers * self.steps * self.dimensions

    @property
    def variance(self) -> float:
        """Variance of a step in each coordinate [µm²]."""
        return self.step_length**2 / (3.0 if self.step == "uniform" else 1.0)


@dataclass(frozen=True, kw_only=True)
class RandomWalkReport:
    """The walk's diffusion coefficient, and how well the walkers show it."""

    diffusion_coefficient: SquareMetrePerSecond = parameter(
        meaning="D = (variance of a step)/(2 Δt)", symbol="D"
    )
    diffusivity: Diffusivity = parameter(meaning="the same in the unit of cells")
    measured_diffusivity: Diffusivity = parameter(meaning="final mean-square displacement over 2 d t")
    measured_diffusivity_error: Diffusivity = parameter(meaning="its standard error")
    time: Duration = parameter(meaning="time at the end", symbol="t")
    mean_square_displacement: SquareMicrometre = parameter(meaning="mean of r² over the walkers at the end")
    standard_error: SquareMicrometre = parameter(meaning="its standard error")
    expected: SquareMicrometre = parameter(meaning="2 d D t at the end, exact for every number of steps")
    z_score: Dimensionless | None = parameter(
        meaning="(mean − expected)/standard error, with many walkers beyond ±3 once in 370 seeds; "
        "null: r² does not vary"
    )


def cost(request: RandomWalkRequest) -> float:
    """Predicted computing time [s]."""
    return 1e-3 + SECONDS_PER_DRAW[request.step] * request.draws + 3e-8 * request.steps


def random_walk(request: RandomWalkRequest) -> Result:
    """Mean-square displacement of independent walkers against 2 d D t.

    Coordinates move independently, so after n steps of variance s² each E[r²] = d n s² = 2 d D t with
    D = s²/(2 Δt): in one dimension n/3 for uniform steps within ±1.

    Parameters
    ----------
    request
        Kind and number of the steps, number of walkers, seed.

    Returns
    -------
    Result
        Axis `time` [ms]; series `mean_square_displacement`, `standard_error`, `expected` [µm²]. Curves: the
        paths of the first walkers; the histogram of final x with the normal density it tends to. Report:
        `RandomWalkReport`.

    Raises
    ------
    ParameterError
        walkers × steps × dimensions is beyond 10⁹.

    References
    ----------
    Einstein (1905), doi:10.1002/andp.19053220806; von Smoluchowski (1906), doi:10.1002/andp.19063261405.
    """
    rows = np.unique(np.rint(np.linspace(0, request.steps, request.points)).astype(np.intp))
    outcome = walk(
        Walk(
            dimensions=request.dimensions,
            step=request.step,
            step_length=request.step_length,
            deviation=float(np.sqrt(request.variance)),
            steps=request.steps,
            walkers=request.walkers,
            seed=request.seed,
            paths=min(request.paths, request.walkers),
            bins=request.bins,
        ),
        rows,
    )
    number = rows.astype(np.float64)
    time = request.time_step * number
    expected = request.dimensions * request.variance * number
    report = _report(request, outcome.mean[-1], outcome.standard_error[-1])
    return Result(
        axis=Variable("time", "t", "ms", time),
        series=(
            Variable("mean_square_displacement", "<r²>", "µm²", outcome.mean),
            Variable("standard_error", "SE", "µm²", outcome.standard_error),
            Variable("expected", "2dDt", "µm²", expected),
        ),
        curves=(
            *(_path(index, path, time) for index, path in enumerate(outcome.paths)),
            _histogram(request, outcome.edges, outcome.counts),
        ),
        report=report,
        numerics=Numerics(
            method="independent walkers, PCG64 generator",
            steps=request.steps,
            evaluations=request.draws,
            estimated_errors=(
                ErrorEstimate(
                    "mean_square_displacement", "µm²", report.standard_error, "scatter of the walkers"
                ),
            ),
        ),
        references=cite("einstein-1905", "smoluchowski-1906", "berg-1993"),
    )


def _report(request: RandomWalkRequest, mean: float, error: float) -> RandomWalkReport:
    time = request.time_step * request.steps
    expected = request.dimensions * request.variance * request.steps
    diffusivity = request.variance / (2.0 * request.time_step)
    per_time = 1.0 / (2.0 * request.dimensions * time)
    # Rounding alone makes r² vary by 1e-16 of itself where every walker has gone equally far.
    varies = error > 1e-12 * mean
    return RandomWalkReport(
        diffusion_coefficient=diffusivity / UM2_PER_MS,
        diffusivity=diffusivity,
        measured_diffusivity=float(mean) * per_time,
        measured_diffusivity_error=float(error) * per_time,
        time=time,
        mean_square_displacement=float(mean),
        standard_error=float(error),
        expected=expected,
        z_score=float((mean - expected) / error) if varies else None,
    )


def _path(index: int, path: Floats, time: Floats) -> Curve:
    columns = tuple(Variable(axis, axis, "µm", values) for axis, values in zip(AXES, path.T, strict=False))
    return Curve(f"path-{index + 1}", "path", (Variable("time", "t", "ms", time), *columns))


def _histogram(request: RandomWalkRequest, edges: Floats, counts: Floats) -> Curve:
    centres = (edges[1:] + edges[:-1]) / 2.0
    density = counts / (request.walkers * np.diff(edges))
    variance = request.variance * request.steps
    normal = np.exp(-(centres**2) / (2.0 * variance)) / np.sqrt(2.0 * np.pi * variance)
    return Curve(
        "final-positions",
        "histogram",
        (
            Variable("x", "x", "µm", centres),
            Variable("density", "p(x)", "1/µm", density),
            Variable("normal_density", "N(x)", "1/µm", normal),
        ),
        detail="probability density of the final x, and the normal density of the same variance",
    )
