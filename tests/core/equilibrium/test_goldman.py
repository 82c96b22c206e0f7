import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.constants import thermal_voltage
from core.equilibrium.goldman import (
    SQUID_PERMEABILITIES,
    GoldmanReport,
    GoldmanRequest,
    PermeantIon,
    goldman,
)
from core.errors import ParameterError

RT_F = thermal_voltage(20.0)
POTASSIUM, SODIUM, CHLORIDE = SQUID_PERMEABILITIES
CALCIUM = PermeantIon(name="Ca", valence=2, inside=1e-4, outside=10.0, permeability=0.02)

ions = st.builds(
    PermeantIon,
    valence=st.sampled_from([-2, -1, 1, 2, 3]),
    inside=st.floats(1e-6, 1e3),
    outside=st.floats(1e-6, 1e3),
    permeability=st.floats(1e-6, 1e3),
    pumped_in=st.booleans(),
)


def report(*ions: PermeantIon, pump_ratio: float = 1.0) -> GoldmanReport:
    found = goldman(GoldmanRequest(ions=ions, pump_ratio=pump_ratio)).report
    assert isinstance(found, GoldmanReport)
    return found


def test_squid_axon_at_rest_and_at_the_peak() -> None:
    assert report(*SQUID_PERMEABILITIES).voltage == pytest.approx(-59.927, abs=1e-3)
    active = report(POTASSIUM, replace(SODIUM, permeability=20.0), CHLORIDE)
    assert active.voltage == pytest.approx(42.381, abs=1e-3)


def test_one_ion_rests_at_its_nernst_potential_and_carries_nothing() -> None:
    found = report(CALCIUM)
    assert found.voltage == pytest.approx(found.ions[0].potential, rel=1e-14)
    assert found.ions[0].current_share is None


@given(st.lists(ions, min_size=1, max_size=6), st.floats(0.5, 3.0))
def test_currents_cancel_between_the_extremes(members: list[PermeantIon], ratio: float) -> None:
    found = report(*members, pump_ratio=ratio)
    potentials = [ion.potential for ion in found.ions if ion.potential is not None]
    # An electroneutral membrane stays between the Nernst potentials: all currents have one sign beyond them.
    slack = 1e-9
    assert min(potentials) - slack <= found.voltage_without_pump <= max(potentials) + slack
    if found.pump_current_share is not None:
        shares = [ion.current_share or 0.0 for ion in found.ions]
        # Rounding leaves 1e-16 of the one-way fluxes, of which the outward current is at least 1e-12.
        assert sum(shares) + found.pump_current_share == pytest.approx(0.0, abs=2e-3)


def test_the_search_agrees_with_the_closed_form() -> None:
    trace = PermeantIon(valence=2, inside=1.0, outside=1.0, permeability=1e-15)
    # The trace moves the voltage by less than its share of the permeability.
    for ratio in (1.0, 1.5):
        searched = report(*SQUID_PERMEABILITIES, trace, pump_ratio=ratio).voltage
        assert searched == pytest.approx(
            report(*SQUID_PERMEABILITIES, pump_ratio=ratio).voltage, rel=0, abs=1e-12
        )


def test_the_pump_hyperpolarises_as_mullins_and_noda_say() -> None:
    # V = (RT/F) ln[(r K_o + b Na_o)/(r K_i + b Na_i)] with b = P_Na/P_K = 0.04.
    found = report(POTASSIUM, SODIUM, pump_ratio=1.5)
    assert found.voltage == pytest.approx(RT_F * math.log((1.5 * 20 + 0.04 * 440) / (1.5 * 400 + 0.04 * 50)))
    assert found.pump_contribution < 0.0
    # Three Na+ leave for two K+: the pump carries half the potassium current outwards.
    potassium, sodium = (ion.current_share for ion in found.ions)
    assert potassium == pytest.approx(2 / 3, rel=1e-12)
    assert sodium == pytest.approx(-1.0, rel=1e-12)
    assert found.pump_current_share == pytest.approx(1 / 3, rel=1e-12)


def test_calcium_alone_in_a_mixture_reports_its_search() -> None:
    result = goldman(GoldmanRequest(ions=(*SQUID_PERMEABILITIES, CALCIUM)))
    (error,) = result.numerics.estimated_errors
    assert error.value < 1e-10
    assert result.numerics.evaluations is not None


def test_an_ion_may_be_absent_from_one_side() -> None:
    found = report(replace(POTASSIUM, outside=0.0), replace(SODIUM, inside=0.0))
    assert found.voltage == pytest.approx(RT_F * math.log(0.04 * 440 / 400))
    assert found.ions[0].potential is None


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ((replace(POTASSIUM, permeability=0.0),), "/ions"),
        ((replace(POTASSIUM, outside=0.0),), "/ions"),
        ((replace(POTASSIUM, outside=0.0), replace(CHLORIDE, inside=0.0)), "/ions"),
    ],
)
def test_membranes_without_a_voltage_are_refused(members: tuple[PermeantIon, ...], pointer: str) -> None:
    with pytest.raises(ParameterError) as refusal:
        report(*members)
    assert refusal.value.pointer == pointer


def test_a_pump_that_carries_nothing_is_doubted() -> None:
    request = GoldmanRequest(ions=(SODIUM, CHLORIDE), pump_ratio=1.5)
    assert [notice.code for notice in goldman(request).warnings] == ["pump-carries-no-ion"]
