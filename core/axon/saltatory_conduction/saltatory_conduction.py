"""The impulse of a myelinated axon: velocity, from node to node, over any parameter, beside a bare axon."""

import math
from typing import TYPE_CHECKING

from core.axon.myelinated.comparison import RUSHTON_G_RATIO, BareAxonComparison, Measured, compare
from core.axon.myelinated.constants import FibreConstants, fibre_constants
from core.axon.myelinated.myelin import PICOFARAD_PER_MICROMETRE2, InsulatingMyelin
from core.axon.saltatory_conduction.report import FastestValue, Finding, SaltatoryConductionReport
from core.axon.saltatory_conduction.request import SaltatoryConductionRequest, variants
from core.axon.saltatory_conduction.words import explained, summarised
from core.axon.uniform_axon import capacitance_of
from core.neuron.catalogue import HODGKIN_HUXLEY
from core.neuron.declaration import Neuron
from core.neuron.initial import resting_state
from core.references import cite
from core.result import Curve, ErrorEstimate, Notice, Numerics, Result

if TYPE_CHECKING:
    from core.axon.saltatory_conduction.impulse import Impulse

METHOD = (
    "nodes of one compartment each, internodes of 4, 8 and 16 extrapolated to none; Rosenbrock 4(3) "
    "(Shampine) with adaptive steps; fibres made longer until the velocity is steady"
)


def saltatory_conduction(neuron: Neuron, request: SaltatoryConductionRequest) -> Result:
    """The impulse of a long myelinated axon, from node to node.

    Nodes are isopotential patches of a declared membrane; internodes are passive cables of the myelin's
    capacitance and leak. A current sets off an impulse at one end; its velocity is measured far from both.

    Parameters
    ----------
    neuron
        The membrane of the nodes.
    request
        The axon, what is varied, and a bare axon to compare with.

    Returns
    -------
    Result
        Axis: time [ms], 0 at the arrival at a node. Series: voltage_node, voltage_internode,
        voltage_next_node [mV]. Curves: arrivals and profile along the axon; velocity over the varied
        parameter. Report: `SaltatoryConductionReport`.

    Raises
    ------
    ParameterError
        A value without a meaning.

    References
    ----------
    Sweeney, Mortimer and Durand (1987), Proc IEEE Eng Med Biol Soc 9:1577, for the axon as it stands.
    Rushton (1951), doi:10.1113/jphysiol.1951.sp004655, for the g-ratio and the bare axon. Brill et al.
    (1977), doi:10.1136/jnnp.40.8.769, for the internode's length.
    """
    # Numba is imported here and not with the module: it takes half a second.
    from core.axon.myelinated.node import node_of
    from core.axon.saltatory_conduction import tables, varied
    from core.axon.saltatory_conduction.impulse import LEVELS, Conduction

    asked = variants(request, neuron)
    state, stable = resting_state(neuron)
    rest = float(state[0])
    conduction = Conduction(request.axon, node_of(neuron, state), request.tolerance) if stable else None
    impulse = conduction.impulse(LEVELS) if conduction is not None else None
    finding: Finding = "unstable rest" if not stable else "blocked" if impulse is None else "conducts"
    curves: tuple[Curve, ...] = ()
    fastest: FastestValue | None = None
    if request.vary is not None:
        name = request.vary.parameter
        rows = varied.rows_of(asked, request.tolerance)
        curves = (varied.curve(request, neuron, name, rows),)
        fastest = varied.fastest(request, neuron, name, rows) if request.optimum else None
    report = _report(neuron, request, finding, rest, impulse, fastest)
    if impulse is None:
        axis, *series = tables.at_rest(rest)
    else:
        axis, *series = tables.form(impulse, int(request.points))
        curves += tables.along(impulse)
    return Result(
        axis=axis,
        series=tuple(series),
        curves=curves,
        report=report,
        warnings=_doubts(request, report),
        numerics=Numerics(
            method=METHOD,
            tolerance=request.tolerance,
            steps=None if conduction is None else conduction.steps,
            estimated_errors=_errors(report),
        ),
        references=cite(
            "sweeney-1987",
            "rushton-1951",
            "waxman-bennett-1972",
            "brill-1977",
            "shampine-1982",
            *neuron.model.references,
        ),
    )


