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


class Unreachable(UserError):
    """The other side did not answer (network, time limit): whether a change was made is not known, and trying again may help."""


class Refused(UserError):
    """The other side answered no: wrong password, forbidden, not found."""


class UserErrors(Exception):
    """All problems of one input at once, for example of a file."""

    def __init__(self, messages: tuple[Message, ...]) -> None:
        self.messages = messages
        super().__init__("\n".join(render(message) for message in messages))
