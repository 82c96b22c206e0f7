"""What is asked of compartments that are joined: a network of any shape, its currents, what is reported."""

from dataclasses import dataclass

from core.cable.coupled_compartments.compartments import TWO_ROOMS, ActiveCompartment, Compartment
from core.cable.coupled_compartments.junctions import Junction, OhmicJunction, RectifyingJunction
from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import Hertz, Millisecond, Millivolt, TimeSpan
from core.sampling import OutputSampling, refuse_profiles_outside

MAX_COMPARTMENTS = 512
MAX_JUNCTIONS = 20_000
MAX_INTEGRATED = 64
"""Compartments at most of a network that is not linear."""
MAX_FREQUENCIES = 64
MAX_PROFILES = 64


@dataclass(frozen=True, kw_only=True)
class CoupledCompartmentsRequest(Parameters):
    """Coupled compartments; as it stands, two equal rooms with a current into the first."""

    compartments: tuple[Compartment, ...] = parameter(
        TWO_ROOMS, "the compartments, numbered from 1 on", min_items=1, max_items=MAX_COMPARTMENTS
    )
    junctions: tuple[Junction, ...] = parameter(
        (OhmicJunction(first=1, second=2),), "what joins them, in any graph", max_items=MAX_JUNCTIONS
    )
    duration: TimeSpan = parameter(100.0, "length of the run", le=1e6)
    frequencies: tuple[Hertz, ...] = parameter(
        (),
        "frequencies at which impedances and coupling coefficients are reported",
        max_items=MAX_FREQUENCIES,
    )
    matrices: bool | None = parameter(
        None,
        "whether transfer resistances, coupling coefficients and modes are returned as tables, a row and a "
        "column for each compartment; null: for up to 64 compartments",
    )
    profiles_at: tuple[Millisecond, ...] = parameter(
        (), "times at which the voltages of all compartments are returned", max_items=MAX_PROFILES
    )
    tolerance: Millivolt | None = parameter(
        None,
        "error of the voltage to aim at over the whole run, where the network is not linear; null: that of "
        "its models, 1e-3 mV",
        ge=1e-7,
        le=1.0,
    )
    sampling: OutputSampling = parameter(OutputSampling(), "which series are returned, and when")

    def __post_init__(self) -> None:
        super().__post_init__()
        refuse_profiles_outside(self.profiles_at, self.duration)
        self._refuse_odd_junctions()
        if not self.is_linear and len(self.compartments) > MAX_INTEGRATED:
            raise ParameterError(
                "/compartments",
                "a network with excitable cells or voltage-dependent junctions is integrated as a whole",
                received=len(self.compartments),
                allowed=f"<= {MAX_INTEGRATED} compartments",
                hint="passive compartments with ohmic junctions may be many more",
            )

    @property
    def is_linear(self) -> bool:
        """Whether every compartment is passive and every junction ohmic."""
        passive = not any(isinstance(each, ActiveCompartment) for each in self.compartments)
        return passive and all(isinstance(each, OhmicJunction) for each in self.junctions)

    def _refuse_odd_junctions(self) -> None:
        """Refuse junctions of a compartment with itself or with none, and a pair joined twice alike."""
        known: dict[tuple[str, int, int], int] = {}
        for index, junction in enumerate(self.junctions):
            pointer, ends = f"/junctions/{index}", (junction.first, junction.second)
            for name, number in zip(("first", "second"), ends, strict=True):
                if number > len(self.compartments):
                    raise ParameterError(
                        f"{pointer}/{name}",
                        f"there is no compartment {number}",
                        received=number,
                        allowed=f"1 to {len(self.compartments)}",
                        hint="compartments are numbered from 1 on, in the order of the request",
                    )
            if junction.first == junction.second:
                raise ParameterError(
                    f"{pointer}/second",
                    f"compartment {junction.first} is joined to itself",
                    received=junction.second,
                    allowed="the number of another compartment",
                )
            if not isinstance(junction, RectifyingJunction):
                ends = (min(ends), max(ends))
            before = known.setdefault((junction.kind, *ends), index)
            if before != index:
                raise ParameterError(
                    pointer,
                    f"compartments {junction.first} and {junction.second} are joined alike by junction "
                    f"{before + 1} of the list",
                    received=index + 1,
                    allowed="one junction of a kind between two compartments",
                    hint="add up the conductances",
                )
