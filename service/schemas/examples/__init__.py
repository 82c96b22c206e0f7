"""Named example requests: stem to operation to title to body."""

from collections.abc import Mapping
from typing import Any

from service.schemas.examples.conductance_based import CONDUCTANCE_BASED
from service.schemas.examples.declared import DECLARED, WITH_CALCIUM
from service.schemas.examples.hodgkin_huxley import HODGKIN_HUXLEY
from service.schemas.examples.morris_lecar import MORRIS_LECAR

__all__ = ["DECLARED", "EXAMPLES", "WITH_CALCIUM"]

EXAMPLES: Mapping[str, Mapping[str, Mapping[str, Mapping[str, Any]]]] = {
    "hodgkin-huxley": HODGKIN_HUXLEY,
    "conductance-based": CONDUCTANCE_BASED,
    "morris-lecar": MORRIS_LECAR,
}
