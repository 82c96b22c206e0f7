"""What can be wrong with the text of an expression."""


class ExpressionError(ValueError):
    """A text that is not an expression of the language, or an expression outside a capability's reach.

    Parameters
    ----------
    text
        What was given, in full.
    position
        Offset of the fault in `text`, counted from 0; the message counts columns from 1.
    detail
        What is wrong there.
    hint
        What to write instead.
    """

    def __init__(self, text: str, position: int, detail: str, hint: str = "") -> None:
        super().__init__(text, position, detail, hint)
        self.text = text
        self.position = position
        self.detail = detail
        self.hint = hint

    def __str__(self) -> str:
        message = f"column {self.position + 1}: {self.detail}"
        return f"{message}; {self.hint}" if self.hint else message
