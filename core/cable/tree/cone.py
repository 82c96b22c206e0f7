"""Cones as networks, in closed form.

In a cone the diameter is linear in x, and (d² V')' = κ d V with κ = 4 R_i s (1 + iωτ)/R_m. With
q = (2/|d'|) √(κ d) the solutions are I₁(q)/q and K₁(q)/q, modified Bessel functions (Rall 1962,
doi:10.1111/j.1749-6632.1962.tb54120.x, on tapering cables). The leaks of the network vanish with the length
of the cone: as expressions in Bessel functions they are differences of nearly equal numbers. Short cones are
therefore computed from the power series of the same solutions about the middle, in which nothing cancels, and
which are the cylinder's where nothing tapers. Long ones are computed from scaled Bessel functions, whose
asymptotic series hold where the taper is slight.
"""

import math
from dataclasses import dataclass, fields

import numpy as np

from core.cable.tree.stretches import Stretches
from core.cable.tree.two_port import Numbers, TwoPorts, axial
from core.result import Floats, Rows

SHORT = 2.0
"""Length constants up to which a cone is computed from power series."""
STEEP = 2.0
"""Ratio of the two diameters past which a short cone is put together from several."""
BELOW_ROUNDING = 1e-18
SLIGHT = 40.0
"""Size of q past which so many terms of the asymptotic series are exact to rounding."""
TERMS = 24

Network = tuple[Numbers, Numbers, Numbers]
"""From end to end, beside the one end, beside the other [µS]."""


@dataclass(frozen=True, slots=True, eq=False)
class Cones:
    """Cones whose diameter grows from `thin` to `thick` [µm] over `length` [µm]; shape (k,) each.

    Attributes
    ----------
    taper
        d' [µm per µm], exacter than the difference of the diameters.
    root_kappa
        √κ [1/√µm].
    axial
        π/4R_i [µS/µm].
    """

    thin: Floats
    thick: Floats
    length: Floats
    taper: Floats
    root_kappa: Numbers
    axial: Floats

    def some(self, rows: Rows) -> "Cones":
        """A part of them."""
        return Cones(*(getattr(self, item.name)[rows] for item in fields(self)))

    @property
    def electrotonic_length(self) -> Numbers:
        """Length in length constants, times √(1 + iωτ)."""
        length: Numbers = 2.0 * self.root_kappa * self.length / (np.sqrt(self.thin) + np.sqrt(self.thick))
        return length


def cones(stretches: Stretches, places: Rows, turn: Numbers) -> TwoPorts:
    """Networks of the stretches that taper.

    Parameters
    ----------
    places
        Indices of these stretches, shape (k,).
    turn
        √(1 + iωτ) of each of them, shape (k,).
    """
    near, far = stretches.near_diameter[places], stretches.far_diameter[places]
    made = Cones(
        thin=np.minimum(near, far),
        thick=np.maximum(near, far),
        length=stretches.length[places],
        taper=np.abs(stretches.taper[places]),
        root_kappa=stretches.spread[places] * turn,
        axial=axial(stretches.axial_resistivity[places], np.ones(places.size)),
    )
    through, thin_leak, thick_leak, log_through = _networks(made)
    widening = stretches.taper[places] > 0.0
    return TwoPorts(
        through=through,
        near_leak=np.where(widening, thin_leak, thick_leak),
        far_leak=np.where(widening, thick_leak, thin_leak),
        log_through=log_through,
    )


def _networks(made: Cones) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """From end to end, beside the thin end, beside the thick end; the logarithm of the first."""
    count = np.ceil(np.log(made.thick / made.thin) / math.log(STEEP)).astype(np.intp)
    kinds = np.where(np.abs(made.electrotonic_length) > SHORT, 0, np.maximum(count, 1))
    columns = tuple(np.empty_like(made.root_kappa) for _ in range(4))
    for pieces in np.unique(kinds).tolist():
        rows = np.flatnonzero(kinds == pieces)
        some = made.some(rows)
        if pieces:
            network = short_cones(some, pieces)
            log_through = np.log(network[0])
        else:
            network, log_through = long_cones(some)
        for column, values in zip(columns, (*network, log_through), strict=True):
            column[rows] = values
    return columns[0], columns[1], columns[2], columns[3]


def short_cones(made: Cones, pieces: int = 1) -> Network:
    """Networks from power series, each put together from pieces whose diameters have equal ratios."""
    if pieces == 1:
        return _by_series(made)
    grown = (made.thick / made.thin) ** (1.0 / pieces)
    networks = []
    for k in range(pieces):
        thin = made.thin * grown**k
        thick = made.thick if k == pieces - 1 else made.thin * grown ** (k + 1)
        length = (thick - thin) / made.taper
        networks.append(_by_series(Cones(thin, thick, length, made.taper, made.root_kappa, made.axial)))
    whole = networks[0]
    for piece in networks[1:]:
        whole = _joined(whole, piece)
    return whole


