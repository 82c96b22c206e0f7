import pytest

from core.constants import BOLTZMANN, kelvin
from core.electrodiffusion.mobility import MobilityReport, MobilityRequest, mobility
from core.errors import ParameterError


def report(**fields: object) -> MobilityReport:
    found = mobility(MobilityRequest(**fields)).report  # type: ignore[arg-type]  # a row of a table
    assert isinstance(found, MobilityReport)
    return found


def test_potassium_in_water() -> None:
    found = report()
    assert found.stokes_radius == pytest.approx(0.1254, abs=1e-4)
    # Robinson and Stokes: limiting conductivity of K+ 73.5 S cm2/mol at 25 degC.
    assert found.molar_conductivity == pytest.approx(73.5, abs=0.05)
    assert found.electrical_mobility == pytest.approx(7.617e-8, rel=1e-4)
    assert found.drift_velocity == pytest.approx(100.0 * 7.617e-8, rel=1e-4)


@pytest.mark.parametrize(
    "name",
    [
        "mechanical_mobility",
        "electrical_mobility",
        "molar_mobility",
        "friction_coefficient",
        "stokes_radius",
    ],
)
def test_every_convention_leads_back_to_the_same_particle(name: str) -> None:
    found = report()
    again = report(**{name: getattr(found, name)})
    assert again.determined_by == name
    assert again.diffusion_coefficient == pytest.approx(1.957e-9, rel=1e-14)
    assert again.stokes_radius == pytest.approx(found.stokes_radius, rel=1e-14)


@pytest.mark.parametrize(
    ("collisions", "name"),
    [("exponential", "exponential_collision_time"), ("equal", "equal_collision_interval")],
)
def test_both_conventions_of_collisions(collisions: str, name: str) -> None:
    again = report(collision_time=getattr(report(), name), collisions=collisions)
    assert again.diffusion_coefficient == pytest.approx(1.957e-9, rel=1e-14)


def test_viscosity_from_radius_and_diffusion() -> None:
    found = report(diffusion_coefficient=1.957e-9, stokes_radius=report().stokes_radius, viscosity=None)
    assert found.viscosity == pytest.approx(0.890, rel=1e-14)
    assert report(diffusion_coefficient=1e-9, viscosity=None).stokes_radius is None


def test_redundant_values_may_agree() -> None:
    assert (
        report(diffusion_coefficient=1.957e-9, stokes_radius=0.1254).determined_by == "diffusion_coefficient"
    )


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"diffusion_coefficient": 1.957e-9, "stokes_radius": 0.2}, "/stokes_radius"),
        ({"stokes_radius": 0.2, "viscosity": None}, "/viscosity"),
        ({"electrical_mobility": 7e-8, "valence": 0}, "/electrical_mobility"),
    ],
)
def test_contradictions_are_refused(fields: dict[str, object], pointer: str) -> None:
    with pytest.raises(ParameterError) as refusal:
        report(**fields)
    assert refusal.value.pointer == pointer


def test_an_uncharged_particle_diffuses_but_does_not_drift() -> None:
    found = report(valence=0)
    assert found.electrical_mobility is None
    assert found.drift_velocity == 0.0
    assert found.mechanical_mobility == pytest.approx(1.957e-9 / (BOLTZMANN * kelvin(25.0)))


def test_an_anion_drifts_against_the_field() -> None:
    found = report(valence=-1)
    assert found.drift_velocity < 0.0
    assert found.electrical_mobility == report().electrical_mobility
