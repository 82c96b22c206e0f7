"""Errors of a client's model whose place is not in its declaration."""

from core.errors import ParameterError


class ChangedError(ParameterError):
    """A changed value of a parameter that has no meaning: its pointer is relative to the whole request."""
