"""A reference value: what to ask over HTTP, where to look, what must stand there, and who says so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Row:
    """One reference value; the tolerance is absolute unless `relative` is set."""

    operation: str
    body: Mapping[str, Any] = field(default_factory=dict)
    value: Callable[[Any], Any]
    expected: float
    tolerance: float
    relative: bool = False
    source: str

    @property
    def bound(self) -> float:
        return self.tolerance * abs(self.expected) if self.relative else self.tolerance
