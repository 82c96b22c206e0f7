"""A myelinated fibre: its diameters, nodes of Ranvier and internodes."""

import math
from dataclasses import dataclass
from typing import Literal

from core.axon.myelinated.myelin import InsulatingMyelin, Myelin, Sheath
from core.errors import ParameterError
from core.parameters import Parameters, parameter
from core.quantity import Count, Dimensionless, Fraction, Micrometre, OhmCm

MEGAOHM_MICROMETRE = 1e-2
"""1 Ω·cm [MΩ·µm]."""
MAX_NODES = 1001
INTERNODE_RATIO = 100.0
"""Usual length of an internode in diameters of the fibre."""


@dataclass(frozen=True, kw_only=True)
class MyelinatedAxon(Parameters):
    """An axon of equal nodes and internodes; as it stands, the 10-µm rabbit fibre of Sweeney et al. (1987).

    References
    ----------
    Sweeney, Mortimer and Durand (1987), Proc IEEE Eng Med Biol Soc 9:1577: 57 m/s at 37 °C.
    """

    fibre_diameter: Micrometre = parameter(
        10.0, "outer diameter, with the myelin", symbol="D", ge=0.01, le=1e4
    )
    g_ratio: Fraction = parameter(
        0.6, "diameter of the axon over that of the fibre", symbol="g", ge=0.01, le=0.999
    )
    internode_length: Micrometre | None = parameter(
        None,
        "distance from node to node; null: internode_ratio times the fibre's diameter",
        symbol="L",
        ge=1e-3,
        le=1e6,
    )
    internode_ratio: Dimensionless = parameter(
        INTERNODE_RATIO, "distance from node to node in diameters of the fibre", symbol="L/D", gt=0.0, le=1e5
    )
    node_length: Micrometre = parameter(1.5, "length of a node", symbol="l_n", ge=1e-3, le=1e5)
    node_diameter: Micrometre | None = parameter(
        None, "diameter of the axon at the nodes; null: as elsewhere", symbol="d_n", ge=1e-3, le=1e4
    )
    axial_resistivity: OhmCm = parameter(54.7, "resistivity of the axoplasm", symbol=r"R_\mathrm{i}", ge=1e-3)
    myelin: Myelin = parameter(InsulatingMyelin(), "the electrical properties of the sheath")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.node_length >= self.spacing:
            raise ParameterError(
                "/node_length",
                "the nodes are as long as the distance between them: there is nothing left for an internode",
                received=self.node_length,
                allowed=f"< {self.spacing:g} µm, the distance from node to node",
                hint="shorten the nodes, or lengthen the internodes",
            )

    @property
    def spacing(self) -> float:
        """Distance from the middle of one node to the next [µm]."""
        return self.internode_length or self.internode_ratio * self.fibre_diameter

    @property
    def myelinated_length(self) -> float:
        """Length of one internode, without the nodes [µm]."""
        return self.spacing - self.node_length

    @property
    def axon_diameter(self) -> float:
        """Diameter of the axon within the myelin [µm]."""
        return self.g_ratio * self.fibre_diameter

    @property
    def node_area(self) -> float:
        """Membrane of one node [µm²]."""
        return math.pi * self._diameter_at_node * self.node_length

    @property
    def sheath(self) -> Sheath:
        """What separates the axoplasm of an internode from the outside."""
        return self.myelin.sheath(self.axon_diameter, self.fibre_diameter)

    @property
    def internode_resistance(self) -> float:
        """Resistance of the axoplasm along one internode [MΩ]."""
        return self._axial(self.axon_diameter, self.myelinated_length)

    @property
    def node_resistance(self) -> float:
        """Resistance of the axoplasm along one node [MΩ]."""
        return self._axial(self._diameter_at_node, self.node_length)

    @property
    def _diameter_at_node(self) -> float:
        return self.node_diameter or self.axon_diameter

    def _axial(self, diameter: float, length: float) -> float:
        """4 R_i l/πd² [MΩ] of a piece of axoplasm [µm]."""
        return self.axial_resistivity * MEGAOHM_MICROMETRE * length / (0.25 * math.pi * diameter**2)


@dataclass(frozen=True, kw_only=True)
class MyelinatedFibre(MyelinatedAxon):
    """A myelinated axon from node to node, with nodes of the model `chiu-ritchie` unless another is named."""

    kind: Literal["myelinated"] = parameter("myelinated", "nodes of Ranvier and myelinated internodes")
    nodes: Count = parameter(
        41, "number of nodes, the first at position 0 and the last at the end", ge=2, le=MAX_NODES
    )

    @property
    def length(self) -> float:
        """Distance from the first node to the last [µm]."""
        return (self.nodes - 1) * self.spacing
