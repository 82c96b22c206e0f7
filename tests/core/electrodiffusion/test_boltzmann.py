import math

import numpy as np
import pytest

from core.constants import AVOGADRO, BOLTZMANN, ELEMENTARY_CHARGE, kelvin
from core.electrodiffusion.boltzmann import BoltzmannReport, BoltzmannRequest, boltzmann
from core.electrodiffusion.energy import (
    ChargeEnergy,
    ElectronvoltEnergy,
    EnergyDifference,
    GatingEnergy,
    JouleEnergy,
    MolarEnergy,
    ThermalEnergy,
)
from core.errors import ParameterError

KT = BOLTZMANN * kelvin(20.0)


def report(energy: EnergyDifference, **fields: float) -> BoltzmannReport:
    found = boltzmann(BoltzmannRequest(energy=energy, **fields)).report  # type: ignore[arg-type]  # a table
    assert isinstance(found, BoltzmannReport)
    return found


@pytest.mark.parametrize(
    "energy",
    [
        ThermalEnergy(energy=2.0),
        JouleEnergy(energy=2.0 * KT),
        ElectronvoltEnergy(energy=2.0 * KT / ELEMENTARY_CHARGE),
        MolarEnergy(energy=2e-3 * KT * AVOGADRO),
        ChargeEnergy(charge=1.0, voltage=2e3 * KT / ELEMENTARY_CHARGE),
        GatingEnergy(charge=2.0, half_voltage=0.0, voltage=-1e3 * KT / ELEMENTARY_CHARGE),
    ],
)
def test_all_conventions_mean_the_same_energy(energy: EnergyDifference) -> None:
    found = report(energy)
    assert found.reduced_energy == pytest.approx(2.0, rel=1e-13)
    assert found.boltzmann_factor == pytest.approx(math.exp(-2.0), rel=1e-12)
    assert found.upper_probability == pytest.approx(1.0 / (1.0 + math.exp(2.0)), rel=1e-12)
    assert found.upper_probability + found.lower_probability == pytest.approx(1.0)


def test_the_nernst_potential_of_potassium_holds_a_twentyfold_gradient() -> None:
    # -75.677 mV has five digits, 0.0005 mV of 25.26.
    assert report(ChargeEnergy()).ratio == pytest.approx(20.0, rel=3e-5)


def test_what_no_number_can_hold_is_given_by_its_logarithm() -> None:
    found = report(JouleEnergy(energy=2.249e-3), temperature=26.85)
    assert found.boltzmann_factor is None
    assert found.log10_boltzmann_factor == pytest.approx(-2.36e17, rel=2e-3)
    assert found.upper_probability == 0.0


def test_degeneracy_multiplies_the_ratio() -> None:
    assert report(ThermalEnergy(energy=0.0), degeneracy_ratio=3.0).upper_probability == pytest.approx(0.75)


def test_open_probability_is_half_at_half_activation() -> None:
    result = boltzmann(BoltzmannRequest(energy=GatingEnergy(charge=-4.0, half_voltage=-62.0)))
    voltage, open_probability = (column.values for column in result.curves[1].columns)
    middle = voltage.size // 2
    assert voltage[middle] == pytest.approx(-62.0)
    assert open_probability[middle] == pytest.approx(0.5)
    assert np.all(np.diff(open_probability) < 0.0)


def test_speeds() -> None:
    result = boltzmann(BoltzmannRequest(points=4001))
    found = result.report
    assert isinstance(found, BoltzmannReport)
    v, p, cumulative = (variable.values for variable in (result.variable("speed"), *result.series))
    # The table ends at 5 σ, beyond which lie 1.5e-5 of the speeds, 5e-4 of their mean square.
    assert np.trapezoid(p, v) == pytest.approx(1.0, abs=2e-5)
    assert np.trapezoid(v * p, v) == pytest.approx(found.mean_speed, rel=2e-4)
    assert np.trapezoid(v**2 * p, v) == pytest.approx(found.root_mean_square_speed**2, rel=6e-4)
    assert v[p.argmax()] == pytest.approx(found.most_probable_speed, abs=v[1])
    assert np.gradient(cumulative, v)[1:-1] == pytest.approx(p[1:-1], abs=1e-6 * p.max())


def test_a_gate_without_charge_is_refused() -> None:
    with pytest.raises(ParameterError):
        GatingEnergy(charge=0.0)
