"""Results that are kept for the next caller, as long as they are not too large together."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The results of a function, those used last, up to a total weight; safe between threads.

    Clients' models differ in size by a factor of a thousand: a number of entries would not bound the memory.

    Parameters
    ----------
    weigh
        Weight of a result.
    limit
        Total weight of what is kept; the newest is kept whatever it weighs.
    """

    def __init__(self, weigh: Callable[[V], float], limit: float) -> None:
        self._weigh = weigh
        self._limit = limit
        self._entries: OrderedDict[K, V] = OrderedDict()
        self._weight = 0.0
        self._lock = Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The result for a key, made unless it is there; two threads may make it at the same time."""
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
                return self._entries[key]
        made = make()
        with self._lock:
            if key not in self._entries:
                self._entries[key] = made
                self._weight += self._weigh(made)
            while self._weight > self._limit and len(self._entries) > 1:
                self._weight -= self._weigh(self._entries.popitem(last=False)[1])
            return self._entries.get(key, made)
