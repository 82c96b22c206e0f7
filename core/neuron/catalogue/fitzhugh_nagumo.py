"""FitzHugh and Nagumo's relative of van der Pol's oscillator: excitability in two dimensionless variables."""

from core.neuron.declaration import GeneralCurrent, Model, Preset, Standard, Variable, constant
from core.quantity import Dimensionless
from core.stimulus import Step

FITZHUGH_NAGUMO = Model(
    name="fitzhugh-nagumo",
    title="FitzHugh-Nagumo (Bonhoeffer-van der Pol) model",
    description="Cubic fast current and one slow linear recovery variable; all quantities are dimensionless.",
    capacitance="1",
    parameters=(
        constant("a", "a", Dimensionless, 0.7, "offset of the recovery's nullcline", ge=-100.0, le=100.0),
        constant("b", "b", Dimensionless, 0.8, "self-inhibition of the recovery", gt=0.0, le=100.0),
        constant("phi", r"\varphi", Dimensionless, 0.08, "rate of the recovery", gt=0.0, le=100.0),
    ),
    gates=(),
    currents=(
        GeneralCurrent("cubic", r"I_\mathrm{f}", "fast current, N-shaped", "V^3 / 3 - V"),
        GeneralCurrent("recovery", "I_w", "recovery current", "1", (("w", 1),)),
    ),
    variables=(Variable("w", "w", "recovery", "phi * (V + a - b * w)"),),
    presets=(
        Preset("fitzhugh-1969", "the usual rate of recovery, 0.08 (the default)", {"phi": 0.08}),
        Preset("fitzhugh-1961", "the first paper's: c = 3, a rate of 1/c^2", {"phi": 1.0 / 9.0}),
    ),
    standard=Standard(
        duration=200.0,
        stimulus=(Step(amplitude=0.5),),
        current=0.5,
        current_range=(0.0, 2.0),
        voltage_range=(-2.5, 2.5),
        spike_threshold=0.0,
        tolerance=1e-5,
    ),
    references=("fitzhugh-1961", "nagumo-1962", "fitzhugh-1969"),
    notes=(
        "Dimensionless: a voltage of 1 is no millivolt, a time of 1 no millisecond.",
        "The paper of 1961 has x = -V, y = w, z = -I, and times shorter by its c = 1/sqrt(phi).",
    ),
    dimensionless=True,
    swing=4.0,
)
