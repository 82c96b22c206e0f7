"""Hodgkin's classes (1948): how firing begins under long steps."""

import numpy as np

from core.neuron.amounts import counted
from core.neuron.excitability.edges import Edge
from core.neuron.excitability.firing import FiringCurve
from core.neuron.excitability.report import HodgkinClass
from core.neuron.excitability.responses import step_responses
from core.neuron.excitability.rest_loss import RestLoss

CONTINUOUS, JUMPING = 0.3, 0.15
"""Slopes of log rate against log distance: above, the onset is continuous; below, it is a jump."""
VISIBLE = 4.0
"""Spikes in a run below which its rate may be as low as it is only because the run is no longer."""
CLOSE = 100.0
"""Ratio of the largest to the least distance that the slope is found from."""
FEWEST = 3


def hodgkin_class(
    curve: FiringCurve, onset: Edge | None, loss: RestLoss | None, creeping: float
) -> HodgkinClass:
    """Class 1, 2 or 3, from the rates close to the onset and the bifurcation that ends rest.

    At a saddle-node on an invariant circle the rate grows as the root of the distance (class 1); at a Hopf
    point, a fold of cycles or a saddle-node off the circle firing begins with a rate of its own (class 2).

    Parameters
    ----------
    curve
        The f-I curve.
    onset
        Where firing begins.
    loss
        Where rest is lost.
    creeping
        Rate of oscillations below the onset that do not reach the threshold [Hz]; 0: none.
    """
    if not curve.fires:
        return _without_firing(curve, loss)
    amounts = curve.probe.amounts
    if onset is None:
        return HodgkinClass(
            number=None, explanation="the onset of firing is below the range of currents: lower it"
        )
    if creeping > 0.0:
        text = (
            f"firing grows out of oscillations at {amounts.rate(creeping, 3)} that do not reach the spike "
            "threshold: it has a rate of its own, but no sharp beginning"
        )
        return HodgkinClass(number=2, explanation=text, lowest_rate=creeping)
    if onset.rates()[0].size < FEWEST:
        return HodgkinClass(number=None, explanation="firing close to its onset is not steady")
    return _by_rates(curve, onset, loss)


def _by_rates(curve: FiringCurve, onset: Edge, loss: RestLoss | None) -> HodgkinClass:
    amounts = curve.probe.amounts
    distances, rates = onset.rates()
    close = distances <= CLOSE * distances[0]
    if close.sum() < FEWEST:
        close[:FEWEST] = True
    slope = float(np.polyfit(np.log(distances[close]), np.log(rates[close]), 1)[0])
    lowest = float(rates.min())
    limited = lowest * onset.duration / 1e3 <= VISIBLE
    what = (
        f"from {amounts.rate(lowest, 3)} on, {amounts.current(distances[0], 2)} above "
        f"{amounts.current(onset.origin)}, the rate grows as the distance to the power {slope:.2g}"
    )
    if loss is not None:
        name = "a saddle-node" if loss.kind == "saddle-node" else "a Hopf bifurcation"
        what += f"; rest ends by {name} at {amounts.current(loss.current)}"
    number = None
    at_fold = loss is not None and loss.kind == "saddle-node" and onset.origin == loss.current
    if slope > CONTINUOUS and (limited or at_fold):
        number, what = 1, f"{what}: firing begins arbitrarily slowly"
    elif slope < JUMPING and not limited:
        number, what = 2, f"{what}: firing begins with a rate of its own"
    else:
        what = f"{what}: undecided"
    return HodgkinClass(number=number, explanation=what, exponent=slope, lowest_rate=lowest)


def _without_firing(curve: FiringCurve, loss: RestLoss | None) -> HodgkinClass:
    """Class 3 where steps make spikes, but the cell comes back to a rest that is still there."""
    counts = curve.steps.outcomes.spike_count
    if not counts.any():
        return HodgkinClass(number=None, explanation="the cell does not spike in the range of currents")
    if not step_responses(curve.probe, curve.probe.request.step_duration).spikes[0]:
        return HodgkinClass(number=None, explanation="the response to steps is graded: there are no spikes")
    most = f"steps make {counted(int(counts.max()), 'spike')} at most, and no steady firing"
    spiking = curve.currents[counts > 0]
    if loss is not None and not (spiking < loss.current).any():
        text = (
            f"{most}; but rest ends at {curve.probe.amounts.current(loss.current)}, below all that make them"
        )
        return HodgkinClass(number=None, explanation=f"{text}: the cell is blocked, which no class describes")
    return HodgkinClass(number=3, explanation=most)
