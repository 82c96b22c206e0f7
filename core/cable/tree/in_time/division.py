"""Into how many compartments a tree is divided."""

import math

import numpy as np

from core.cable.arbor import Arbor, electrotonic
from core.cable.tree.stretches import Stretches
from core.errors import ParameterError
from core.result import Floats, Rows

FREQUENCY = 1.0
"""Of the length constant that compartments are a share of [kHz]."""
SHARE = 0.05
MOST_CHOSEN = 20_000
MAX_COMPARTMENTS = 200_000
SQUARE_MICROMETRES = 1e7
"""1 µm/(kHz Ω·cm µF/cm²) [µm²]."""


def charging_length(arbor: Arbor, length: Floats, near: Floats, far: Floats, branch: Rows) -> Floats:
    """Lengths in length constants at 1 kHz, where capacitance is all that counts: λ = ½ √(d/(π f R_i C)).

    Parameters
    ----------
    length, near, far, branch
        Of pieces of branches: lengths and diameters of their ends [µm], and the branches.
    """
    charged = math.pi * FREQUENCY * arbor.axial_resistivity * arbor.membrane_capacitance * arbor.slant
    spread = 2.0 * np.sqrt(charged / SQUARE_MICROMETRES)
    return electrotonic(spread[branch], length, near, far)


def whole(arbor: Arbor) -> Floats:
    """The same of all branches."""
    everything = np.arange(arbor.count)
    return charging_length(arbor, arbor.length, arbor.near_diameter, arbor.far_diameter, everything)


def predicted(arbor: Arbor, longest: float | None, places: int) -> float:
    """How many compartments there will be at most, to within a few.

    Parameters
    ----------
    longest
        Length of the longest [µm]; None: chosen.
    places
        Places of interest on the tree.
    """
    parts = whole(arbor) / SHARE if longest is None else arbor.length / longest
    total = float(np.sum(parts))
    if longest is None and total > MOST_CHOSEN:
        parts = parts * (MOST_CHOSEN / total)
    inside = (arbor.attachment > 0.0) & (arbor.attachment < arbor.length[arbor.topology.parents])
    return float(np.sum(np.maximum(parts + 1.0, 2.0))) + 2.0 * (places + int(np.count_nonzero(inside)))


def divided(arbor: Arbor, stretches: Stretches, longest: float | None) -> Rows:
    """Into how many pieces each stretch is divided, an even number, shape (stretches,).

    Raises
    ------
    ParameterError
        More compartments than anybody can want.
    """
    if longest is not None:
        parts = stretches.length / longest
        if not np.sum(parts) <= MAX_COMPARTMENTS:
            raise ParameterError(
                "/compartment_length",
                f"the tree would have {np.sum(parts):.3g} compartments",
                received=longest,
                allowed=f">= {np.sum(stretches.length) / MAX_COMPARTMENTS:.6g} µm",
                hint="lengthen the compartments",
            )
    else:
        ends = stretches.near_diameter, stretches.far_diameter
        parts = charging_length(arbor, stretches.length, *ends, stretches.branch)
        parts = parts / max(SHARE, float(np.sum(parts)) / MOST_CHOSEN)
    # A hair more than a whole number is that number.
    return 2 * np.maximum(np.ceil(0.5 * parts * (1.0 - 1e-9)), 1.0).astype(np.intp)
