"""A neuron of 741 compartments that fires for 100 ms: axon and soma of Hodgkin and Huxley, forked dendrites.

Once the dendrites are passive, once every compartment is active. Voltages in the soma, at the axon's terminal
and in a dendrite's tip within 0.1 % (root mean square, relative to the range, the worst of the three), spikes
within 10 µs. Promised: 10 times faster than the fastest of NEURON, Arbor and Jaxley with passive dendrites, 5
times with active ones.
"""

from benchmarks.cable_contest import TIGHT_TARGET, CableBuilder, compete
from benchmarks.peers import cable_rheobase

PEERS = {
    "NEURON": 1.0 / 90.0,
    "CoreNEURON": 1.0 / 90.0,
    "CoreNEURON, native": 1.0 / 90.0,
    "Jaxley, double": 1.0 / 90.0,
    "Jaxley, single": 1.0 / 90.0,
    "Arbor": 0.0005,
}
PASSIVE = {"ours": 0.3, "NEURON CVODE": 1e-4, **PEERS}
ACTIVE = {"ours": 0.28, "NEURON CVODE": 3e-5, **PEERS}
"""Loosest time steps [ms] and tolerances [mV]; Arbor and Jaxley in single precision are not exact enough."""
TIGHT_PEERS = {"NEURON CVODE": 3e-6, "CoreNEURON, native": 0.1 / 29.0, "Jaxley, double": 0.1 / 29.0}
PASSIVE_TIGHT = {"ours": 0.08, **TIGHT_PEERS}
ACTIVE_TIGHT = {"ours": 0.06, **TIGHT_PEERS}
OURS: dict[str, CableBuilder] = {"ours": cable_rheobase.build}


def main() -> None:
    """Print two tables a neuron, each with the promise."""
    compete("passive dendrites", OURS, PASSIVE, 10.0)
    compete("passive dendrites", OURS, PASSIVE_TIGHT, 10.0, TIGHT_TARGET)
    compete("active dendrites", OURS, ACTIVE, 5.0)
    compete("active dendrites", OURS, ACTIVE_TIGHT, 5.0, TIGHT_TARGET)


if __name__ == "__main__":
    main()
