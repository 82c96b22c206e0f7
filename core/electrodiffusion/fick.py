"""Solutions of Fick's second law, ∂c/∂t = D ∇²c, from closed forms and series of known error.

Lengths in µm, times in ms, concentrations in mM: 1 mM is 1 amol/µm³.
"""

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from scipy.special import erfc

from core.parameters import Parameters, parameter
from core.quantity import Attomole, AttomolePerMicrometre, AttomolePerMicrometre2, Micrometre, Millimolar
from core.result import Floats

EARLY = 0.02
"""Below this Dt/L² a series of images, above it of eigenfunctions: neither needs many terms nor cancels."""
IMAGES = 4
EIGENFUNCTIONS = 20
"""Terms of the series; the next one is below 1e-30 of the concentration."""


@dataclass(frozen=True, kw_only=True)
class PlaneSource(Parameters):
    """An amount released at once on a plane: c = M/√(4πDt) exp(−x²/4Dt)."""

    kind: Literal["plane-source"] = "plane-source"
    amount: AttomolePerMicrometre2 = parameter(1.0, "amount released per area", symbol="M")
    dimensions: ClassVar[int] = 1


@dataclass(frozen=True, kw_only=True)
class LineSource(Parameters):
    """An amount released at once on a line: c = M/(4πDt) exp(−r²/4Dt)."""

    kind: Literal["line-source"] = "line-source"
    amount: AttomolePerMicrometre = parameter(1.0, "amount released per length", symbol="M")
    dimensions: ClassVar[int] = 2


@dataclass(frozen=True, kw_only=True)
class PointSource(Parameters):
    """An amount released at once at a point: c = M/(4πDt)^{3/2} exp(−r²/4Dt)."""

    kind: Literal["point-source"] = "point-source"
    amount: Attomole = parameter(1.0, "amount released", symbol="M")
    dimensions: ClassVar[int] = 3


@dataclass(frozen=True, kw_only=True)
class ConcentrationStep(Parameters):
    """Two solutions brought into contact at x = 0."""

    kind: Literal["step"] = "step"
    left: Millimolar = parameter(1.0, "initial concentration at x < 0", ge=0.0)
    right: Millimolar = parameter(0.0, "initial concentration at x > 0", ge=0.0)
    dimensions: ClassVar[int] = 1


@dataclass(frozen=True, kw_only=True)
class Slab(Parameters):
    """A slab of one concentration between two walls that are held at theirs."""

    kind: Literal["slab"] = "slab"
    thickness: Micrometre = parameter(1.0, "distance of the walls", symbol="L", ge=1e-6)
    initial: Millimolar = parameter(1.0, "initial concentration inside", ge=0.0)
    left: Millimolar = parameter(0.0, "concentration held at x = 0", ge=0.0)
    right: Millimolar = parameter(0.0, "concentration held at x = L", ge=0.0)
    dimensions: ClassVar[int] = 1


@dataclass(frozen=True, kw_only=True)
class Sphere(Parameters):
    """A sphere of one concentration whose surface is held at another."""

    kind: Literal["sphere"] = "sphere"
    radius: Micrometre = parameter(1.0, "radius of the sphere", symbol="R", ge=1e-6)
    initial: Millimolar = parameter(1.0, "initial concentration inside", ge=0.0)
    surface: Millimolar = parameter(0.0, "concentration held at the surface", ge=0.0)
    dimensions: ClassVar[int] = 3


Geometry = PlaneSource | LineSource | PointSource | ConcentrationStep | Slab | Sphere


@dataclass(frozen=True, slots=True)
class Profile:
    """Concentrations [mM] and the size of the first term left out [mM]."""

    values: Floats
    error: float = 0.0


