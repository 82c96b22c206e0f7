"""How the kernels are compiled, in one place."""

from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"}, _nrt=False)
"""A compiled function on arrays.

It releases the interpreter lock and divides as IEEE 754 does. Products and sums may fuse ("contract":
exacter, a fifth faster) but are never reordered. It allocates nothing, and so needs none of Numba's reference
counts (`_nrt`), whose atomic operations cost more than a whole evaluation of the Hodgkin-Huxley equations.
"""

inlined = njit(
    cache=True, nogil=True, error_model="numpy", fastmath={"contract"}, _nrt=False, inline="always"
)
"""A part of a kernel, put into its caller: a call would hand over every field of every array."""

part = njit(
    cache=True,
    nogil=True,
    error_model="numpy",
    fastmath={"contract"},
    _nrt=False,
    no_cpython_wrapper=True,
    no_cfunc_wrapper=True,
)
"""A part of a kernel that only compiled code calls: what Python would need to call it, which takes as long to
compile as the part itself where arrays are many, is left out."""
