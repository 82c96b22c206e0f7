"""100 ms of the Hodgkin-Huxley equations at 10 µA/cm², 4,000 samples of all states, at an error of 10⁻³ mV.

Every solver gets the loosest tolerance of a ladder at which its voltage is within 10⁻³ mV of a common
reference (of scipy's DOP853 at 10⁻¹³, on the plain equations); then all are timed in turns. NEURON's default
fixed step stands beside them for what it is. Promised: 50 times faster than NEURON's CVODE, 3 times faster
than the fastest compiled library of solvers, 100 times faster than scipy's LSODA on a plain NumPy right-hand
side.

`integrate` does what the libraries do: the states at the samples. `simulate` also measures its own error by a
second run, finds the spikes and their features, and makes the answer.
"""

from functools import partial

from benchmarks.contest import contenders, measure, report
from benchmarks.solvers import UNSAMPLED, Problem, by_scipy

PROBLEM = Problem(duration=100.0, current=10.0, samples=4000, target=1e-3)
ROUNDS = 40
PROMISES = {"NEURON CVODE": 50.0, UNSAMPLED: 50.0, "numbalsoda DOP853": 3.0, "scipy LSODA, NumPy": 100.0}


def main() -> None:
    """Print the table of solvers, then the promises."""
    reference = by_scipy(PROBLEM, "DOP853", 1e-13)
    field = list(
        contenders(PROBLEM, reference, [("scipy LSODA, NumPy", partial(by_scipy, PROBLEM, "LSODA"))])
    )
    measure(field, ROUNDS)
    report(field, PROMISES)


if __name__ == "__main__":
    main()
