"""The one place where a long computation looks whether its answer is still wanted.

The caller installs a check; kernels run in chunks of a few milliseconds and call `checkpoint` between them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_check: ContextVar[Callable[[], None] | None] = ContextVar("check", default=None)


def checkpoint() -> None:
    """Raise whatever the installed check raises; do nothing where there is none."""
    check = _check.get()
    if check is not None:
        check()


@contextmanager
def interruptible(check: Callable[[], None]) -> Iterator[None]:
    """Install `check` for the computations inside the block.

    Parameters
    ----------
    check
        Called at every checkpoint; raises `core.errors.InterruptedComputationError` to stop the computation.
    """
    token = _check.set(check)
    try:
        yield
    finally:
        _check.reset(token)
