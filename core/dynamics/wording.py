"""Findings in plain words."""

import numpy as np

from core.dynamics.linearisation import Complexes, Type


def describe(kind: Type, values: Complexes, voltage: float) -> str:
    """One sentence on an equilibrium of a type with eigenvalues [1/ms], shape (n,), at a voltage [mV]."""
    place = f"{voltage:.4f} mV"
    leading = values[0]
    tempo = _tempo(complex(leading))
    growing = int(np.count_nonzero(values.real > 0.0))
    match kind:
        case "stable node" | "stable focus":
            return f"Stable: a small displacement from {place} dies away, at last {tempo}."
        case "unstable node" | "unstable focus":
            return f"Unstable in every direction: a small displacement from {place} grows, {tempo}."
        case "saddle" | "saddle-focus":
            return (
                f"Unstable: a small displacement from {place} grows along {growing} of {values.size} "
                f"directions, {tempo}, and decays along the others."
            )
        case "centre":
            pair = values[np.argmin(np.abs(values.real))]
            return (
                f"Neutral to first order: around {place} the linearised neuron oscillates at "
                f"{_hertz(abs(pair.imag))} without growth or decay; nonlinear terms decide (Hopf point)."
            )
        case "degenerate":
            return (
                f"Neutral to first order: at {place} one eigenvalue is zero; here two equilibria meet "
                "(saddle-node) and nonlinear terms decide."
            )


def _tempo(leading: complex) -> str:
    """How fast, and whether in oscillations."""
    speed = f"with a time constant of {1.0 / abs(leading.real):.4g} ms" if leading.real else "slowly"
    return (
        f"{speed}, oscillating at {_hertz(abs(leading.imag))}"
        if leading.imag
        else f"{speed}, without oscillation"
    )


def _hertz(omega: float) -> str:
    return f"{omega / (2e-3 * np.pi):.4g} Hz"
