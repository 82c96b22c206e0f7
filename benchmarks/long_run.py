"""1,000 ms of the Hodgkin-Huxley equations at 10 µA/cm² (68 spikes), 10,000 samples, at an error of 0.02 mV.

The error is the largest at any sample: the upstrokes rise by 0.4 mV a microsecond, so that at the end of the
run spikes may be wrong by 50 ns, and samples at every 0.1 ms are what it takes to see that. Every solver gets
the loosest tolerance of a ladder that reaches it, against scipy's DOP853 at 10⁻¹² on the plain equations;
then all are timed in turns. Promised: 80 times faster than NEURON's CVODE, 4 times faster than the fastest
compiled library of solvers.
"""

from benchmarks.contest import contenders, measure, report
from benchmarks.solvers import UNSAMPLED, Problem, by_scipy

PROBLEM = Problem(duration=1000.0, current=10.0, samples=10_000, target=0.02)
ROUNDS = 15
PROMISES = {"NEURON CVODE": 80.0, UNSAMPLED: 80.0, "numbalsoda DOP853": 4.0}


def main() -> None:
    """Print the table of solvers, then the promises."""
    field = list(contenders(PROBLEM, by_scipy(PROBLEM, "DOP853", 1e-12)))
    measure(field, ROUNDS)
    report(field, PROMISES)


if __name__ == "__main__":
    main()
