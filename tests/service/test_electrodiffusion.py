import pytest
from starlette.testclient import TestClient

from service.schemas import electrodiffusion as schemas

STEM = "/v1/electrodiffusion"

EXAMPLES = {
    "random-walk": schemas.RANDOM_WALK_EXAMPLES,
    "mobility": schemas.MOBILITY_EXAMPLES,
    "diffusion": schemas.DIFFUSION_EXAMPLES,
    "nernst-planck": schemas.NERNST_PLANCK_EXAMPLES,
    "boltzmann": schemas.BOLTZMANN_EXAMPLES,
    "charge": schemas.CHARGE_EXAMPLES,
}


@pytest.mark.parametrize("operation", EXAMPLES)
def test_an_answer_repeats_its_request(client: TestClient, operation: str) -> None:
    for body in EXAMPLES[operation].values():
        answer = client.post(f"{STEM}/{operation}", json=body)
        assert answer.status_code == 200, answer.text
        again = client.post(f"{STEM}/{operation}", json=answer.json()["request"])
        assert again.content == answer.content


@pytest.mark.parametrize("operation", EXAMPLES)
def test_every_number_of_a_report_has_a_unit(client: TestClient, operation: str) -> None:
    answer = client.post(f"{STEM}/{operation}", json={}).json()
    words = {"determined_by"}

    def names(value: object) -> set[str]:
        if isinstance(value, dict):
            below = [names(item) if isinstance(item, dict | list) else {key} for key, item in value.items()]
            return set().union(*below)
        return set().union(*(names(item) for item in value)) if isinstance(value, list) else set()

    assert names(answer["report"]) - words <= set(answer["units"])


@pytest.mark.parametrize(
    ("operation", "body", "pointer"),
    [
        ("random-walk", {"dimensions": 4}, "/dimensions"),
        ("random-walk", {"dimensions": True}, "/dimensions"),
        ("random-walk", {"walkers": 100_000_000, "steps": 1000}, "/walkers"),
        ("random-walk", {"step": "levy"}, "/step"),
        ("mobility", {"diffusion_coefficient": 1e-9, "stokes_radius": 9.0}, "/stokes_radius"),
        ("mobility", {"stokes_radius": 1.0, "viscosity": None}, "/viscosity"),
        ("mobility", {"viscosity": 0.0}, "/viscosity"),
        ("diffusion", {"times": []}, "/times"),
        ("diffusion", {"times": [1.0, 0.0]}, "/times/1"),
        ("diffusion", {"geometry": {"kind": "cube"}}, "/geometry"),
        ("diffusion", {"geometry": {"kind": "slab", "thickness": -1.0}}, "/geometry/thickness"),
        ("nernst-planck", {"thickness": 0.0}, "/thickness"),
        ("boltzmann", {"energy": {"kind": "gating", "charge": 0.0}}, "/energy/charge"),
        ("boltzmann", {"mass": -1.0}, "/mass"),
        ("charge", {"valence": 0}, "/valence"),
        ("charge", {"inside": 0.0}, "/inside"),
    ],
)
def test_a_wrong_field_is_named(
    client: TestClient, operation: str, body: dict[str, object], pointer: str
) -> None:
    answer = client.post(f"{STEM}/{operation}", json=body)
    assert answer.status_code == 422
    assert [item["pointer"] for item in answer.json()["errors"]] == [pointer]


def test_the_same_seed_is_the_same_walk(client: TestClient) -> None:
    walks = [client.post(f"{STEM}/random-walk", json={"seed": seed}).content for seed in (1, 1, 2)]
    assert walks[0] == walks[1] != walks[2]
