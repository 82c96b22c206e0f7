"""The motion of ions."""

from fastapi import APIRouter

from core.electrodiffusion import random_walk as walking
from core.electrodiffusion.boltzmann import BoltzmannReport, BoltzmannRequest, boltzmann
from core.electrodiffusion.charge import ChargeReport, charge
from core.electrodiffusion.diffusion import DiffusionReport, DiffusionRequest, diffusion
from core.electrodiffusion.mobility import MobilityReport, mobility
from core.electrodiffusion.nernst_planck import NernstPlanckReport, NernstPlanckRequest, nernst_planck
from service.budget import Cost
from service.operation import Operation, add_operation
from service.schemas import electrodiffusion as schemas

router = APIRouter()


def _walk_cost(request: walking.RandomWalkRequest) -> Cost:
    rows = min(request.points, request.steps + 1)
    numbers = rows * (4 + request.paths * (1 + request.dimensions)) + 3 * request.bins
    return Cost(seconds=walking.cost(request), points=numbers, lever="walkers")


def _diffusion_cost(request: DiffusionRequest) -> Cost:
    numbers = request.points * (1 + len(request.times))
    return Cost(seconds=1e-6 * numbers, points=numbers, lever="points")


def _profile_cost(request: NernstPlanckRequest) -> Cost:
    return Cost(seconds=3e-7 * request.points, points=5 * request.points, lever="points")


def _distribution_cost(request: BoltzmannRequest) -> Cost:
    return Cost(seconds=3e-7 * request.points, points=7 * request.points, lever="points")


for operation in (
    Operation(
        name="random-walk",
        run=walking.random_walk,
        schema=schemas.RANDOM_WALK,
        summary="Many random walkers: mean-square displacement against 2 d D t, paths, histogram",
        axis="time",
        curves=True,
        report=walking.RandomWalkReport,
        examples=schemas.RANDOM_WALK_EXAMPLES,
        cost=_walk_cost,
    ),
    Operation(
        name="mobility",
        run=mobility,
        schema=schemas.MOBILITY,
        summary="Diffusion coefficient, friction, Stokes radius, mobilities and drift, from any of them",
        report=MobilityReport,
        examples=schemas.MOBILITY_EXAMPLES,
    ),
    Operation(
        name="diffusion",
        run=diffusion,
        schema=schemas.DIFFUSION,
        summary="Diffusion times, and Fick's profiles of sources, a step, a slab, a sphere",
        axis="position",
        report=DiffusionReport,
        examples=schemas.DIFFUSION_EXAMPLES,
        cost=_diffusion_cost,
    ),
    Operation(
        name="nernst-planck",
        run=nernst_planck,
        schema=schemas.NERNST_PLANCK,
        summary="Steady flux and concentration profile across a membrane, diffusion and drift apart",
        axis="depth",
        report=NernstPlanckReport,
        examples=schemas.NERNST_PLANCK_EXAMPLES,
        cost=_profile_cost,
    ),
    Operation(
        name="boltzmann",
        run=boltzmann,
        schema=schemas.BOLTZMANN,
        summary="Occupancy of two states by their energy, and Maxwell's distribution of velocities",
        axis="speed",
        curves=True,
        report=BoltzmannReport,
        examples=schemas.BOLTZMANN_EXAMPLES,
        cost=_distribution_cost,
    ),
    Operation(
        name="charge",
        run=charge,
        schema=schemas.CHARGE,
        summary="Ions that charge a cell against ions present, and the energy of unpaired charge",
        report=ChargeReport,
        examples=schemas.CHARGE_EXAMPLES,
    ),
):
    add_operation(router, "electrodiffusion", operation)
