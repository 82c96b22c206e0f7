"""Models of two states whose cycles are known in closed form."""

from core.neuron.declaration import GeneralCurrent, Model, Standard, Variable, constant
from core.quantity import Dimensionless
from core.stimulus import Step

STANDARD = Standard(
    duration=50.0,
    stimulus=(Step(amplitude=0.0),),
    current=0.0,
    current_range=(-1.0, 1.0),
    voltage_range=(-2.0, 2.0),
)


def hopf_normal_form() -> Model:
    """r′ = μ r − r³, θ′ = ω: supercritical at μ = 0, radius √μ, multiplier exp(−4π μ/ω)."""
    return Model(
        name="hopf-normal-form",
        title="hopf-normal-form",
        description="A normal form.",
        capacitance="1",
        parameters=(
            constant("mu", r"\mu", Dimensionless, 0.25, "distance from the Hopf point"),
            constant("omega", r"\omega", Dimensionless, 1.0, "angular frequency", gt=0.0),
        ),
        gates=(),
        currents=(
            GeneralCurrent("cubic", "I_c", "cubic current", "V^3 - mu * V"),
            GeneralCurrent("rotation", "I_r", "rotation", "omega", (("w", 1),)),
            GeneralCurrent("square", "I_s", "cubic coupling", "V", (("w", 2),)),
        ),
        variables=(Variable("w", "w", "other coordinate", "omega * V + mu * w - w * (V^2 + w^2)"),),
        presets=(),
        standard=STANDARD,
        references=(),
        dimensionless=True,
        swing=1.0,
    )


def hopf_of_fifth_order() -> Model:
    """r′ = μ r + 2 r³ − r⁵, θ′ = ω: subcritical at μ = 0, a fold of cycles at μ = −1 with r = 1."""
    return Model(
        name="bautin-normal-form",
        title="bautin-normal-form",
        description="A normal form.",
        capacitance="1",
        parameters=(
            constant("mu", r"\mu", Dimensionless, -0.5, "distance from the Hopf point"),
            constant("nu", r"\nu", Dimensionless, 2.0, "cubic coefficient"),
            constant("omega", r"\omega", Dimensionless, 1.0, "angular frequency", gt=0.0),
        ),
        gates=(),
        currents=(
            GeneralCurrent("odd", "I_1", "of V alone", "V^5 - nu * V^3 - mu * V"),
            GeneralCurrent("rotation", "I_r", "rotation", "omega", (("w", 1),)),
            GeneralCurrent("second", "I_2", "with w²", "2 * V^3 - nu * V", (("w", 2),)),
            GeneralCurrent("fourth", "I_4", "with w⁴", "V", (("w", 4),)),
        ),
        variables=(
            Variable(
                "w",
                "w",
                "other coordinate",
                "omega * V + w * (mu + nu * (V^2 + w^2) - (V^2 + w^2)^2)",
            ),
        ),
        presets=(),
        standard=STANDARD,
        references=(),
        dimensionless=True,
        swing=1.0,
    )
