"""The start page: what it refers to is there, comes with the right type, and nothing comes from elsewhere."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.routes.docs import PAGE

MODULES = sorted((PAGE / "explorer").glob("*.js"))
OWN_FILES = [PAGE / "index.html", PAGE / "explorer.css", *MODULES]
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
SCRIPT_TYPES = {"text/javascript", "application/javascript"}


class References(HTMLParser):
    """Addresses, inline scripts and event handlers of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.inline_scripts = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]
        self.handlers += [name for name in given if name.startswith("on")]
        self.inline_scripts += tag == "script" and "src" not in given


@pytest.fixture(scope="module")
def page(client: TestClient) -> References:
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    return References(answer.text)


def test_everything_the_page_refers_to_is_there(client: TestClient, page: References) -> None:
    for link in page.links:
        assert link.startswith("#") or client.get(f"/{link}").status_code == 200, link


def test_its_addresses_are_relative_so_that_it_works_behind_a_path_prefix(page: References) -> None:
    assert not [link for link in page.links if link.startswith("/") or ":" in link]


def test_it_keeps_to_the_content_security_policy(page: References) -> None:
    assert page.inline_scripts == 0
    assert page.handlers == []


def test_its_links_name_panels(page: References) -> None:
    panels = set(re.findall(r'data-panel="([a-z-]+)"', (PAGE / "index.html").read_text(encoding="utf-8")))
    assert {link[1:] for link in page.links if link.startswith("#")} == panels


@pytest.mark.parametrize("file", OWN_FILES, ids=lambda file: file.name)
def test_no_file_names_another_host(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace(SVG_NAMESPACE, "")
    assert not re.search(r"(?:https?:)?//[\w.-]+\.\w", text)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_a_module_and_its_imports_are_served_as_scripts(client: TestClient, module: Path) -> None:
    answer = client.get(f"/assets/explorer/{module.name}")
    assert answer.headers["Content-Type"].split(";")[0] in SCRIPT_TYPES
    for name in re.findall(r'from "\./([\w.-]+)"', answer.text):
        assert (PAGE / "explorer" / name).is_file(), name


def test_the_operations_it_asks_for_exist(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    text = "".join(module.read_text(encoding="utf-8") for module in MODULES)
    wanted = set(re.findall(r'"(v1/[a-z0-9/-]+)"', text))
    assert wanted
    assert {f"/{path}" for path in wanted} <= paths.keys()
