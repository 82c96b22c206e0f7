"""A batch: one experiment on one model at many points."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from core.errors import ParameterError
from core.parameters import Parameters, numbers, parameter
from core.quantity import Count, Driven, MicroampPerCm2, Millivolt, Quantity, TimeSpan, annotated_quantity
from core.result import Floats
from core.stimulus import MAX_STIMULI, Stimulus

MAX_POINTS = 200_000
MAX_AXES = 4

TargetValue = Annotated[float, Quantity("value of the target", "the target's own")]


@dataclass(frozen=True, kw_only=True)
class VariedAxis(Parameters):
    """Something that differs between the points, and the values that it takes."""

    target: str = parameter(
        meaning="name of a parameter of the model, or stimulus/<index>/<field>, such as stimulus/0/amplitude"
    )
    values: tuple[TargetValue, ...] | None = parameter(
        None, "the values; null: from start to stop", min_items=1, max_items=MAX_POINTS
    )
    start: TargetValue | None = parameter(None, "first of equally spaced values")
    stop: TargetValue | None = parameter(None, "last of equally spaced values")
    count: Count | None = parameter(None, "how many equally spaced values", ge=1, le=MAX_POINTS)

    def __post_init__(self) -> None:
        super().__post_init__()
        spaced = (self.start, self.stop, self.count)
        given = [item is not None for item in spaced]
        if any(given) if self.values is not None else not all(given):
            raise ParameterError(
                "",
                "an axis has either values, or start, stop and count",
                received=self.target,
                hint="give one of the two forms",
            )

    @property
    def points(self) -> Floats:
        """The values, shape (k,) [unit of the target]."""
        if self.values is not None:
            return numbers(self, "values")
        return np.linspace(float(self.start or 0.0), float(self.stop or 0.0), int(self.count or 1))


Measure = Literal[
    "spike_count",
    "rate",
    "first_spike_time",
    "last_spike_time",
    "mean_interspike_interval",
    "last_interspike_interval",
    "peak_voltage",
    "peak_time",
    "trough_voltage",
    "trough_time",
    "final_voltage",
    "outcome",
]


@dataclass(frozen=True, kw_only=True)
class BatchRequest(Parameters):
    """The same experiment with injected current at many points."""

    duration: TimeSpan = parameter(1000.0, "length of each run", le=1e6)
    stimulus: Annotated[tuple[Stimulus, ...], Driven(annotated_quantity(MicroampPerCm2))] = parameter(
        (), "injected currents, which add up; positive inward (depolarising)", max_items=MAX_STIMULI
    )
    vary: tuple[VariedAxis, ...] = parameter(
        meaning="what differs between the points", min_items=1, max_items=MAX_AXES
    )
    combine: Literal["grid", "zip"] = parameter(
        "grid",
        "grid: every value of each axis with every value of the others, the last axis fastest; zip: the "
        "first values of all axes, then the second ones ...",
    )
    initial: Mapping[str, float] | None = parameter(
        None,
        "initial voltage [mV] and gates by name, the same for all points; without a voltage each point's own "
        "resting potential, without a gate its steady state at the initial voltage",
    )
    measures: tuple[Measure, ...] = parameter(
        ("spike_count", "rate", "first_spike_time", "peak_voltage", "trough_voltage", "outcome"),
        "what is measured at every point; outcome: 0 run to its end, 1 cut short on a cycle that repeats, 2 "
        "cut short at rest, 3 finished by the stiff method, 4 failed",
        min_items=1,
        max_items=12,
    )
    tolerance: Millivolt = parameter(
        1e-2,
        "error of the voltage to aim at, over the whole run; rates are then right to about 10⁻⁵",
        ge=1e-7,
        le=1.0,
    )
    spike_threshold: Millivolt = parameter(0.0, "a spike is an upward crossing of this voltage")
    settle: bool = parameter(
        True,
        "whether runs are cut short that repeat themselves or rest, once their current is constant, and the "
        "rest of their spikes counted on",
    )
