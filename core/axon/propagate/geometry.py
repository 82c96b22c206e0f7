"""An unmyelinated axon from end to end, and stretches of it that differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Literal

from core.axon.myelinated.geometry import MyelinatedFibre
from core.axon.uniform_axon import UniformAxon
from core.errors import ParameterError
from core.neuron.declaration import Neuron
from core.parameters import Parameters, parameter
from core.quantity import Micrometre, OhmCm, Position, Quantity

MAX_STRETCHES = 16

ParameterValue = Annotated[float, Quantity("value of the parameter", "the parameter's own")]
End = Literal["sealed", "killed"]


@dataclass(frozen=True, kw_only=True)
class Stretch(Parameters):
    """A stretch of the axon with another diameter, axoplasm or membrane."""

    start: Position = parameter(meaning="where it begins", ge=0.0)
    stop: Position = parameter(meaning="where it ends", ge=0.0)
    diameter: Micrometre | None = parameter(None, "its diameter; null: as elsewhere", ge=1e-3, le=1e6)
    axial_resistivity: OhmCm | None = parameter(
        None, "resistivity of its axoplasm; null: as elsewhere", ge=1e-3
    )
    parameters: Mapping[str, ParameterValue] | None = parameter(
        None, "constants of its membrane that differ, by name: of a blocked stretch g_na 0, of a warmed one "
        "its temperature"
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class UnmyelinatedAxon(UniformAxon):
    """A bare axon of finite length; as it stands, 5 cm of a squid's giant axon."""

    kind: Literal["unmyelinated"] = parameter("unmyelinated", "a bare axon")
    length: Micrometre = parameter(50_000.0, "length", symbol="l", ge=1.0, le=1e7)
    left: End = parameter("sealed", "the end at position 0: sealed, or killed (held at rest)")
    right: End = parameter("sealed", "the end at the full length")
    stretches: tuple[Stretch, ...] = parameter(
        (), "stretches that differ, none over another", max_items=MAX_STRETCHES
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        for index, stretch in enumerate(self.stretches):
            if not stretch.start < stretch.stop <= self.length:
                raise ParameterError(
                    f"/stretches/{index}/stop",
                    "the stretch does not end behind its start and on the axon",
                    received=stretch.stop,
                    allowed=f"> {stretch.start:g} and <= {self.length:g} µm",
                )
        order = sorted(range(len(self.stretches)), key=lambda index: self.stretches[index].start)
        for before, behind in pairwise(order):
            if self.stretches[behind].start < self.stretches[before].stop:
                raise ParameterError(
                    f"/stretches/{behind}/start",
                    f"the stretch begins within stretch {before}",
                    received=self.stretches[behind].start,
                    allowed=f">= {self.stretches[before].stop:g} µm",
                )

    def at(self, position: float) -> tuple[float, float, int]:
        """Diameter [µm], resistivity [Ω·cm] and number of the stretch (−1: none) at a position [µm]."""
        for index, stretch in enumerate(self.stretches):
            if stretch.start <= position < stretch.stop:
                return (
                    stretch.diameter or self.diameter,
                    stretch.axial_resistivity or self.axial_resistivity,
                    index,
                )
        return self.diameter, self.axial_resistivity, -1

    def membranes(self, neuron: Neuron) -> tuple[Neuron, ...]:
        """The membrane of the axon, then that of each stretch.

        Raises
        ------
        ParameterError
            A stretch changes a constant that the model has not, or beyond its bounds.
        """
        found = [neuron]
        for index, stretch in enumerate(self.stretches):
            if not stretch.parameters:
                found.append(neuron)
                continue
            try:
                found.append(Neuron.of(neuron.model, None, **{**neuron.values, **stretch.parameters}))
            except ParameterError as error:
                error.pointer = f"/geometry/stretches/{index}{error.pointer}"
                raise
        return tuple(found)


AxonGeometry = UnmyelinatedAxon | MyelinatedFibre
