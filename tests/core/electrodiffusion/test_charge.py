import pytest

from core.constants import AVOGADRO
from core.electrodiffusion.charge import (
    ChargeReport,
    ChargeRequest,
    Surplus,
    SurplusAmount,
    SurplusCharge,
    SurplusConcentration,
    charge,
)
from core.errors import ParameterError


def report(**fields: object) -> ChargeReport:
    found = charge(ChargeRequest(**fields)).report  # type: ignore[arg-type]  # a row of a table
    assert isinstance(found, ChargeReport)
    return found


def test_few_ions_charge_a_cell() -> None:
    membrane = report().membrane
    assert membrane.moved_amount == pytest.approx(1.302413e-17, abs=1e-23)
    assert membrane.fraction_of_outside == pytest.approx(6.21856e-4, abs=1e-9)
    assert membrane.fraction_of_inside == pytest.approx(2.22e-5, abs=1e-7)
    assert membrane.moved_ions == pytest.approx(membrane.moved_amount * AVOGADRO)
    # 4 pi (10 um)2 at 1 uF/cm2
    assert membrane.capacitance == pytest.approx(12.566, abs=1e-3)


def test_electroneutrality() -> None:
    surplus = report().surplus
    assert surplus.energy == pytest.approx(2.249e-3, abs=1e-6)
    assert surplus.log10_probability == pytest.approx(-2.36e17, abs=1e15)
    # ½QV shared by the charges is half of what each has in the field of all.
    charges = surplus.charge * 1e-12 / 1.602176634e-19
    assert surplus.energy_of_one_charge == pytest.approx(2.0 * surplus.energy / charges, rel=1e-12)
    # 16895524 is one charge's share of the energy, as published (with k = 1.38e-23).
    assert surplus.log10_probability_of_one_charge / 2.0 == pytest.approx(-16895524, rel=1e-3)


@pytest.mark.parametrize("surplus", [SurplusAmount(amount=2.318e-14), SurplusCharge(charge=2236.5)])
def test_other_ways_to_say_the_surplus(surplus: Surplus) -> None:
    assert report(surplus=surplus).surplus.energy == pytest.approx(
        report(surplus=SurplusConcentration()).surplus.energy, rel=1e-3
    )


def test_a_mole_of_unpaired_charge_is_beyond_every_number_but_its_logarithm() -> None:
    surplus = report(surplus=SurplusAmount(amount=1.0)).surplus
    assert surplus.log10_probability < -1e44


def test_a_divalent_ion_moves_half_as_many() -> None:
    assert report(valence=2).membrane.moved_amount == pytest.approx(report().membrane.moved_amount / 2.0)
    with pytest.raises(ParameterError):
        ChargeRequest(valence=0)


def test_hyperpolarisation_moves_as_many_the_other_way() -> None:
    membrane = report(voltage_change=-100.0).membrane
    assert membrane.charge < 0.0
    assert membrane.moved_amount == report().membrane.moved_amount
