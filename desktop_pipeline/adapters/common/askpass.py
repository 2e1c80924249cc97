"""The program that git asks for a user name or password (GIT_ASKPASS). It runs by itself, as a file: standard library only.

It reads the login from a pipe that it inherited, and answers only for the server that the login is for: a submodule elsewhere gets nothing.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

FD = "DESKTOP_PIPELINE_SECRET_FD"
"""Environment variable: number of the inherited pipe, a colon, length of a record in bytes."""
PLACE = "DESKTOP_PIPELINE_SECRET_FOR"
"""Environment variable: scheme://host[:port] that the login is for."""
_QUESTION = re.compile(r"(?P<what>Username|Password) for '(?P<url>[^']*)':?\s*")


def place_of(url: str) -> str:
    """scheme://host[:port] of an address, in lower case, without user, password and path."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def answer(question: str, variables: Mapping[str, str]) -> str | None:
    """What to print; None when there is nothing to say."""
    match = _QUESTION.fullmatch(question)
    if match is None or not variables.get(FD) or place_of(match["url"]) != variables.get(PLACE):
        return None
    number, _, length = variables[FD].partition(":")
    data, left = b"", int(length)
    while left:
        piece = os.read(int(number), left)
        if not piece:
            return None
        data, left = data + piece, left - len(piece)
    username, secret = json.loads(data)
    return str(username if match["what"] == "Username" else secret)


def main() -> int:
    found = answer(" ".join(sys.argv[1:]), os.environ)
    if found is None:
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
