"""What the computation of a connecting orbit needs of a vector field."""

from typing import TYPE_CHECKING, Protocol

from core.result import Floats

if TYPE_CHECKING:
    from core.numerics.collocation.newton import FieldCode


class Field(Protocol):
    """dx/dt = F(x, p) over states and free parameters, z = (x, p)."""

    @property
    def scale(self) -> Floats:
        """A size of each state that matters, shape (n,)."""
        ...

    @property
    def code(self) -> "FieldCode":
        """Code of F and its derivatives."""
        ...

    def rates(self, z: Floats) -> Floats:
        """F at a point of shape (n + k,), shape (n,)."""
        ...

    def jacobian(self, z: Floats) -> Floats:
        """∂F/∂z at a point of shape (n + k,), shape (n, n + k)."""
        ...
