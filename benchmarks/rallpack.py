"""The Rallpacks (Bhalla, Bilitch and Bower 1992), 250 ms each: a passive cable, a passive tree, an axon.

All on the 1,000 (1,023) compartments that they prescribe, within 0.1 % (root mean square of the voltage
relative to its range, the worse of the two ends; spikes within 10 µs). CVODE gives its own few steps; sampled
every 50 µs, as the Rallpacks ask of simulators with a variable step, and as ours is, it takes many times
longer. Promised: 200 times faster than the fastest of NEURON, Arbor and Jaxley on the first, 10 times on the
third. On the first ours are also `cable/transient` as a whole, which knows no compartments and bounds its
error, and the modes behind it alone, as few as the target allows: at the times of all samples, and at as few
as CVODE's own. The modes are found before the run, as the cells of the peers are made before it.
"""

from functools import partial

from benchmarks.cable_contest import TIGHT_TARGET, CableBuilder, compete
from benchmarks.peers import cable_rheobase

PASSIVE_CABLE = {
    "NEURON CVODE": 0.316,
    "NEURON CVODE, sampled": 0.316,
    "NEURON": 0.2,
    "NEURON, implicit": 0.25,
    "CoreNEURON": 0.2,
    "Jaxley, double": 0.2,
    "Arbor": 0.25,
}
PASSIVE_CABLE_TIGHT = {
    "NEURON CVODE": 0.0178,
    "NEURON CVODE, sampled": 0.0178,
    "CoreNEURON": 0.02,
    "Jaxley, double": 0.02,
    "Arbor": 0.025,
}
PASSIVE_TREE = {
    "NEURON CVODE": 0.0178,
    "NEURON CVODE, sampled": 0.0178,
    "NEURON": 2.5,
    "CoreNEURON": 2.5,
    "Jaxley, double": 2.5,
    "Arbor": 1.0 / 3.0,
}
AXON = {
    "NEURON CVODE": 3.16e-5,
    "NEURON": 0.0075,
    "NEURON, table": 0.0075,
    "CoreNEURON": 0.0075,
    "CoreNEURON, native": 0.0075,
    "Jaxley, double": 0.0075,
    "Jaxley, single": 0.0075,
    "Arbor": 0.0025,
}
"""Loosest time steps [ms], or CVODE's absolute tolerance [mV]. Arbor, of first order, is not exact enough."""
AXON_TIGHT = {"NEURON CVODE": 1e-5, "CoreNEURON, native": 0.1 / 43.0, "Jaxley, double": 0.1 / 43.0}


def main() -> None:
    """Print a table a Rallpack, and a target, each with the promise."""
    ours: dict[str, CableBuilder] = {"ours": cable_rheobase.build}
    exact: dict[str, CableBuilder] = {
        "ours, cable/transient": cable_rheobase.build_transient,
        "ours, modes": cable_rheobase.build_modes,
        "ours, modes, 49 times": partial(cable_rheobase.build_modes, times=49),
    }
    all_ours, whole = ours | exact, {"ours": 1.0, "ours, cable/transient": 0.0}
    few, more = ({"ours, modes": a, "ours, modes, 49 times": b} for a, b in ((4.0, 4.0), (24.0, 12.0)))
    compete("Rallpack 1", all_ours, {**whole, **few, **PASSIVE_CABLE}, 200.0)
    compete("Rallpack 1", all_ours, {**whole, **more, **PASSIVE_CABLE_TIGHT}, 200.0, TIGHT_TARGET)
    compete("Rallpack 2", ours, {"ours": 1.0, **PASSIVE_TREE}, None)
    compete("Rallpack 3", ours, {"ours": 0.25, **AXON}, 10.0)
    compete("Rallpack 3", ours, {"ours": 0.1, **AXON_TIGHT}, 10.0, TIGHT_TARGET)


if __name__ == "__main__":
    main()
