"""What is asked of a passive tree in time."""

from dataclasses import dataclass, fields

from core.cable.branches import Place
from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import Micrometre, Millisecond, TimeSpan
from core.sampling import OutputSampling, refuse_profiles_outside

MAX_RECORDS = 64
MAX_PROFILES = 64


@dataclass(frozen=True, kw_only=True)
class TreeRun(Parameters):
    """A run of a tree: none, unless it has a duration."""

    duration: TimeSpan | None = parameter(
        None,
        "length of a run: before it the tree rests, at its begin all steady currents and clamps are switched "
        "on; null: no run, only the steady state",
    )
    record_at: tuple[Place, ...] | None = parameter(
        None,
        "where the voltage of the run is recorded; null: at the root's near end, at the injections and "
        f"sites: the first {MAX_RECORDS} of these",
        min_items=1,
        max_items=MAX_RECORDS,
    )
    profiles_at: tuple[Millisecond, ...] = parameter(
        (),
        "times of the run at which the voltage along the branches of `profiles` is returned",
        max_items=MAX_PROFILES,
    )
    compartment_length: Micrometre | None = parameter(
        None,
        "length of the longest compartment of the run; null: a twentieth of each branch's length constant at "
        "1 kHz, or what gives some 20,000 compartments",
        ge=1e-3,
    )
    sampling: OutputSampling = parameter(OutputSampling(), "which times and series of the run are returned")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.duration is None:
            self._refuse_idle()
            return
        refuse_profiles_outside(self.profiles_at, self.duration)

    def _refuse_idle(self) -> None:
        """Refuse what only a run would read."""
        for item in fields(TreeRun):
            if item.name != "duration" and getattr(self, item.name) != item.default:
                raise without_run(f"/{item.name}")


def without_run(pointer: str) -> ParameterError:
    """What to raise where something is given that only a run would read."""
    return ParameterError(
        pointer,
        "this is about a run in time, and there is none",
        allowed="only together with a duration",
        hint="give a duration, or leave this out",
    )
