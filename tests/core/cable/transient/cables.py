"""Cables that the tests of this directory share."""

import math
from typing import Any

import numpy as np
from scipy.special import erfc

from core.cable.geometry import (
    End,
    FiniteCable,
    KilledEnd,
    LumpedSomaEnd,
    SealedEnd,
    SphericalSomaEnd,
    VoltageClampedEnd,
)
from core.cable.transient.report import CableTransientReport
from core.cable.transient.request import CableInjection, CableTransientRequest
from core.cable.transient.transient import transient
from core.result import Floats, Result
from core.stimulus import Step, Stimulus

RALLPACK: dict[str, Any] = {"diameter": 1.0, "membrane_resistance": 40_000.0, "axial_resistivity": 100.0}
"""λ = 1000 µm, τ = 40 ms, R_∞ = 1273.24 MΩ."""
R_INFINITE, TAU = 4000.0 / math.pi, 40.0
STEP = Step(amplitude=0.1)
SEALED, KILLED = SealedEnd(), KilledEnd()


def into(position: float, *stimuli: Stimulus) -> CableInjection:
    return CableInjection(position=position, stimulus=stimuli)


def asked(*injections: CableInjection, **options: Any) -> CableTransientRequest:
    return CableTransientRequest(
        **{**RALLPACK, "injections": injections, "duration": 250.0, "paths": (), **options}
    )


def cable(*injections: CableInjection, **options: Any) -> Result:
    return transient(asked(*injections, **options))


def above_rest(result: Result, number: int = 1) -> Floats:
    return result.variable(f"voltage_{number}").values + 65.0


def time(result: Result) -> Floats:
    return result.variable("time").values


def errors(result: Result) -> list[float]:
    return [estimate.value for estimate in result.numerics.estimated_errors]


def report(result: Result) -> CableTransientReport:
    assert isinstance(result.report, CableTransientReport)
    return result.report


def finite(length: float, left: End = SEALED, right: End = SEALED) -> FiniteCable:
    return FiniteCable(length=length, left=left, right=right)


ENDS: dict[str, End] = {
    "sealed": SEALED,
    "killed": KILLED,
    "clamped": VoltageClampedEnd(voltage=-40.0),
    "soma": LumpedSomaEnd(resistance=300.0),
    "slow soma": LumpedSomaEnd(resistance=500.0, capacitance=0.6),
    "sphere": SphericalSomaEnd(diameter=30.0, membrane_resistance=2000.0, membrane_capacitance=0.8),
}


def infinite_step(x: Floats, t: Floats) -> Floats:
    """Hodgkin and Rushton 1946, for 0.1 nA; x in length constants, t in time constants."""
    root = np.sqrt(t)
    near = np.exp(-x) * erfc(x / (2.0 * root) - root)
    far = np.exp(x) * erfc(x / (2.0 * root) + root)
    return 0.1 * R_INFINITE / 4.0 * (near - far)
