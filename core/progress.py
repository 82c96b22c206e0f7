"""What a long computation finds on its way, told at once to whoever listens.

The caller installs a sink; where it has not, nobody listens and `emit` does nothing. What is told is a
preview: the result of the computation holds all of it again.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

Kind = Literal["point", "step", "branch-end"]


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found before the computation is through.

    Attributes
    ----------
    kind
        "point": a special point; "step": a row of a branch; "branch-end": where and why a branch ends.
    name
        Of a point its type or label, else the name of the branch.
    values
        Numbers and words under the names, and in the units, that they have in the result. They are finite;
        None: there is no such value.
    """

    kind: Kind
    name: str
    values: Mapping[str, float | str | None]


Sink = Callable[[Found], None]

_sink: ContextVar[Sink | None] = ContextVar("sink", default=None)


def emitting() -> bool:
    """Whether anybody listens; where not, values need not be put together only to be told."""
    return _sink.get() is not None


def emit(record: Found) -> None:
    """Tell what was found; do nothing where nobody listens.

    For equal requests to be told the same in the same order, not from jobs that are spread over threads, and
    not from functions whose results are cached.
    """
    sink = _sink.get()
    if sink is not None:
        sink(record)


@contextmanager
def reporting(sink: Sink) -> Iterator[None]:
    """Install `sink` for the computations inside the block.

    Parameters
    ----------
    sink
        Called with every record, in the thread that found it; must not block.
    """
    token = _sink.set(sink)
    try:
        yield
    finally:
        _sink.reset(token)
