"""Networks for the tests."""

from fractions import Fraction
from typing import Any

import numpy as np

from core.cable.coupled_compartments.circuit import Circuit
from core.cable.coupled_compartments.compartments import Compartment, WholeCompartment
from core.cable.coupled_compartments.coupled_compartments import coupled_compartments
from core.cable.coupled_compartments.features import CoupledFeatures
from core.cable.coupled_compartments.junctions import Junction
from core.cable.coupled_compartments.report import CoupledReport
from core.cable.coupled_compartments.request import CoupledCompartmentsRequest
from core.neuron.declaration import Neuron
from core.result import Floats, Result
from core.sampling import OutputSampling

UNIFORM = OutputSampling(points=401, method="uniform")


def run(
    compartments: tuple[Compartment, ...],
    junctions: tuple[Junction, ...],
    neurons: tuple[Neuron | None, ...] | None = None,
    **options: Any,
) -> Result:
    """The answer about a network, at 401 equally spaced times unless others are asked for."""
    request = CoupledCompartmentsRequest(
        compartments=compartments, junctions=junctions, **{"sampling": UNIFORM, **options}
    )
    return coupled_compartments(neurons or (None,) * len(compartments), request)


def report(result: Result) -> CoupledReport:
    assert isinstance(result.report, CoupledReport)
    return result.report


def features(result: Result) -> CoupledFeatures:
    assert isinstance(result.features, CoupledFeatures)
    return result.features


def voltage(result: Result, number: int) -> Floats:
    return result.variable(f"voltage_{number}").values


def curve(result: Result, name: str) -> dict[str, Floats]:
    (found,) = (each for each in result.curves if each.name == name)
    return {column.name: column.values for column in found.columns}


def room(resistance: float | None = 100.0, capacitance: float = 0.1, **options: Any) -> WholeCompartment:
    return WholeCompartment(resistance=resistance, capacitance=capacitance, **options)


def equal_circuit(between: Floats, leak: float = 0.01, capacitance: float = 0.1) -> Circuit:
    n = between.shape[0]
    return Circuit(np.full(n, capacitance), np.full(n, leak), np.full(n, -65.0), between)


def neighbours(size: int, conductance: float, *, ring: bool) -> Floats:
    """Conductances between neighbours of a chain, or of a ring [µS]."""
    between = np.zeros((size, size))
    for k in range(size if ring else size - 1):
        between[k, (k + 1) % size] = between[(k + 1) % size, k] = conductance
    return between


def exact_inverse(leak: Floats, between: Floats) -> list[list[Fraction]]:
    """Inverse of diag(leak) + Laplacian in rational numbers."""
    n = leak.size
    rows = []
    for i in range(n):
        row = [-Fraction(float(between[i, j])) for j in range(n)]
        row[i] = sum((Fraction(float(between[i, j])) for j in range(n)), Fraction(float(leak[i])))
        rows.append([*row, *(Fraction(int(i == j)) for j in range(n))])
    for k in range(n):
        pivot = rows[k][k]
        rows[k] = [entry / pivot for entry in rows[k]]
        for i in range(n):
            if i != k:
                factor = rows[i][k]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k], strict=True)]
    return [row[n:] for row in rows]