def _by_series(made: Cones) -> Network:
    """Networks of two halves that meet in the middle.

    With t from −1 to 1 along the cone, ε = (d₁ − d₀)/(d₁ + d₀) and θ² = κ (l/2)²/d̄:
    (1 + εt) V'' + 2ε V' = θ² V, solved by V = Σ c_n tⁿ with c_{n+2} = θ² c_n/((n+1)(n+2)) − ε c_{n+1}.
    C begins with (1, 0), S with (0, 1), and W = (1 + εt)² S' is the current of S. From the middle to t = 1,
    the network is 1/S beside (C − 1)/S and (W − 1)/S. The ones are left out of the sums, not subtracted:
    W − 1 = θ² ∫ (1 + εt) S dt. The other half is the same with −ε.
    """
    middle, half = 0.5 * (made.thin + made.thick), 0.5 * made.length
    epsilon = made.taper * made.length / (made.thick + made.thin)
    signed = np.stack([-epsilon, epsilon])
    theta2 = np.broadcast_to((made.root_kappa * half) ** 2 / middle, signed.shape)
    even, even_next = np.ones_like(theta2), np.zeros_like(theta2)
    odd, odd_next = np.zeros_like(theta2), np.ones_like(theta2)
    rise, run = np.zeros_like(theta2), np.ones_like(theta2)
    current = run * (1.0 / 2.0 + signed / 3.0)
    for n in range(_terms(float(np.max(epsilon)), float(np.max(np.abs(theta2))))):
        share = theta2 / ((n + 1) * (n + 2))
        even, even_next = even_next, share * even - signed * even_next
        odd, odd_next = odd_next, share * odd - signed * odd_next
        rise += even_next
        run += odd_next
        current += odd_next * (1.0 / (n + 3) + signed / (n + 4))
    through, inner, outer = 1.0 / run, rise / run, theta2 * current / run
    unit = made.axial * middle**2 / half
    whole = _joined((through[0], outer[0], inner[0]), (through[1], inner[1], outer[1]))
    return unit * whole[0], unit * whole[1], unit * whole[2]


def _terms(epsilon: float, theta2: float) -> int:
    """Terms until those of the series are below rounding, were they all positive."""
    before, term, n = 0.0, 1.0, 0
    while max(before, term) > BELOW_ROUNDING:
        before, term = term, theta2 * before / ((n + 1) * (n + 2)) + epsilon * term
        n += 1
    return n


def _joined(first: Network, second: Network) -> Network:
    """Networks in series: the end of the first is the begin of the second."""
    inner = first[2] + second[1]
    total = first[0] + second[0] + inner
    return (
        first[0] * second[0] / total,
        first[1] + first[0] * inner / total,
        second[2] + second[0] * inner / total,
    )


def long_cones(made: Cones) -> tuple[Network, Numbers]:
    """Networks from scaled Bessel functions, and the logarithm of what goes through.

    With i_ν = I_ν e^{−q} √(2πq), k_ν = K_ν e^q √(2q/π) and D = k₁(q₀) i₁(q₁) − i₁(q₀) k₁(q₁) e^{−2L}, and the
    semi-infinite admittances Y₀ and Y₁ of the two diameters: 2√(Y₀Y₁) e^{−L}/D from end to end; into the thin
    end while the other is held, Y₀ (k₂(q₀) i₁(q₁) + i₂(q₀) k₁(q₁) e^{−2L})/D; into the thick one likewise.
    """
    length = made.electrotonic_length
    slope = 2.0 * made.root_kappa / made.taper
    (i1_thin, k1_thin), (i2_thin, k2_thin) = (_scaled(order, slope * np.sqrt(made.thin)) for order in (1, 2))
    (i1_thick, k1_thick), (i2_thick, k2_thick) = (
        _scaled(order, slope * np.sqrt(made.thick)) for order in (1, 2)
    )
    back = np.exp(-2.0 * length)
    determinant = k1_thin * i1_thick - i1_thin * k1_thick * back
    thin, thick = (made.axial * d**1.5 * made.root_kappa for d in (made.thin, made.thick))
    log_through = np.log(2.0 * np.sqrt(thin * thick) / determinant) - length
    through = np.exp(log_through)
    into_thin = thin * (k2_thin * i1_thick + i2_thin * k1_thick * back) / determinant
    into_thick = thick * (i2_thick * k1_thin + k2_thick * i1_thin * back) / determinant
    return (through, into_thin - through, into_thick - through), log_through


def _scaled(order: int, q: Numbers) -> tuple[Numbers, Numbers]:
    """I_ν e^{−q} √(2πq) and K_ν e^q √(2q/π): both tend to 1."""
    from scipy.special import ive, kve

    near = np.abs(q) < SLIGHT
    grown, fallen = np.empty_like(q), np.empty_like(q)
    small = q[near]
    # SciPy scales I by the real part of q only.
    turned = np.exp(-1j * small.imag) if np.iscomplexobj(q) else 1.0
    grown[near] = ive(order, small) * turned * np.sqrt(2.0 * np.pi * small)
    fallen[near] = kve(order, small) * np.sqrt(2.0 / np.pi * small)
    grown[~near], fallen[~near] = (_asymptotic(order, q[~near], sign) for sign in (-1.0, 1.0))
    return grown, fallen


def _asymptotic(order: int, q: Numbers, sign: float) -> Numbers:
    """Σ (±1)ʲ a_j(ν)/qʲ (Abramowitz and Stegun 1964, 9.7.1 and 9.7.2)."""
    term = np.ones_like(q)
    total = term.copy()
    for j in range(1, TERMS + 1):
        term = term * (sign * (4 * order**2 - (2 * j - 1) ** 2) / (8.0 * j)) / q
        total += term
    return total
