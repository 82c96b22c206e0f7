"""Two lines joined by a junction, in closed form.

Each line is solved alone, sealed at the junction: V_a and V_b are then the voltages on its two sides, Z_a and
Z_b the impedances seen from there. The junction is a resistance R_j with a conductance g_s to the outside at
its middle. With A = Z_a + R_j/2 and B = Z_b + R_j/2, the currents out of the first line and into the second
are by Kirchhoff's laws

    I_1 = (V_a (1 + g_s B) − V_b)/(A + B + g_s A B),   I_2 = (V_a − V_b (1 + g_s A))/(A + B + g_s A B),

and each line bears its own as a current into its end. The same holds in the Laplace domain.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from core.cable.septate_junction.request import SeptalJunction
from core.cable.steady_state.profile import Profile
from core.result import Floats

Values = TypeVar("Values", Floats, NDArray[np.complex128])


@dataclass(frozen=True, slots=True)
class Bridge:
    """A junction in numbers: half its resistance [MΩ], infinite for none, and its leak [µS]."""

    half: float
    leak: float

    @classmethod
    def of(cls, junction: SeptalJunction) -> "Bridge":
        """The numbers of a junction."""
        half = np.inf if junction.resistance is None else 0.5 * junction.resistance
        return cls(half, 0.0 if junction.leak_resistance is None else 1.0 / junction.leak_resistance)

    def currents(self, v_a: Values, v_b: Values, z_a: Values, z_b: Values) -> tuple[Values, Values]:
        """Current out of the first line, and into the second [nA].

        Parameters
        ----------
        v_a, v_b
            Voltages on the two sides while the lines are sealed there [mV].
        z_a, z_b
            Impedances of the lines seen from there [MΩ].
        """
        if np.isinf(self.half):
            return 0.0 * v_a, 0.0 * v_b
        a, b = z_a + self.half, z_b + self.half
        total = a + b + self.leak * a * b
        return (v_a * (1.0 + self.leak * b) - v_b) / total, (v_a - v_b * (1.0 + self.leak * a)) / total

    def attenuation(self, far: float) -> float:
        """Voltage on the near side over that on the far side, for currents into the near line only.

        Parameters
        ----------
        far
            Input resistance of the far line [MΩ].
        """
        if np.isinf(self.half):
            return np.inf
        return (1.0 + self.half / far) * (1.0 + self.half * self.leak) + self.half / far


@dataclass(frozen=True, slots=True)
class Joined:
    """The steady state of two joined cables.

    Attributes
    ----------
    profiles
        Each cable, with the current that it gives to the junction as a negative one into its end.
    impedances
        Input resistances of the cables at the junction, each alone [MΩ].
    currents
        Current out of the first cable and into the second [nA].
    """

    profiles: tuple[Profile, Profile]
    impedances: tuple[float, float]
    currents: tuple[float, float]

    @property
    def sides(self) -> tuple[float, float]:
        """Voltages above rest on the two sides of the junction [mV]."""
        first, second = self.profiles
        return (
            float(first.voltage(np.array([first.line.end]))[0]),
            float(second.voltage(np.array([second.line.begin]))[0]),
        )


def join(first: Profile, second: Profile, bridge: Bridge) -> Joined:
    """Join two cables that are sealed towards each other, at the first's right and the second's left end."""
    near, far = np.array([first.line.end]), np.array([second.line.begin])
    z_a, z_b = first.line.transfer(near, first.line.end), second.line.transfer(far, second.line.begin)
    out, into = bridge.currents(first.voltage(near), second.voltage(far), z_a, z_b)
    profiles = (
        _with_current(first, first.line.end, -float(out[0])),
        _with_current(second, second.line.begin, float(into[0])),
    )
    return Joined(profiles, (float(z_a[0]), float(z_b[0])), (float(out[0]), float(into[0])))


def _with_current(profile: Profile, place: float, current: float) -> Profile:
    return Profile(
        profile.line,
        profile.scale,
        np.append(profile.sources, place),
        np.append(profile.currents, current),
    )
