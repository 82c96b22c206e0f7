# Types of the few names of Numba that are used here. A compiled function keeps the signature of its source.
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar, overload

_P = ParamSpec("_P")
_R = TypeVar("_R")

class _Compiled(Generic[_P, _R]):
    py_func: Callable[_P, _R]
    signatures: list[tuple[Any, ...]]
    def __call__(self, *args: _P.args, **kwargs: _P.kwargs) -> _R: ...
    def compile(self, signature: object) -> object: ...

@overload
def njit(function: Callable[_P, _R], /) -> _Compiled[_P, _R]: ...
@overload
def njit(
    signature: str | list[str] | None = None,
    /,
    *,
    cache: bool = ...,
    nogil: bool = ...,
    error_model: str = ...,
    fastmath: bool | set[str] = ...,
    boundscheck: bool | None = ...,
    inline: str = ...,
    parallel: bool = ...,
    locals: dict[str, object] = ...,
    _nrt: bool = ...,
    no_cpython_wrapper: bool = ...,
    no_cfunc_wrapper: bool = ...,
) -> Callable[[Callable[_P, _R]], _Compiled[_P, _R]]: ...

prange = range
types: Any

def __getattr__(name: str) -> Any: ...
