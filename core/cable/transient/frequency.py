"""The cable under sinusoids: impedances, attenuations, and how far a wave reaches."""

import math

import numpy as np

from core.cable.transient.request import CableTransientRequest
from core.result import Curve, Floats, Variable

METRE_PER_SECOND = 1e-3
"""Of 1 µm/ms."""


def frequency_curves(request: CableTransientRequest) -> tuple[Curve, ...]:
    """Length constant and velocity of waves; for each injection, the impedances to every recorded point.

    A wave goes as e^{−qx/λ + iωt} with q = √(1 + iωτ): it fades over λ/Re q and moves at ωλ/(τ Im q) = 2 Re q
    λ/τ. Attenuation is the voltage at the injection over that at the recorded point, for a current into the
    former (Rall and Rinzel 1973, doi:10.1016/S0006-3495(73)86014-X).
    """
    if not request.frequencies:
        return ()
    frequency = Variable("frequency", "f", "Hz", np.array(request.frequencies))
    p = (2e-3j * math.pi * request.time_constant * frequency.values).astype(np.complex128)
    growth = np.sqrt(1.0 + p).real
    scale = request.length_constant
    curves = [
        Curve(
            "waves",
            "waves",
            (
                frequency,
                Variable("length_constant", "λ", "µm", scale / growth),
                Variable(
                    "phase_velocity",
                    "v",
                    "m/s",
                    2.0 * growth * scale / request.time_constant * METRE_PER_SECOND,
                ),
            ),
            detail="how far a wave reaches and how fast its phase moves along the cable, far from its ends",
        )
    ]
    places = np.array(request.recorded) / scale
    root = np.sqrt(1.0 + p)[:, np.newaxis]
    for number, injection in enumerate(request.injections, 1):
        source = injection.position / scale
        x = np.append(source, places)
        share, apart = request.line.share(p, x, source), np.abs(x - source)
        # K = e^{−qd} times its share: so the phase goes on past half a turn.
        sizes = request.semi_infinite_resistance * np.abs(share) * np.exp(-root.real * apart)
        phases = np.degrees(np.angle(share) - root.imag * apart)
        curves.append(_impedances(request, number, frequency, sizes, phases))
    return tuple(curves)


def _impedances(
    request: CableTransientRequest, number: int, frequency: Variable, sizes: Floats, phases: Floats
) -> Curve:
    """Table of one injection: its own impedance, and those to the recorded points with the attenuations."""
    own = sizes[:, 0]
    columns = [frequency, *_polar("input", "Z", own, phases[:, 0])]
    for index in range(1, sizes.shape[1]):
        transfer = sizes[:, index]
        columns += _polar("transfer", f"Z_{index}", transfer, phases[:, index], f"_{index}")
        ratio = np.full(own.size, np.nan)
        np.divide(own, transfer, out=ratio, where=transfer > 1e-290)
        columns.append(Variable(f"attenuation_{index}", f"A_{index}", "1", ratio, gaps=True))
    position = request.injections[number - 1].position
    detail = (
        f"for a current at {position:g} µm: voltage there (input) and at each recorded point (transfer) per "
        "current, its phase against the current, and how many times the voltage there exceeds that here"
    )
    return Curve(f"impedance_{number}", "impedance", tuple(columns), detail=detail)


def _polar(kind: str, label: str, sizes: Floats, phases: Floats, number: str = "") -> list[Variable]:
    return [
        Variable(f"{kind}_impedance{number}", f"|{label}|", "MΩ", sizes),
        Variable(f"{kind}_phase{number}", f"arg {label}", "deg", phases),
    ]
