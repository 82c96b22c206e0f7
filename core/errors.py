"""What can go wrong in the science. Every error says what to change."""


class CoreError(Exception):
    """Base of all errors of the core.

    Parameters
    ----------
    detail
        What is wrong, in one sentence.
    hint
        What to change.
    """

    def __init__(self, detail: str, *, hint: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint


class ParameterError(CoreError):
    """A parameter, or a combination of parameters, that has no meaning.

    Parameters
    ----------
    pointer
        JSON pointer of the parameter in the request.
    received
        The value that was given.
    allowed
        What would have been right.
    """

    def __init__(
        self, pointer: str, detail: str, *, received: object = None, allowed: str = "", hint: str = ""
    ) -> None:
        super().__init__(detail, hint=hint)
        self.pointer = pointer
        self.received = received
        self.allowed = allowed


class ConvergenceError(CoreError):
    """A search or an integration that ran out of its budget of steps."""


class DivergenceError(CoreError):
    """A solution that left every physical range.

    Parameters
    ----------
    time
        When [ms].
    where
        Name and value of the state that left its range.
    """

    def __init__(self, detail: str, *, time: float, where: str, hint: str = "") -> None:
        super().__init__(detail, hint=hint)
        self.time = time
        self.where = where


class InterruptedComputationError(CoreError):
    """The caller no longer wants the result: it went away, or its deadline has passed."""
