"""What the theory of dynamical systems asks: equilibria, cycles, bifurcations, planes, phases."""

from collections.abc import Mapping

from core.dynamics.bifurcation import BifurcationReport, BifurcationRequest, bifurcation
from core.dynamics.bifurcation import cost as branch_cost
from core.dynamics.codimension_two.codimension_two import codimension_two
from core.dynamics.codimension_two.codimension_two import cost as codimension_two_cost
from core.dynamics.codimension_two.report import CodimensionTwoReport
from core.dynamics.codimension_two.request import CodimensionTwoRequest, standard_plane
from core.dynamics.cycles.limit_cycle import LimitCycleRequest, limit_cycle
from core.dynamics.cycles.limit_cycle import cost as limit_cycle_cost
from core.dynamics.cycles.limit_cycle_report import LimitCycleReport
from core.dynamics.fixed_points import FixedPointsReport, FixedPointsRequest, fixed_points
from core.dynamics.phase_response.phase_response import cost as phase_response_cost
from core.dynamics.phase_response.phase_response import phase_response
from core.dynamics.phase_response.report import PhaseResponseReport
from core.dynamics.phase_response.request import PhaseResponseRequest
from core.dynamics.plane.phase_plane import phase_plane
from core.dynamics.plane.reduction import FastSlowReduction
from core.dynamics.plane.report import PhasePlaneReport
from core.dynamics.plane.request import PhasePlaneRequest
from core.dynamics.plane.request import cost as phase_plane_cost
from core.neuron.declaration import Model
from service.budget import Cost
from service.questions.question import Question
from service.schemas.neuron import NeuronRequest


def _bifurcation_cost(asked: NeuronRequest) -> Cost:
    return Cost(branch_cost(asked.neuron, asked.request), 8 * asked.request.points, "points")


def _plane(model: Model) -> Mapping[str, object]:
    return {
        "current": model.standard.current,
        "reduction": FastSlowReduction() if len(model.states) > 2 else None,
        "voltage_range": model.standard.voltage_range,
        "gate_range": (0.0, 1.0) if model.dynamic_gates else None,
    }


DYNAMICS = (
    Question(
        name="fixed-points",
        run=fixed_points,
        request=FixedPointsRequest,
        defaults=lambda model: {"current": model.standard.current},
        summary="Every equilibrium of {} at a current, with its Jacobian, eigenvalues and type",
        axis="voltage",
        curves=True,
        report=FixedPointsReport,
    ),
    Question(
        name="bifurcation",
        run=bifurcation,
        request=BifurcationRequest,
        defaults=lambda model: {"current": model.standard.current},
        summary="Bifurcations of {} over the current or any parameter: equilibria, cycles, attractors, "
        "class of excitability",
        curves=True,
        report=BifurcationReport,
        cost=_bifurcation_cost,
        streams=True,
    ),
    Question(
        name="codimension-two",
        run=codimension_two,
        request=CodimensionTwoRequest,
        defaults=standard_plane,
        summary="Curves of bifurcations of {} in two parameters, of equilibria and on demand of cycles; "
        "cusps, Bautin, Bogdanov-Takens points; regions by behaviour",
        curves=True,
        report=CodimensionTwoReport,
        cost=lambda asked: Cost(
            codimension_two_cost(asked.neuron, asked.request), 100 * asked.request.points, "points"
        ),
    ),
    Question(
        name="limit-cycle",
        run=limit_cycle,
        request=LimitCycleRequest,
        defaults=lambda model: {
            "current": model.standard.current,
            "branch_range": model.standard.current_range,
            "spike_threshold": model.standard.spike_threshold,
        },
        summary="Limit cycles of {} at a current, stable and unstable: period, orbit, Floquet multipliers",
        curves=True,
        report=LimitCycleReport,
        cost=lambda asked: Cost(
            limit_cycle_cost(asked.neuron, asked.request),
            2 * (2 + len(asked.neuron.model.states)) * asked.request.points,
            "search_steps",
            "points",
        ),
    ),
    Question(
        name="phase-response",
        run=phase_response,
        request=PhaseResponseRequest,
        defaults=lambda model: {
            "current": model.standard.current,
            "spike_threshold": model.standard.spike_threshold,
        },
        summary="Phase response of a cycle of {}, interaction and phase locking of two coupled copies",
        axis="phase",
        curves=True,
        report=PhaseResponseReport,
        cost=lambda asked: Cost(
            phase_response_cost(asked.neuron, asked.request),
            (8 + 2 * len(asked.neuron.model.states) + 3 * len(asked.request.couplings))
            * asked.request.points,
            "search_steps",
            "points",
        ),
    ),
    Question(
        name="phase-plane",
        run=phase_plane,
        request=PhasePlaneRequest,
        defaults=_plane,
        summary="Phase plane of {}: nullclines, trajectories, manifolds, cycles, basins, isochrons",
        curves=True,
        report=PhasePlaneReport,
        cost=lambda asked: Cost(phase_plane_cost(asked.request), 0, "initial"),
        usual="morris-lecar",
    ),
)
