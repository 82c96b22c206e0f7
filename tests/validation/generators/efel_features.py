"""Make tests/validation/data/efel_features.json: what eFEL measures on traces of this project.

Run it from the root of the project, in an environment of its own that has the project's requirements and eFEL
(pip install efel numpy scipy numba): PYTHONPATH=. python tests/validation/generators/efel_features.py
"""

import json
from pathlib import Path
from typing import Any

import efel  # type: ignore[import-not-found]  # in an environment of its own
import numpy as np

from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.neuron.simulate import CurrentClamp, simulate
from core.neuron.spikes.events import stimulus_interval
from core.sampling import OutputSampling
from core.stimulus import Noise, Pulse, PulseTrain, Ramp, Step, Stimulus

INTERVAL = 0.002
"""Between two samples, and of eFEL's interpolation [ms]."""
SETTINGS: dict[str, Any] = {
    "Threshold": 0.0,
    "interp_step": INTERVAL,
    "DerivativeThreshold": 10.0,
    "DownDerivativeThreshold": -12.0,
    # In samples: 0.1 ms.
    "DerivativeWindow": round(0.1 / INTERVAL),
}
HODGKIN_HUXLEY = "hodgkin-huxley"
CASES: dict[str, tuple[str, dict[str, float], float, tuple[Stimulus, ...]]] = {
    "step": (HODGKIN_HUXLEY, {}, 220.0, (Pulse(amplitude=10.0, onset=20.0, duration=185.0),)),
    "strong step": (HODGKIN_HUXLEY, {}, 120.0, (Pulse(amplitude=40.0, onset=20.0, duration=90.0),)),
    "ramp": (HODGKIN_HUXLEY, {}, 320.0, (Ramp(amplitude=40.0, onset=20.0, duration=280.0, hold=False),)),
    "warm": (
        HODGKIN_HUXLEY,
        {"temperature": 18.0},
        100.0,
        (Pulse(amplitude=25.0, onset=10.0, duration=80.0),),
    ),
    "short pulses": (
        HODGKIN_HUXLEY,
        {},
        160.0,
        (PulseTrain(amplitude=150.0, onset=10.0, duration=0.05, period=20.0, count=7),),
    ),
    "bursts": (
        HODGKIN_HUXLEY,
        {},
        380.0,
        tuple(
            PulseTrain(amplitude=30.0, onset=onset, duration=1.0, period=90.0, count=4)
            for onset in (20.0, 34.0, 49.0)
        ),
    ),
    "noise": (
        HODGKIN_HUXLEY,
        {},
        300.0,
        (
            Noise(
                mean=7.0,
                standard_deviation=5.0,
                correlation_time=5.0,
                interval=1.0,
                seed=4,
                onset=20.0,
                duration=260.0,
            ),
        ),
    ),
    "block": (HODGKIN_HUXLEY, {}, 200.0, (Step(amplitude=200.0, onset=20.0),)),
    "adapting": ("pospischil", {}, 390.0, (Pulse(amplitude=3.0, onset=20.0, duration=360.0),)),
    "long burst": (
        "pospischil",
        # Its preset "ib-repetitive".
        {"g_na": 50.0, "g_kd": 5.0, "g_m": 0.03, "g_l": 0.01, "e_l": -85.0, "g_ca_l": 0.22},
        390.0,
        (Pulse(amplitude=1.5, onset=20.0, duration=360.0),),
    ),
    "interneuron": ("wang-buzsaki", {}, 200.0, (Pulse(amplitude=1.0, onset=20.0, duration=170.0),)),
    "A-current": ("connor-stevens", {}, 200.0, (Pulse(amplitude=12.0, onset=20.0, duration=170.0),)),
    "silence": (HODGKIN_HUXLEY, {}, 60.0, (Pulse(amplitude=1.0, onset=20.0, duration=30.0),)),
}
SPIKE_FEATURES = [
    "peak_time",
    "peak_voltage",
    "AP_begin_voltage",
    "AP_amplitude",
    "AP_rise_time",
    "AP_fall_time",
    "AP_duration",
    "AP_duration_half_width",
    "spike_half_width",
    "AP_peak_upstroke",
    "AP_peak_downstroke",
    "AHP_depth_abs",
    "AHP_time_from_peak",
    "fast_AHP",
    "AHP_depth",
]
RUN_FEATURES = [
    "time_to_first_spike",
    "mean_frequency",
    "doublet_ISI",
    "inv_first_ISI",
    "inv_last_ISI",
    "ISI_CV",
    "irregularity_index",
    "adaptation_index",
    "adaptation_index2",
    "voltage_base",
    "steady_state_voltage_stimend",
    "depol_block_bool",
]
BURST_FEATURES = ["strict_burst_number", "spikes_per_burst"]
TARGET = Path(__file__).parent.parent / "data" / "efel_features.json"


def main() -> None:
    cases = {name: measured(*case) for name, case in CASES.items()}
    origin = (
        f"eFEL {efel.__version__} on traces of this project, asked to 1e-5 mV, with a sample every "
        f"{INTERVAL} ms; made by tests/validation/generators/efel_features.py"
    )
    document = {"origin": origin, "interval": INTERVAL, "settings": SETTINGS, "cases": cases}
    TARGET.write_text(json.dumps(document, indent=1) + "\n")


def measured(
    model: str, parameters: dict[str, float], duration: float, stimulus: tuple[Stimulus, ...]
) -> dict[str, Any]:
    """One experiment and what eFEL says of it; for bursts, without leaving out the first interval."""
    sampling = OutputSampling(interval=INTERVAL, series=("voltage",))
    clamp = CurrentClamp(duration=duration, stimulus=stimulus, sampling=sampling, tolerance=1e-5)
    result = simulate(Neuron.of(CATALOGUE[model], None, **parameters), clamp)
    onset, end = stimulus_interval(stimulus, duration)
    trace = {
        "T": result.variable("time").values,
        "V": result.variable("voltage").values,
        "stim_start": [onset],
        "stim_end": [end],
    }
    found: dict[str, Any] = {}
    for ignored, names in ((True, SPIKE_FEATURES + RUN_FEATURES), (False, BURST_FEATURES)):
        efel.reset()
        for name, value in (SETTINGS | {"ignore_first_ISI": ignored}).items():
            efel.set_setting(name, value)
        (values,) = efel.get_feature_values([trace], names, raise_warnings=False)
        found |= values
    return {
        "model": model,
        "parameters": parameters,
        "duration": duration,
        "stimulus": [vars(item) for item in stimulus],
        "features": {
            name: None if values is None else np.asarray(values).tolist() for name, values in found.items()
        },
    }


if __name__ == "__main__":
    main()
