"""Settings come from the environment and are checked."""

import pytest
from pydantic import ValidationError

from service.settings import Settings


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RHEOBASE_PORT", "9000")
    monkeypatch.setenv("RHEOBASE_CORS_ORIGINS", '["https://a.example"]')
    settings = Settings()
    assert (settings.port, settings.cors_origins) == (9000, ("https://a.example",))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "70000"),
        ("WORKERS", "0"),
        ("NICENESS", "20"),
        ("LOG_FORMAT", "xml"),
        ("DEADLINE_SECONDS", "nan"),
    ],
)
def test_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"RHEOBASE_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())
