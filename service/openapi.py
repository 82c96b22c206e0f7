"""Write the OpenAPI document, or check that the committed one is the application's.

`python -m service.openapi [--check]`
"""

import argparse
import json
import sys
from pathlib import Path

from service.app import create_app
from service.settings import Settings

DOCUMENT = Path(__file__).parent.parent / "openapi" / "openapi.json"


def current() -> str:
    """The application's document, as it is committed."""
    return json.dumps(create_app(Settings()).openapi(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def main() -> int:
    """Write or check; the exit status says whether the document is current."""
    parser = argparse.ArgumentParser(prog="python -m service.openapi", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare")
    if not parser.parse_args().check:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(current(), encoding="utf-8")
        return 0
    if DOCUMENT.exists() and DOCUMENT.read_text(encoding="utf-8") == current():
        return 0
    print("openapi/openapi.json is not the application's: run `make openapi` and look at the difference")
    return 1


if __name__ == "__main__":
    sys.exit(main())
