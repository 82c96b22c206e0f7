"""The names of a client's model, and what expressions may read; every refusal points into the expression."""

import re
from difflib import get_close_matches

from core.errors import ParameterError
from core.neuron.currents import TEMPERATURE
from core.neuron.equations import APPLIED_CURRENT
from core.neuron.expression import Expression, ExpressionError, names, parse
from core.neuron.expression.functions import FUNCTIONS
from core.neuron.expression.nodes import NAME
from core.neuron.states import VOLTAGE

RESERVED = frozenset(
    {
        *(VOLTAGE, "voltage", "time", "stimulus", "command", APPLIED_CURRENT, TEMPERATURE),
        *("i_ionic", "i_clamp", "i_capacitive"),
    }
)
MAX_TOTAL = 30_000
"""Characters of all expressions of one model."""


def require_name(name: str, taken: dict[str, str], what: str, pointer: str) -> None:
    """Enter a name among those taken.

    Raises
    ------
    ParameterError
        It cannot be written as a name, is a function's or reserved, or is taken.
    """
    if not NAME.fullmatch(name) or len(name) > 32:
        detail, hint = f"{name[:40]!r} is no name", "use up to 32 letters, digits and _, no digit first"
    elif name in FUNCTIONS or name in RESERVED:
        detail, hint = f"the name {name!r} is reserved", "choose another name"
    elif name in taken:
        detail, hint = f"the name {name!r} is already that of a {taken[name]}", "choose another name"
    else:
        taken[name] = what
        return
    raise ParameterError(pointer, detail, received=name[:40], hint=hint)


class Reader:
    """Reads expressions and knows where they stand, so that later errors find them.

    Parameters
    ----------
    constants
        Names of the parameters, which every expression may read.
    """

    def __init__(self, constants: frozenset[str]) -> None:
        self._constants = constants
        self._length = 0

    def read(self, text: str, pointer: str, states: frozenset[str] = frozenset()) -> Expression:
        """The tree of an expression that may read the parameters and some states.

        Raises
        ------
        ParameterError
            It cannot be parsed, reads an unknown name, or the expressions of the model are too long together.
        """
        self._length += len(text)
        if self._length > MAX_TOTAL:
            detail = "the expressions of this model are too long together"
            raise ParameterError(pointer, detail, allowed=f"{MAX_TOTAL} characters")
        try:
            tree = parse(text)
        except ExpressionError as error:
            raise ParameterError(
                pointer,
                f"column {error.position + 1}: {error.detail}",
                received=excerpt(text, error.position),
                hint=error.hint,
            ) from None
        known = self._constants | states | {TEMPERATURE}
        unknown = names(tree) - known
        if unknown:
            raise self._unknown(text, pointer, unknown, known)
        return tree

    @staticmethod
    def _unknown(text: str, pointer: str, unknown: frozenset[str], known: frozenset[str]) -> ParameterError:
        places = {name: _position(text, name) for name in unknown}
        first = min(places, key=lambda name: places[name])
        near = get_close_matches(first, known, n=1)
        return ParameterError(
            pointer,
            f"column {places[first] + 1}: unknown name {first[:40]!r}",
            received=excerpt(text, places[first]),
            allowed=", ".join(sorted(known))[:400],
            hint=f"did you mean {near[0]!r}?" if near else "declare it under parameters",
        )


def _position(text: str, name: str) -> int:
    found = re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", text)
    return found.start() if found else 0


def excerpt(text: str, position: int) -> str:
    """The part of a text around a position."""
    start = max(0, position - 30)
    cut = text[start : position + 30]
    return ("…" if start else "") + cut + ("…" if position + 30 < len(text) else "")