def profile(geometry: Geometry, position: Floats, spread: float) -> Profile:
    """Concentration [mM] at positions [µm] when D t [µm²] has passed.

    Parameters
    ----------
    geometry
        Initial and boundary values.
    position
        Coordinates or radii, shape (n,) [µm].
    spread
        D t, above 0 [µm²].

    References
    ----------
    Crank (1975): sources eq. 2.6, step 2.14, slab 2.67 and 4.16, sphere 6.17 to 6.20.
    """
    match geometry:
        case PlaneSource() | LineSource() | PointSource():
            height = geometry.amount / (4.0 * math.pi * spread) ** (geometry.dimensions / 2.0)
            return Profile(height * np.exp(-(position**2) / (4.0 * spread)))
        case ConcentrationStep():
            share = 0.5 * erfc(position / (2.0 * math.sqrt(spread)))
            return Profile(geometry.right + (geometry.left - geometry.right) * share)
        case Slab():
            return _slab(geometry, position / geometry.thickness, spread / geometry.thickness**2)
        case Sphere():
            return _sphere(geometry, position / geometry.radius, spread / geometry.radius**2)


def _slab(slab: Slab, s: Floats, fourier: float) -> Profile:
    """Each wall takes over its share of the concentration, and what remains is the initial one's."""
    left, right = _from_wall(s, fourier), _from_wall(1.0 - s, fourier)
    values = slab.left * left + slab.right * right
    if fourier < EARLY:
        values += slab.initial * np.maximum(1.0 - left - right, 0.0)
    else:
        for n in range(1, EIGENFUNCTIONS + 1, 2):
            decay = math.exp(-((n * math.pi) ** 2) * fourier)
            values += slab.initial * 4.0 / (n * math.pi) * decay * np.sin(n * math.pi * s)
    jumps = abs(slab.left - slab.initial) + abs(slab.right - slab.initial)
    return Profile(np.maximum(values, 0.0), jumps * _next_term(fourier))


def _from_wall(s: Floats, fourier: float) -> Floats:
    """Response at s = x/L, after Dt/L² = `fourier`, to a wall at s = 0 set to 1; the other stays at 0."""
    total = np.zeros_like(s)
    if fourier < EARLY:
        width = 2.0 * math.sqrt(fourier)
        for n in range(IMAGES):
            total += erfc((2 * n + s) / width) - erfc((2 * n + 2 - s) / width)
        return total
    for n in range(1, EIGENFUNCTIONS + 1):
        total += 2.0 / (n * math.pi) * np.sin(n * math.pi * s) * math.exp(-((n * math.pi) ** 2) * fourier)
    return 1.0 - s - total


def _sphere(sphere: Sphere, s: Floats, fourier: float) -> Profile:
    error = 2.0 * abs(sphere.surface - sphere.initial) * EIGENFUNCTIONS * _next_term(fourier)
    if fourier < EARLY:
        share = _from_surface(s, fourier)
        return Profile(sphere.initial * np.maximum(1.0 - share, 0.0) + sphere.surface * share, error)
    remaining = np.zeros_like(s)
    for n in range(1, EIGENFUNCTIONS + 1):
        # sin(nπs)/(nπs), whose limit at the centre is 1.
        decay = math.exp(-((n * math.pi) ** 2) * fourier)
        remaining += 2.0 * (-1.0) ** (n + 1) * np.sinc(n * s) * decay
    remaining = np.maximum(remaining, 0.0)
    return Profile(sphere.surface + (sphere.initial - sphere.surface) * remaining, error)


def _from_surface(s: Floats, fourier: float) -> Floats:
    """Response at s = r/R, after Dt/R² = `fourier` below `EARLY`, to the surface set to 1."""
    width = 2.0 * math.sqrt(fourier)
    centre = s < 1e-6
    safe = np.where(centre, 1.0, s)
    total, limit = np.zeros_like(s), 0.0
    for n in range(IMAGES):
        total += (erfc((2 * n + 1 - safe) / width) - erfc((2 * n + 1 + safe) / width)) / safe
        limit += 4.0 / (math.sqrt(math.pi) * width) * math.exp(-(((2 * n + 1) / width) ** 2))
    return np.where(centre, limit, total)


def _next_term(fourier: float) -> float:
    """Bound on the first term left out of either series, per unit of concentration."""
    if fourier < EARLY:
        return float(erfc((2 * IMAGES - 1) / (2.0 * math.sqrt(fourier))))
    return math.exp(-(((EIGENFUNCTIONS + 1) * math.pi) ** 2) * fourier)
