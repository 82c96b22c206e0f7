from pathlib import Path

import pytest

import core
from core.references import REFERENCES, cite

SOURCES = {path: path.read_text("utf-8") for path in Path(core.__path__[0]).rglob("*.py")}
USES = "\n".join(text for path, text in SOURCES.items() if path.name != "references.py")


def test_a_source_cited_twice_is_listed_once() -> None:
    assert [source.key for source in cite("koch-1999", "hille-2001", "koch-1999")] == [
        "koch-1999",
        "hille-2001",
    ]


@pytest.mark.parametrize("key", REFERENCES)
def test_every_source_is_cited(key: str) -> None:
    assert f'"{key}"' in USES
