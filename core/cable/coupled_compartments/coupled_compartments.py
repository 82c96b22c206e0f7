"""Compartments of one voltage each, joined in any graph: voltages in time, modes, couplings."""

from dataclasses import replace

from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.cable.coupled_compartments.series import Neurons, all_coupled_series, usual_coupled_series
from core.result import Result
from core.sampling import chosen_series
from core.waveform import late_stimuli


def coupled_compartments(neurons: Neurons, request: CoupledCompartmentsRequest) -> Result:
    """Voltages of compartments that are joined by conductances and gap junctions, in any graph.

    Each compartment obeys C dV/dt = −I_membrane(V, ...) + I(t) − Σ G(V_j) V_j, with V_j the voltage across a
    junction. Passive compartments with ohmic junctions are solved exactly: the modes of the network, each
    driven by the currents in closed form, without a time step. Excitable cells of any declared model, and
    junctions whose conductance follows their voltage, are integrated as one system with an adaptive step.

    The report says what the network is at rest: resistances, coupling coefficients in both directions, modes
    and time constants, of two passive rooms with their formulas. Tables hold them for every pair of
    compartments, and at the frequencies that are asked for.

    Two cables with a septum between them are asked for at `cable/septate-junction`.

    Parameters
    ----------
    neurons
        The model of each compartment with the values of its parameters; None for a passive one.
    request
        The compartments, what joins them, and their currents.

    Returns
    -------
    Result
        Axis: time [ms]. Series: voltage_<compartment> [mV], and of up to eight junctions
        i_junction_<junction> [nA, positive from its first compartment to its second]; on request
        stimulus_<compartment> and leak_current_<compartment> [nA], g_junction_<junction> [nS], and every
        series of `simulate` with the number of an excitable compartment after its name. Curves: profiles,
        transfer_resistances, coupling_coefficients, modes, frequency_response. Events: spikes, with the
        number of the compartment. Features: `CoupledFeatures`. Report: `CoupledReport`.

    Raises
    ------
    ParameterError
        A series, state or rate that does not exist or has no meaning.
    DivergenceError
        The voltage of an excitable compartment leaves ±1000 mV.
    ConvergenceError
        Too many or too small steps.

    References
    ----------
    Koch (1999), Biophysics of Computation. Harris, Spray and Bennett (1981), doi:10.1085/jgp.77.1.95, and
    Furshpan and Potter (1959), doi:10.1113/jphysiol.1959.sp006143, for the junctions.
    """
    # Numba is imported with them and not with the module: it takes half a second.
    from core.cable.coupled_compartments.integrated_answer import integrated_answer
    from core.cable.coupled_compartments.linear_answer import linear_answer

    names = chosen_series(
        request.sampling, usual_coupled_series(request), all_coupled_series(request, neurons)
    )
    answer = linear_answer if request.is_linear else integrated_answer
    found = answer(neurons, request, names)
    late = [
        notice
        for k, compartment in enumerate(request.compartments)
        for notice in late_stimuli(compartment.stimulus, request.duration, f"/compartments/{k}/stimulus")
    ]
    return replace(found, warnings=(*late, *found.warnings))
