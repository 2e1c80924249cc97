"""A keyring for programs that a test starts: a JSON file named by TEST_KEYRING (chosen by PYTHON_KEYRING_BACKEND)."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    """Can only be read."""

    priority = 5

    def get_password(self, service: str, username: str) -> str | None:
        found: dict[str, str] = json.loads(Path(os.environ["TEST_KEYRING"]).read_text())
        return found.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError
