"""Errors that a person can act on, kept apart from defects of the program."""

from __future__ import annotations

from desktop_pipeline.domain.messages import Message, render


class UserError(Exception):
    """Something a person can put right: it carries a message code and its arguments, never a finished sentence.

    `str()` gives the English sentence, so logs and the command line need nothing else.
    """

    def __init__(self, code: str, /, **arguments: object) -> None:
        self.message = Message.of(code, **arguments)
        super().__init__(render(self.message))

    @property
    def code(self) -> str:
        return self.message.code


class UserErrors(Exception):
    """All problems of one input at once, for example of a file."""

    def __init__(self, messages: tuple[Message, ...]) -> None:
        self.messages = messages
        super().__init__("\n".join(render(message) for message in messages))
