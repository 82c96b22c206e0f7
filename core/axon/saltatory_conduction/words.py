"""The findings in sentences."""

from core.axon.myelinated.comparison import BareAxonComparison
from core.axon.saltatory_conduction.report import FastestValue, Finding


def explained(finding: Finding, velocity: float | None, internodal_time: float | None) -> str:
    """A finding in a sentence."""
    if finding == "unstable rest":
        return "the membrane of the nodes does not rest without a stimulus: there is nothing to set off"
    if velocity is None or internodal_time is None:
        return "an impulse set off at one end dies out on the way to the other"
    return (
        f"an impulse travels at {velocity:.4g} m/s and takes {1e3 * internodal_time:.3g} µs from node to node"
    )


def summarised(
    explanation: str,
    nodes_in_the_spike: float | None,
    fastest: FastestValue | None,
    comparison: BareAxonComparison | None,
    bare_temperature: float,
) -> tuple[str, ...]:
    """The findings, a sentence each."""
    found = [explanation]
    if nodes_in_the_spike is not None:
        found.append(f"about {nodes_in_the_spike:.2g} nodes are within the spike at the same time")
    if fastest is not None:
        where = "within" if fastest.within else "at an edge of"
        unit = "" if fastest.unit == "1" else f" {fastest.unit}"
        found.append(
            f"it is fastest, {fastest.velocity:.4g} m/s, at {fastest.parameter} = {fastest.value:.4g}{unit}, "
            f"{where} the values that conduct"
        )
    if comparison is not None:
        found.append(
            f"a bare axon of a squid's membrane, at {bare_temperature:g} °C, would be as fast with a "
            f"diameter of {comparison.bare_diameter:.4g} µm, the room of "
            f"{comparison.fibres_in_the_same_space:.3g} such fibres, and "
            f"{comparison.capacitance_ratio:.3g} times the charge to move for every length"
        )
        found.append(
            "of the same diameter, the bare axon is the faster one below "
            f"{comparison.crossing_diameter:.2g} µm"
        )
    return tuple(found)
