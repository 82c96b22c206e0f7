"""What every computation returns."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.references import Reference

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Variable:
    """A named column of numbers with its unit.

    Attributes
    ----------
    name
        Name in requests and answers (snake_case).
    label
        Symbol as the field writes it, for a plot's axis.
    unit
        Unit, "1" where dimensionless.
    values
        The numbers, shape (n,) [unit].
    resolution
        Estimated absolute error of the values [unit]; digits below it carry no information. None: exact to
        machine precision.
    gaps
        Whether NaN stands for a value that there is not; elsewhere it is a fault.
    """

    name: str
    label: str
    unit: str
    values: Floats
    resolution: float | None = None
    gaps: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """A table beside the main one: a nullcline, a trajectory, a branch of equilibria, a vector field.

    Attributes
    ----------
    name
        Name, unique within the result.
    kind
        What it is: nullcline, trajectory, branch, field ...
    columns
        Columns of equal length; the first is the independent one.
    labels
        A word for each row (the stability along a branch), or empty.
    """

    name: str
    kind: str
    columns: tuple[Variable, ...]
    labels: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at a time [ms]: a spike, a crossing, the end of a stimulus."""

    kind: str
    time: float
    values: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """A doubt about the request or the answer that is no error."""

    code: str
    detail: str
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorEstimate:
    """A measured error of one output: its size [unit] and how it was measured."""

    variable: str
    unit: str
    value: float
    basis: str


@dataclass(frozen=True, slots=True)
class Numerics:
    """How the numbers were made and how far they can be trusted.

    Attributes
    ----------
    method
        Name of the method, in words.
    tolerance
        Local tolerance that was asked of the method, None for closed forms.
    steps, rejected_steps, evaluations
        Work done; None where there are no steps.
    estimated_errors
        Measured errors of the outputs.
    """

    method: str
    tolerance: float | None = None
    steps: int | None = None
    rejected_steps: int | None = None
    evaluations: int | None = None
    estimated_errors: tuple[ErrorEstimate, ...] = ()


@dataclass(frozen=True, slots=True)
class Sampling:
    """How many points of the main table were computed and returned, and by which method."""

    computed: int
    returned: int
    method: str


@dataclass(frozen=True, slots=True)
class Result:
    """One answer: a main table (axis and series), further curves, events, findings, and their pedigree.

    Attributes
    ----------
    axis
        Independent variable of the main table; None where there is no table.
    series
        Dependent variables, each as long as the axis.
    report
        Findings: a frozen dataclass of quantities, specific to the operation.
    features
        Measures of the main table (spike count, rate): a frozen dataclass of quantities.
    dimensionless
        Whether all numbers, also those that are declared with units, are plain ones.
    """

    numerics: Numerics
    axis: Variable | None = None
    series: tuple[Variable, ...] = ()
    curves: tuple[Curve, ...] = ()
    events: tuple[Event, ...] = ()
    features: object | None = None
    report: object | None = None
    warnings: tuple[Notice, ...] = ()
    sampling: Sampling | None = None
    references: tuple[Reference, ...] = ()
    dimensionless: bool = False

    def variable(self, name: str) -> Variable:
        """The axis or series of that name.

        Raises
        ------
        KeyError
            No such variable in the main table.
        """
        for variable in (self.axis, *self.series):
            if variable is not None and variable.name == name:
                return variable
        raise KeyError(name)

    def without_units(self) -> "Result":
        """The same of a model whose voltage, time and currents are plain numbers."""
        notice = Notice(
            "dimensionless", "voltage, time and current of this model are plain numbers", "/model"
        )
        errors = tuple(replace(estimate, unit="1") for estimate in self.numerics.estimated_errors)
        return replace(
            self,
            axis=None if self.axis is None else replace(self.axis, unit="1"),
            series=tuple(replace(column, unit="1") for column in self.series),
            curves=tuple(
                replace(curve, columns=tuple(replace(column, unit="1") for column in curve.columns))
                for curve in self.curves
            ),
            numerics=replace(self.numerics, estimated_errors=errors),
            warnings=(*self.warnings, notice),
            dimensionless=True,
        )


CLOSED_FORM = Numerics(method="closed form")
