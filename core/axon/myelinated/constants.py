"""Electrical constants that follow from a myelinated fibre's geometry."""

import math
from dataclasses import dataclass

from core.axon.myelinated.geometry import MyelinatedAxon
from core.axon.myelinated.myelin import PICOFARAD_PER_MICROMETRE2
from core.parameters import parameter
from core.quantity import (
    AreaFound,
    CapacitancePerLength,
    Dimensionless,
    Duration,
    MicrometreFound,
    Picofarad,
    Resistance,
    ResistancePerLength,
    ResistanceTimesLength,
)


@dataclass(frozen=True, kw_only=True)
class FibreConstants:
    """A myelinated fibre in numbers."""

    axon_diameter: MicrometreFound = parameter(meaning="diameter of the axon in its myelin", symbol="d")
    internode_length: MicrometreFound = parameter(meaning="distance from node to node", symbol="L")
    node_area: AreaFound = parameter(meaning="membrane of one node", symbol="A_n")
    node_capacitance: Picofarad = parameter(meaning="capacitance of one node", symbol="C_n")
    internode_capacitance: Picofarad = parameter(
        meaning="capacitance of the myelin over one internode", symbol=r"C_\mathrm{my}"
    )
    internode_resistance: Resistance = parameter(
        meaning="resistance of the axoplasm from node to node", symbol=r"R_\mathrm{a}"
    )
    myelin_resistance: Resistance | None = parameter(
        meaning="resistance of the myelin over one internode; null: it does not leak", symbol=r"R_\mathrm{my}"
    )
    axial_resistance: ResistancePerLength = parameter(
        meaning="axial resistance of an internode per length", symbol="r_i"
    )
    myelin_capacitance_per_length: CapacitancePerLength = parameter(
        meaning="capacitance of the myelin per length", symbol=r"c_\mathrm{my}"
    )
    myelin_resistance_times_length: ResistanceTimesLength | None = parameter(
        meaning="resistance of the myelin times length; null: it does not leak", symbol=r"r_\mathrm{my}"
    )
    length_constant: MicrometreFound | None = parameter(
        meaning="length constant of an internode; null: the myelin does not leak", symbol=r"\lambda"
    )
    time_constant: Duration | None = parameter(
        meaning="time constant of an internode; null: the myelin does not leak", symbol=r"\tau"
    )
    charging_time: Duration = parameter(
        meaning="axial resistance from node to node times the capacitance of a node and its internode",
        symbol=r"R_\mathrm{a} (C_n + C_\mathrm{my})",
    )
    turns: Dimensionless | None = parameter(
        meaning="turns of the myelin; null: not stated by this kind of myelin"
    )


def fibre_constants(fibre: MyelinatedAxon, node_capacitance: float) -> FibreConstants:
    """The constants of a fibre.

    Parameters
    ----------
    fibre
        The fibre.
    node_capacitance
        Specific capacitance of the membrane at the nodes [µF/cm²].

    Returns
    -------
    FibreConstants
        λ = √(r_my/r_i) and τ = r_my c_my are those of an internode without end.
    """
    sheath, covered = fibre.sheath, fibre.myelinated_length
    per_length = fibre.internode_resistance / covered
    leaky = sheath.conductance > 0.0
    node = node_capacitance * PICOFARAD_PER_MICROMETRE2 * fibre.node_area
    myelin = sheath.capacitance * covered
    along = fibre.internode_resistance + fibre.node_resistance
    return FibreConstants(
        axon_diameter=fibre.axon_diameter,
        internode_length=fibre.spacing,
        node_area=fibre.node_area,
        node_capacitance=node,
        internode_capacitance=myelin,
        internode_resistance=along,
        myelin_resistance=1.0 / (sheath.conductance * covered) if leaky else None,
        axial_resistance=per_length,
        myelin_capacitance_per_length=sheath.capacitance,
        myelin_resistance_times_length=1.0 / sheath.conductance if leaky else None,
        length_constant=math.sqrt(1.0 / (sheath.conductance * per_length)) if leaky else None,
        # 1 pF · 1 MΩ is 1e-3 ms.
        time_constant=1e-3 * sheath.capacitance / sheath.conductance if leaky else None,
        charging_time=1e-3 * along * (node + myelin),
        turns=fibre.myelin.turns(fibre.axon_diameter, fibre.fibre_diameter),
    )
