"""Hindmarsh and Rose's polynomial model of bursting: two fast variables and one slow adaptation."""

from core.neuron.declaration import GeneralCurrent, Model, Preset, Standard, Variable, constant
from core.quantity import Dimensionless
from core.stimulus import Step

HINDMARSH_ROSE = Model(
    name="hindmarsh-rose",
    title="Hindmarsh-Rose bursting model",
    description="Cubic voltage, quadratic recovery and a slow adaptation; all quantities are dimensionless.",
    capacitance="1",
    parameters=(
        constant("a", "a", Dimensionless, 1.0, "cubic coefficient of the fast current", gt=0.0, le=100.0),
        constant("b", "b", Dimensionless, 3.0, "quadratic coefficient of the fast current", ge=0.0, le=100.0),
        constant("c", "c", Dimensionless, 1.0, "constant term of the recovery", ge=-100.0, le=100.0),
        constant("d", "d", Dimensionless, 5.0, "quadratic coefficient of the recovery", ge=0.0, le=100.0),
        constant("r", "r", Dimensionless, 0.001, "rate of the adaptation", gt=0.0, le=10.0),
        constant("s", "s", Dimensionless, 4.0, "strength of the adaptation", ge=0.0, le=100.0),
        constant(
            "x_r", r"x_\mathrm{R}", Dimensionless, -1.6, "voltage without adaptation", ge=-10.0, le=10.0
        ),
    ),
    gates=(),
    currents=(
        GeneralCurrent("cubic", r"I_\mathrm{f}", "fast current, N-shaped", "a * V^3 - b * V^2"),
        GeneralCurrent("recovery", "I_y", "recovery current", "-1", (("y", 1),)),
        GeneralCurrent("adaptation", "I_z", "adaptation current", "1", (("z", 1),)),
    ),
    variables=(
        Variable("y", "y", "recovery", "c - d * V^2 - y", typical=10.0),
        Variable("z", "z", "slow adaptation", "r * (s * (V - x_r) - z)"),
    ),
    presets=(
        Preset("bursting", "slow adaptation, r = 0.001: Fig. 6 of the paper (the default)", {"r": 0.001}),
        Preset("chaotic", "r = 0.005: irregular bursts at a current of 3.25", {"r": 0.005}),
    ),
    standard=Standard(
        duration=2000.0,
        stimulus=(Step(amplitude=2.0),),
        current=2.0,
        current_range=(0.0, 5.0),
        voltage_range=(-2.5, 2.5),
        spike_threshold=0.0,
        tolerance=1e-5,
    ),
    references=("hindmarsh-rose-1984",),
    notes=(
        "Dimensionless: a voltage of 1 is no millivolt, a time of 1 no millisecond.",
        "x_R is the paper's x_1, where x rests without adaptation: -(1 + sqrt 5)/2, rounded to -1.6.",
    ),
    dimensionless=True,
    swing=4.0,
)
