"""The program that docker and buildx ask for registry logins (a credential helper). It runs by itself, as a file: standard library only.

It reads the logins from a pipe that it inherited. The protocol is that of docker-credential-helpers: `get` with the server on stdin.
"""

from __future__ import annotations

import json
import os
import sys

FD = "DESKTOP_PIPELINE_SECRET_FD"
"""Environment variable: number of the inherited pipe, a colon, length of a record in bytes."""
LOCK = "DESKTOP_PIPELINE_SECRET_LOCK"
"""Environment variable: a file; who holds its lock may read the pipe."""
NOT_FOUND = "credentials not found in native keychain"
"""The words that docker takes for "ask without a login"."""


def _record() -> bytes:
    import fcntl  # no Windows: nothing can be inherited there

    number, _, length = os.environ[FD].partition(":")
    with open(os.environ[LOCK], "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        data, left = b"", int(length)
        while left:
            piece = os.read(int(number), left)
            if not piece:
                break
            data, left = data + piece, left - len(piece)
    return data


def main() -> int:
    if sys.argv[1:] != ["get"] or not os.environ.get(FD):
        return 1
    server = sys.stdin.read().strip()
    found = json.loads(_record()).get(server)
    if found is None:
        print(NOT_FOUND)
        return 1
    print(json.dumps({"ServerURL": server, "Username": found[0], "Secret": found[1]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
