"""A network linearised at its rest, and the tables that follow: matrices, frequency responses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.result import Curve, Floats, Variable

Complexes = NDArray[np.complex128]

MATRICES_UP_TO = 64
"""Compartments up to which the matrices are returned without being asked for."""


@dataclass(frozen=True, eq=False)
class Couplings:
    """A network linearised at its rest.

    Attributes
    ----------
    voltages
        Voltages there [mV], shape (n,).
    own
        Resistances of the compartments alone [MΩ], infinite without a leak, shape (n,).
    resistances
        Steady voltage in one compartment (row) per current into another (column) [MΩ], infinite where nothing
        leaks, shape (n, n).
    impedances
        The same at a frequency [Hz].
    eigenvalues
        Of the linearised system [1/ms], the slowest first; of a conjugate pair that above the real axis.
    shapes
        Voltage of each compartment (row) in each mode (column), shape (n, n); None where modes have more than
        voltages.
    """

    voltages: Floats
    own: Floats
    resistances: Floats
    impedances: Callable[[float], Complexes]
    eigenvalues: Complexes
    shapes: Floats | None


def coupling_curves(request: CoupledCompartmentsRequest, couplings: Couplings) -> tuple[Curve, ...]:
    """The matrices of a network, and its responses at the frequencies asked for."""
    curves: list[Curve] = []
    size = len(request.compartments)
    if request.matrices or (request.matrices is None and size <= MATRICES_UP_TO):
        curves += _matrices(couplings)
    if request.frequencies:
        curves.append(_frequency_response(request, couplings))
    return tuple(curves)


def _matrices(couplings: Couplings) -> list[Curve]:
    resistances = couplings.resistances
    finite = np.where(np.isfinite(resistances), resistances, np.nan)
    curves = [
        _matrix(
            "transfer_resistances",
            "steady change of the voltage of a compartment (row) per current into another (column)",
            [(f"from_{j + 1}", f"R_i{j + 1}", "MΩ", column) for j, column in enumerate(finite.T)],
        ),
        _matrix(
            "coupling_coefficients",
            "steady change of the voltage of a compartment (row) over that of the one a current goes into "
            "(column)",
            [(f"from_{j + 1}", f"k_i{j + 1}", "1", column / column[j]) for j, column in enumerate(finite.T)],
        ),
    ]
    if couplings.shapes is not None:
        shapes = couplings.shapes / np.abs(couplings.shapes).max(axis=0)
        curves.append(
            _matrix(
                "modes",
                "voltage of each compartment (row) in each mode (column), of which the largest is 1",
                [(f"mode_{k + 1}", f"v_{k + 1}", "1", column) for k, column in enumerate(shapes.T)],
            )
        )
    return curves


def _matrix(name: str, detail: str, columns: Sequence[tuple[str, str, str, Floats]]) -> Curve:
    rows = Variable("compartment", "i", "1", np.arange(1.0, columns[0][3].size + 1.0))
    found = (Variable(key, label, unit, values, gaps=True) for key, label, unit, values in columns)
    return Curve(name, "matrix", (rows, *found), detail=detail)


def _frequency_response(request: CoupledCompartmentsRequest, couplings: Couplings) -> Curve:
    """Impedances and coupling coefficients between all pairs at some frequencies."""
    size, frequencies = len(request.compartments), np.array(request.frequencies)
    found = np.array([couplings.impedances(frequency) for frequency in frequencies.tolist()])
    found[~np.isfinite(found)] = np.nan
    # A gap over a gap is a gap.
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = found / np.diagonal(found, axis1=1, axis2=2)[:, np.newaxis, :]
    ratios[~np.isfinite(ratios)] = np.nan
    numbers = np.arange(1.0, size + 1.0)
    frequency = np.repeat(frequencies, size * size)
    target = np.tile(np.repeat(numbers, size), frequencies.size)
    source = np.tile(numbers, size * frequencies.size)
    return Curve(
        "frequency_response",
        "frequency-response",
        (
            Variable("frequency", "f", "Hz", frequency),
            Variable("source", "j", "1", source),
            Variable("target", "i", "1", target),
            Variable("impedance", "|Z_ij|", "MΩ", _sizes(found), gaps=True),
            Variable("impedance_phase", "∠Z_ij", "deg", _angles(found), gaps=True),
            Variable("coupling_coefficient", "|k_ij|", "1", _sizes(ratios), gaps=True),
            Variable("coupling_phase", "∠k_ij", "deg", _angles(ratios), gaps=True),
        ),
        detail="voltage of the target per current into the source, and over the voltage of the source",
    )


def _sizes(values: Complexes) -> Floats:
    return np.abs(values).ravel().astype(np.float64)


def _angles(values: Complexes) -> Floats:
    return np.angle(values, deg=True).ravel().astype(np.float64)
