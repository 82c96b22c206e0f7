from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.constants import thermal_voltage
from core.electrodiffusion.nernst_planck import NernstPlanckReport, NernstPlanckRequest, nernst_planck

requests = st.builds(
    NernstPlanckRequest,
    valence=st.integers(-2, 2),
    inside=st.floats(0.01, 500.0),
    outside=st.floats(0.01, 500.0),
    voltage=st.floats(-150.0, 150.0),
)


def report(request: NernstPlanckRequest) -> NernstPlanckReport:
    found = nernst_planck(request).report
    assert isinstance(found, NernstPlanckReport)
    return found


def test_the_current_is_that_of_the_constant_field() -> None:
    # PHYSICS: 3436.545 mA/cm2 at P = 1 cm/s; here P = 0.05 * 1e-9/5e-9 m/s.
    request = NernstPlanckRequest(diffusion_coefficient=1e-9, partition_coefficient=0.05, thickness=5.0)
    found = report(request)
    assert found.permeability == pytest.approx(1.0, rel=1e-14)
    assert found.current == pytest.approx(3436545.0, abs=1.0)


@given(requests)
def test_diffusion_and_drift_add_to_one_flux_at_every_depth(request: NernstPlanckRequest) -> None:
    result = nernst_planck(request)
    diffusive, drift, flux = (variable.values for variable in result.series[1:])
    found = result.report
    assert isinstance(found, NernstPlanckReport)
    # All are differences of larger numbers, whose rounding they inherit.
    scale = np.abs(diffusive).max() + np.abs(drift).max() + found.efflux - found.influx
    assert np.abs(diffusive + drift - flux).max() <= 1e-13 * scale


@given(requests)
def test_profile_meets_the_solutions(request: NernstPlanckRequest) -> None:
    profile = nernst_planck(request).variable("concentration").values / request.partition_coefficient
    assert profile[[0, -1]] == pytest.approx([request.inside, request.outside], rel=1e-13)
    assert profile.min() >= min(request.inside, request.outside) * (1 - 1e-13)


@given(requests)
def test_flux_ratio_is_ussings(request: NernstPlanckRequest) -> None:
    found = report(request)
    assert found.log10_flux_ratio == pytest.approx(
        np.log10(found.efflux / -found.influx), rel=1e-11, abs=1e-11
    )
    assert found.mean_diffusive_flux + found.mean_drift_flux == pytest.approx(
        found.flux, abs=1e-13 * (abs(found.mean_diffusive_flux) + found.efflux - found.influx)
    )


def test_equilibrium_is_still_but_not_flat() -> None:
    potential = thermal_voltage(6.3) * np.log(20.0 / 400.0)
    result = nernst_planck(NernstPlanckRequest(voltage=float(potential)))
    found = result.report
    assert isinstance(found, NernstPlanckReport)
    assert abs(found.flux) < 1e-14 * found.efflux
    # Boltzmann's exponential inside the membrane: the middle is the geometric mean.
    assert result.variable("concentration").values[50] == pytest.approx(
        4.6e-8 * np.sqrt(400.0 * 20.0), rel=1e-12
    )


def test_no_voltage_and_no_charge_are_plain_diffusion() -> None:
    still = report(NernstPlanckRequest(voltage=0.0))
    neutral = report(NernstPlanckRequest(valence=0))
    assert still.flux == neutral.flux == pytest.approx(1.80044e-6 * 380.0 * 1e6)
    assert neutral.current == 0.0
    assert still.mean_drift_flux == 0.0


def test_one_empty_side_has_no_ratio() -> None:
    found = report(replace(NernstPlanckRequest(), outside=0.0))
    assert found.log10_flux_ratio is None
    assert found.flux == found.efflux
