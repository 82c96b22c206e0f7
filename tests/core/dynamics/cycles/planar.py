"""Models of two states whose cycles are known in closed form."""

from dataclasses import replace

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


def isola() -> Model:
    """r′ = r (1 − μ² − (r² − 2)²), θ′ = ω: one closed branch of cycles, folds at μ = ±1 with r² = 2."""
    return _planar(
        "isola",
        {"mu": 0.0, "omega": 1.0},
        odd="V^5 - 4 * V^3 + (3 + mu^2) * V",
        second="2 * V^3 - 4 * V",
        fourth="V",
        other="omega * V + w * (-3 - mu^2 + 4 * (V^2 + w^2) - (V^2 + w^2)^2)",
    )


def escaping() -> Model:
    """r′ = r (1 − μ r²), θ′ = ω: cycles of radius 1/√μ, which grow without bound as μ falls to 0."""
    return _planar(
        "escaping",
        {"mu": 0.5, "omega": 1.0},
        odd="mu * V^3 - V",
        second="mu * V",
        fourth="0",
        other="omega * V + w - mu * w * (V^2 + w^2)",
    )


def two_oscillators() -> Model:
    """The normal form of a Hopf point, and a second one with x and y of frequency √2 at μ + 0.1."""
    return replace(
        hopf_normal_form(),
        name="two-oscillators",
        title="two-oscillators",
        variables=(
            *hopf_normal_form().variables,
            Variable("x", "x", "first coordinate", "(mu + 0.1) * x - sqrt(2) * y - x * (x^2 + y^2)"),
            Variable("y", "y", "second coordinate", "sqrt(2) * x + (mu + 0.1) * y - y * (x^2 + y^2)"),
        ),
    )


def _planar(name: str, values: dict[str, float], *, odd: str, second: str, fourth: str, other: str) -> Model:
    """A model of V and w whose currents depend on even powers of w but for a rotation."""
    return Model(
        name=name,
        title=name,
        description="A normal form.",
        capacitance="1",
        parameters=tuple(constant(key, key, Dimensionless, value, key) for key, value in values.items()),
        gates=(),
        currents=(
            GeneralCurrent("odd", "I_1", "of V alone", odd),
            GeneralCurrent("rotation", "I_r", "rotation", "omega", (("w", 1),)),
            GeneralCurrent("second", "I_2", "with w²", second, (("w", 2),)),
            GeneralCurrent("fourth", "I_4", "with w⁴", fourth, (("w", 4),)),
        ),
        variables=(Variable("w", "w", "other coordinate", other),),
        presets=(),
        standard=STANDARD,
        references=(),
        dimensionless=True,
        swing=1.0,
    )
