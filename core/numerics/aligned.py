"""Arrays for kernels that read many at once: each begins a cache line, no two in the same place of a page.

A vector that crosses two lines takes twice as long; and arrays whose rows lie at the same distance from the
beginning of a page push each other out of the first cache, which has room for twelve of them.
"""

from typing import Any

import numpy as np

from core.result import Floats

LINE, PAGE = 64, 4096
"""Bytes of a cache line (and of the widest vector register), and of a page."""
STRIDE = 5
"""Lines by which the next array is shifted."""


def aligned_zeros(shape: tuple[int, ...], number: int = 0) -> Floats:
    """Zeros of a shape; arrays of different number, up to 64, begin in different places of a page."""
    size = int(np.prod(shape)) * 8
    room = np.zeros(size + PAGE + LINE, dtype=np.uint8)
    offset = (number * STRIDE * LINE - room.ctypes.data) % PAGE
    table: Floats = room[offset : offset + size].view(np.float64).reshape(shape)
    return table


def aligned(values: Any, number: int = 0) -> Floats:
    """A copy of an array."""
    source = np.asarray(values, dtype=np.float64)
    table = aligned_zeros(source.shape, number)
    table[...] = source
    return table
