"""The names of a client's model, and what expressions may read; every refusal points into the expression."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from core.errors import ParameterError
from core.neuron.client_model.request import NAME_LENGTH
from core.neuron.currents import TEMPERATURE
from core.neuron.equations import APPLIED_CURRENT
from core.neuron.expression import Expression, ExpressionError, names, parse
from core.neuron.expression.functions import FUNCTIONS
from core.neuron.expression.nodes import NAME
from core.neuron.states import VOLTAGE

RESERVED = {
    VOLTAGE: "the membrane potential",
    TEMPERATURE: "the model's temperature",
    **dict.fromkeys(
        (APPLIED_CURRENT, "voltage", "time", "stimulus", "command", "current"), "a reserved name"
    ),
    **dict.fromkeys(
        ("i_ionic", "i_steady", "leading_real_part", "leading_imaginary_part"), "a reserved name"
    ),
}
"""Names that a model cannot give, and what they stand for."""
RESERVED_CURRENTS = ("ionic", "steady")
"""i_ionic and i_steady are sums of currents."""
MAX_TOTAL = 12_000
"""Characters of all expressions of one model."""

_OF_CURRENTS = ("i_{}", "g_{}", "open_{}")
_OF_GATES = ("{}_inf", "tau_{}", "alpha_{}", "beta_{}")


def require_name(name: str, taken: dict[str, str], what: str, pointer: str) -> None:
    """Enter a name among those taken.

    Raises
    ------
    ParameterError
        It cannot be written as a name, is a function's or reserved, or is taken.
    """
    if not NAME.fullmatch(name) or len(name) > NAME_LENGTH:
        detail = f"{name[:40]!r} is no name"
        hint = f"use up to {NAME_LENGTH} letters, digits and _, no digit first"
    elif name in FUNCTIONS:
        detail, hint = f"the name {name!r} is reserved: it is a function", "choose another name"
    elif name in RESERVED or (what == "current" and name in RESERVED_CURRENTS):
        detail, hint = f"the name {name!r} is reserved", "choose another name"
    elif name in taken:
        detail, hint = f"the name {name!r} is already that of a {taken[name]}", "choose another name"
    else:
        taken[name] = what
        return
    raise ParameterError(pointer, detail, received=name[:40], hint=hint)


def require_distinct_series(
    states: Mapping[str, str], gates: frozenset[str], currents: frozenset[str]
) -> None:
    """Refuse states with the name of another series of an answer: i_na beside a current na.

    Parameters
    ----------
    states
        Pointer of the name of each state.
    gates
        Those of the states that are gates.
    currents
        Names of the currents.

    Raises
    ------
    ParameterError
        There is one.
    """
    made = {form.format(name): f"the current {name}" for form in _OF_CURRENTS for name in currents}
    made |= {form.format(name): f"the gate {name}" for form in _OF_GATES for name in gates}
    for name, pointer in states.items():
        if name in made:
            detail = f"the name {name!r} is that of a series of {made[name]} in answers"
            raise ParameterError(pointer, detail, received=name, hint="choose another name")


class Reader:
    """Reads expressions and knows where they stand, so that later errors find them.

    Parameters
    ----------
    constants
        Names of the parameters, which every expression may read.
    kinds
        What every name of the model is, for messages about one that an expression may not read.
    """

    def __init__(self, constants: frozenset[str], kinds: Mapping[str, str]) -> None:
        self._constants = constants
        self._kinds = kinds
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

    def _unknown(
        self, text: str, pointer: str, unknown: frozenset[str], known: frozenset[str]
    ) -> ParameterError:
        found = {name: position(text, name) for name in unknown}
        first = min(found, key=lambda name: found[name])
        kind = self._kinds.get(first) or RESERVED.get(first)
        if kind is None:
            near = get_close_matches(first[:NAME_LENGTH], sorted(known), n=1)
            detail = f"unknown name {first[:40]!r}"
            hint = f"did you mean {near[0]!r}?" if near else "declare it under parameters"
        else:
            detail = f"{first!r} ({kind if first in RESERVED else 'a ' + kind}) cannot be read here"
            states = sorted(known - self._constants - {TEMPERATURE})
            hint = "this field reads " + ", ".join(["the parameters", *states])
        return ParameterError(
            pointer,
            f"column {found[first] + 1}: {detail}",
            received=excerpt(text, found[first]),
            allowed=", ".join(sorted(known))[:400],
            hint=hint,
        )


def position(text: str, name: str) -> int:
    """Offset of a name in a text."""
    found = re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", text)
    return found.start() if found else 0


def excerpt(text: str, place: int) -> str:
    """The part of a text around a place."""
    start = max(0, place - 30)
    cut = text[start : place + 30]
    return ("…" if start else "") + cut + ("…" if place + 30 < len(text) else "")
