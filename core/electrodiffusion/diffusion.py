"""How long diffusion takes, and what it makes of a concentration."""

import math
from dataclasses import dataclass

import numpy as np

from core.constants import UM2_PER_MS
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
from core.parameters import Parameters, parameter
from core.quantity import (
    Count,
    Diffusivity,
    Duration,
    Micrometre,
    MicrometreFound,
    MillimolarFound,
    Millisecond,
    SquareMetrePerSecond,
    Year,
)
from core.references import cite
from core.result import CLOSED_FORM, ErrorEstimate, Floats, Numerics, Result, Variable

MAX_TIMES = 32
MS_PER_YEAR = 365.25 * 86_400e3
REACH = 4.0
"""Where nothing bounds the profile, it is drawn to so many standard deviations of the latest time."""


@dataclass(frozen=True, kw_only=True)
class DiffusionRequest(Parameters):
    """A substance that spreads; as it stands, an attomole from a point in water."""

    diffusion_coefficient: SquareMetrePerSecond = parameter(
        1e-9, "diffusion coefficient", symbol="D", ge=1e-25
    )
    distance: Micrometre = parameter(1.0, "distance whose diffusion time is asked for", symbol="L", ge=1e-6)
    geometry: Geometry = parameter(PointSource(), "where the substance is at first, and what bounds it")
    times: tuple[Millisecond, ...] = parameter(
        (0.1, 1.0, 10.0), "times at which the profile is returned", ge=1e-9, min_items=1, max_items=MAX_TIMES
    )
    extent: Micrometre | None = parameter(
        None,
        "how far a profile without bounds is drawn; null: to 4 standard deviations of the latest time",
    )
    points: Count = parameter(201, "points of each profile", ge=2, le=20_000)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.extent is not None and isinstance(self.geometry, Slab | Sphere):
            raise ParameterError(
                "/extent",
                f"the profile of a {self.geometry.kind} ends at its walls",
                received=self.extent,
                allowed="null",
            )

    @property
    def diffusivity(self) -> float:
        """Diffusion coefficient [µm²/ms]."""
        return self.diffusion_coefficient * UM2_PER_MS


@dataclass(frozen=True, kw_only=True)
class DiffusionTime:
    """When the root-mean-square displacement reaches the distance."""

    dimensions: Count = parameter(meaning="dimensions d in which it diffuses")
    time: Duration = parameter(meaning="L²/(2 d D)")
    years: Year = parameter(meaning="the same, in years of 365.25 days")


@dataclass(frozen=True, kw_only=True)
class ProfileSnapshot:
    """The profile at one time."""

    time: Duration = parameter(meaning="time")
    root_mean_square_displacement: MicrometreFound = parameter(
        meaning="√(2 d D t) of a free particle, with d of the geometry"
    )
    central_concentration: MillimolarFound = parameter(
        meaning="concentration at the source, at the step, in the middle of the slab or sphere"
    )


@dataclass(frozen=True, kw_only=True)
class DiffusionReport:
    """Times of diffusion and what the profiles come down to."""

    diffusivity: Diffusivity = parameter(meaning="diffusion coefficient in the unit of cells")
    diffusion_times: tuple[DiffusionTime, ...] = parameter(meaning="in one, two and three dimensions")
    relaxation_time: Duration | None = parameter(
        meaning="slowest time constant, L²/(π²D) of a slab, R²/(π²D) of a sphere; null: nothing bounds it"
    )
    snapshots: tuple[ProfileSnapshot, ...]


def diffusion(request: DiffusionRequest) -> Result:
    """Times and profiles of diffusion by Fick's laws, ∂c/∂t = D ∇²c.

    Distances: t = L²/(2 d D) in d dimensions. Profiles: the Gaussian of an instantaneous plane, line or point
    source; the error function of a step; the series of a slab or sphere whose walls are held.

    Parameters
    ----------
    request
        Diffusion coefficient, distance, geometry and times.

    Returns
    -------
    Result
        Axis `position` [µm] (a radius for line, point and sphere); one series `concentration_1`,
        `concentration_2`, ... [mM] for each time. Report: `DiffusionReport`.

    References
    ----------
    Fick (1855), doi:10.1002/andp.18551700105; Crank (1975), ch. 2 to 6.
    """
    position = _positions(request)
    profiles = [profile(request.geometry, position, request.diffusivity * time) for time in request.times]
    return Result(
        axis=Variable("position", "x", "µm", position),
        series=tuple(
            Variable(f"concentration_{index}", f"c(t = {time:.6g} ms)", "mM", found.values)
            for index, (time, found) in enumerate(zip(request.times, profiles, strict=True), 1)
        ),
        report=_report(request),
        numerics=_numerics(request.geometry, max(found.error for found in profiles)),
        references=cite("fick-1855", "crank-1975", "einstein-1905"),
    )


def _numerics(geometry: Geometry, error: float) -> Numerics:
    if not isinstance(geometry, Slab | Sphere):
        return CLOSED_FORM
    return Numerics(
        method="series of images at early times, of eigenfunctions at late ones",
        estimated_errors=(ErrorEstimate("concentration", "mM", error, "first term left out of the series"),),
    )


def _positions(request: DiffusionRequest) -> Floats:
    geometry = request.geometry
    reach = request.extent or REACH * math.sqrt(2.0 * request.diffusivity * max(request.times))
    match geometry:
        case Slab():
            return np.linspace(0.0, geometry.thickness, request.points)
        case Sphere():
            return np.linspace(0.0, geometry.radius, request.points)
        case PlaneSource() | ConcentrationStep():
            return np.linspace(-reach, reach, request.points)
        case LineSource() | PointSource():
            return np.linspace(0.0, reach, request.points)


def _report(request: DiffusionRequest) -> DiffusionReport:
    geometry, diffusivity = request.geometry, request.diffusivity
    square = request.distance**2
    middle = np.array([geometry.thickness / 2.0 if isinstance(geometry, Slab) else 0.0])
    bound = {"slab": "thickness", "sphere": "radius"}.get(geometry.kind)
    return DiffusionReport(
        diffusivity=diffusivity,
        diffusion_times=tuple(
            DiffusionTime(
                dimensions=dimensions,
                time=square / (2.0 * dimensions * diffusivity),
                years=square / (2.0 * dimensions * diffusivity) / MS_PER_YEAR,
            )
            for dimensions in (1, 2, 3)
        ),
        relaxation_time=getattr(geometry, bound) ** 2 / (math.pi**2 * diffusivity) if bound else None,
        snapshots=tuple(
            ProfileSnapshot(
                time=time,
                root_mean_square_displacement=math.sqrt(2.0 * geometry.dimensions * diffusivity * time),
                central_concentration=float(profile(geometry, middle, diffusivity * time).values[0]),
            )
            for time in request.times
        ),
    )