def _report(
    neuron: Neuron,
    request: SaltatoryConductionRequest,
    finding: Finding,
    rest: float,
    impulse: "Impulse | None",
    fastest: FastestValue | None,
) -> SaltatoryConductionReport:
    constants = fibre_constants(request.axon, capacitance_of(neuron))
    velocity = None if impulse is None else impulse.velocity
    # 1 µm/(m/s) is 1e-3 ms.
    time = None if velocity is None else 1e-3 * constants.internode_length / velocity
    width = None if impulse is None else impulse.half_width
    within = None if width is None or time is None else width / time
    comparison = None if velocity is None else _beside(request, constants, velocity)
    explanation = explained(finding, velocity, time)
    charged = constants.node_capacitance + constants.internode_capacitance
    return SaltatoryConductionReport(
        velocity=velocity,
        velocity_error=None if impulse is None else impulse.error,
        finding=finding,
        explanation=explanation,
        velocity_per_diameter=None if velocity is None else velocity / request.fibre_diameter,
        internodal_time=time,
        resting_potential=rest,
        node_peak=None if impulse is None else impulse.node_peak,
        internode_peak=None if impulse is None else impulse.internode_peak,
        half_width=width,
        nodes_in_the_spike=within,
        node_share_of_charge=constants.node_capacitance / charged,
        constants=constants,
        fastest=fastest,
        rushton_g_ratio=RUSHTON_G_RATIO,
        comparison=comparison,
        nodes=None if impulse is None else impulse.passage.cut.nodes.size,
        summary=summarised(
            explanation, within, fastest, comparison, request.beside.temperature if request.beside else 0.0
        ),
    )


def _beside(
    request: SaltatoryConductionRequest, constants: FibreConstants, velocity: float
) -> BareAxonComparison | None:
    """The bare axon of the request brought to the same velocity; None where it does not conduct."""
    if request.beside is None:
        return None
    from core.axon.conduction_velocity.measures import velocity_of
    from core.axon.conduction_velocity.wave_field import WaveField
    from core.axon.conduction_velocity.waves import find_waves

    membrane = Neuron.of(HODGKIN_HUXLEY, temperature=request.beside.temperature)
    wave = find_waves(WaveField(membrane), request.tolerance, slow=False).fast
    if wave is None:
        return None
    diameter = request.beside.diameter
    bare = capacitance_of(membrane) * PICOFARAD_PER_MICROMETRE2 * math.pi * diameter
    covered = (constants.node_capacitance + constants.internode_capacitance) / constants.internode_length
    return compare(
        Measured(diameter, velocity_of(membrane, request.beside, wave.log_k), bare),
        Measured(request.fibre_diameter, velocity, covered),
    )


def _errors(report: SaltatoryConductionReport) -> tuple[ErrorEstimate, ...]:
    if report.velocity_error is None:
        return ()
    basis = (
        "two extrapolations to internodes of no pieces, ten times the tolerance of a step (over 4.6), and "
        "the velocity in the quarter of the fibre before"
    )
    return (ErrorEstimate("velocity", "m/s", report.velocity_error, f"sum of the differences of {basis}"),)


def _doubts(request: SaltatoryConductionRequest, report: SaltatoryConductionReport) -> tuple[Notice, ...]:
    doubts = []
    if (
        isinstance(request.myelin, InsulatingMyelin)
        and request.vary is not None
        and request.vary.parameter == "g_ratio"
    ):
        doubts.append(
            Notice(
                "insulating-myelin",
                "myelin that takes up no charge however thin it is makes the largest g-ratio the fastest; "
                "with myelin in layers the velocity has its maximum within",
                "/myelin",
            )
        )
    if report.velocity_error is not None and report.velocity is not None:
        relative = report.velocity_error / report.velocity
        if relative > 2.0 * request.tolerance:
            doubts.append(
                Notice(
                    "tolerance-missed",
                    f"the velocity is known to {relative:.1g} of itself, less exactly than was asked for",
                    "/tolerance",
                )
            )
    if request.beside is not None and report.velocity is not None and report.comparison is None:
        doubts.append(Notice("bare-axon-blocked", "the bare axon does not conduct", "/beside"))
    return tuple(doubts)
