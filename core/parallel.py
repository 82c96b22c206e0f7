"""How long computations spread over threads, of which the core owns none.

The caller installs a way to run jobs side by side; where it has not, they run one after the other.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar

from core.interruption import checkpoint

T = TypeVar("T")
R = TypeVar("R")


class Spreader(NamedTuple):
    """A way to run jobs side by side.

    Attributes
    ----------
    run
        Takes a function and items; returns the function's values in the order of the items. Jobs see the
        context of the caller, so that their checkpoints are the caller's.
    threads
        How many jobs run at the same time at most.
    """

    run: Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]
    threads: int


_installed: ContextVar[Spreader | None] = ContextVar("spreader", default=None)


def threads() -> int:
    """How many jobs may run at the same time."""
    spreader = _installed.get()
    return 1 if spreader is None else spreader.threads


def spread(function: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Values of a function of many items, computed side by side where a way to do so is installed."""
    spreader = _installed.get()
    if spreader is not None and len(items) > 1:
        return spreader.run(function, items)
    values = []
    for item in items:
        checkpoint()
        values.append(function(item))
    return values


@contextmanager
def spreading(spreader: Spreader) -> Iterator[None]:
    """Install a way to spread jobs for the computations inside the block."""
    token = _installed.set(spreader)
    try:
        yield
    finally:
        _installed.reset(token)
