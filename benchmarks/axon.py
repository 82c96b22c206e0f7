"""One centimetre of the squid's giant axon, 1,000 compartments, 20 ms: a spike runs along it, then it rests.

A pulse of 10 µA for 0.2 ms, twice the threshold, at one end; voltages at a quarter, at half and at the far
end within 0.1 % (root mean square, relative to the range, the worst of the three), the spike within 10 µs.
NEURON's lookup table of 1 mV is good enough here, where there is one spike. CVODE gives its own steps, few at
rest; ours gives a point every 50 µs, as does `NEURON CVODE, sampled`. Promised: 10 times faster than the
fastest of NEURON, Arbor and Jaxley.
"""

from benchmarks.cable_contest import TIGHT_TARGET, CableBuilder, compete
from benchmarks.peers import cable_rheobase

SETTINGS = {
    "ours": 4.0,
    "NEURON CVODE": 0.0316,
    "NEURON CVODE, table": 0.0316,
    "NEURON CVODE, sampled": 0.0316,
    "NEURON": 1.0 / 60.0,
    "NEURON, table": 1.0 / 60.0,
    "NEURON, implicit": 0.002,
    "CoreNEURON": 1.0 / 60.0,
    "CoreNEURON, native": 1.0 / 60.0,
    "Jaxley, double": 1.0 / 60.0,
    "Jaxley, single": 1.0 / 60.0,
    "Arbor": 0.002,
}
"""Loosest time steps [ms] and tolerances [mV]. Jaxley in single precision is not exact enough at any step."""
TIGHT = {
    "ours": 0.2,
    "NEURON CVODE": 1e-3,
    "NEURON CVODE, table": 1e-3,
    "CoreNEURON, native": 0.005,
    "Jaxley, double": 0.005,
}
OURS: dict[str, CableBuilder] = {"ours": cable_rheobase.build}


def main() -> None:
    """Print the tables, each with the promise."""
    compete("squid axon", OURS, SETTINGS, 10.0)
    compete("squid axon", OURS, TIGHT, 10.0, TIGHT_TARGET)


if __name__ == "__main__":
    main()
