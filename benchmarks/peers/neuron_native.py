"""NEURON's `hh` compiled for this processor, as those who run large models do.

What NEURON installs runs on any processor: CoreNEURON's loop over the compartments takes one at a time. The
same file, without the lookup table, compiled here with vector instructions and the vector exponential of the
C library (`-ffast-math`) takes half the time.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

NAME = "hh_native"
FLAGS = "-march=native -ffast-math -ftree-vectorize -fvect-cost-model=dynamic"


def compile_mechanism() -> Path:
    """Library of the mechanism for NEURON; that for CoreNEURON is named to it by its environment."""
    import neuron

    given = Path(neuron.__file__).parent / ".data" / "share" / "modfile" / "hh.mod"
    text = re.sub(r"^\s*TABLE .*$", "", given.read_text(), flags=re.MULTILINE)
    folder = Path(tempfile.mkdtemp(prefix="neuron-native-"))
    (folder / f"{NAME}.mod").write_text(text.replace("SUFFIX hh", f"SUFFIX {NAME}"))
    tools = Path(sys.executable).parent
    subprocess.run(  # noqa: S603
        [tools / "nrnivmodl", "-coreneuron", "."],
        check=True,
        cwd=folder,
        env={**os.environ, "CXX": f"g++ {FLAGS}", "PATH": f"{tools}:{os.environ['PATH']}"},
        capture_output=True,
    )
    made = next(folder.glob("*/libnrnmech.so")).parent
    os.environ["CORENEURONLIB"] = str(made / "libcorenrnmech.so")
    return made / "libnrnmech.so"
