import httpx2
import pytest


@pytest.mark.parametrize(
    ("body", "item"),
    [
        (
            b'{"parameters": {"c_m": -1}}',
            {"detail": "c_m [µF/cm²] is out of bounds", "allowed": "> 0 and <= 1000000 µF/cm²"},
        ),
        (b'{"parameters": {"q10": 0}}', {"detail": "q10 is out of bounds", "allowed": "> 0 and <= 10"}),
        (b'{"sampling": {"series": []}}', {"detail": "series has 0 items", "allowed": "at least 1 items"}),
        (
            b'{"stimulus": {"kind": "step", "amplitude": 1}}',
            {"hint": "send a JSON list, in square brackets even if it holds one item"},
        ),
        (
            b'{"stimulus": [{"kind": "stp"}]}',
            {
                "detail": "stimulus is of no known kind",
                "allowed": "'step', 'pulse', 'pulse-train', 'ramp', 'sine', 'chirp', 'noise', 'samples'",
                "hint": "did you mean 'step'?",
            },
        ),
    ],
    ids=["not positive", "zero", "an empty list", "an item for a list", "an unknown kind"],
)
def test_a_mistake_says_what_is_allowed(server: httpx2.Client, body: bytes, item: dict[str, str]) -> None:
    headers = {"Content-Type": "application/json"}
    answer = server.post("/v1/hodgkin-huxley/simulate", content=body, headers=headers)
    (found,) = answer.json()["errors"]
    assert {key: found[key] for key in item} == item
