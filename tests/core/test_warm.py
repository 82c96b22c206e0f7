import subprocess
import sys


def test_nothing_is_imported_while_a_client_waits() -> None:
    # Correlated noise and the kernels import late. A fresh interpreter: this one may have them already.
    program = """
import sys
from core.warm import warm
warm()
before = set(sys.modules)
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.neuron.simulate import CurrentClamp, simulate
from core.stimulus import Noise
noise = Noise(standard_deviation=1.0, correlation_time=2.0)
simulate(Neuron.of(CATALOGUE["hodgkin-huxley"]), CurrentClamp(duration=1.0, stimulus=(noise,)))
print(*sorted(name for name in set(sys.modules) - before if not name.startswith("core.")))
"""
    done = subprocess.run(  # noqa: S603 - the interpreter that runs this
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
