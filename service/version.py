"""Version of the service."""

from typing import Final

VERSION: Final = "0.1.0"
