"""Texts that hold a password, or are likely to: addresses with a login in them, and names that tell of a secret."""

from __future__ import annotations

import re

LIKE_A_SECRET = re.compile(
    r"(?i)pass(?:w|phrase|code|$|[_.-])|pwd|secret|token|auth(?!ors?(?:$|[_.-]))|cred|dsn|conn(?:ection)?[_-]?str"
    r"|(?:access|account|api|encryption|license|private|signing|ssh|master)[_-]?key")
"""Found in the name of a variable or build argument whose value is likely a secret: NPM_AUTH, DB_PASS; not in GIT_AUTHOR_NAME."""
_PASSWORD = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,30}://[^\s/:@]*:([^\s/@]+)@")
_PLACEHOLDER = re.compile(r"\$.*|\{.*|<.*>|%s|\*+|•+")
_LOGIN = re.compile(r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*)://(?P<user>[^/:@]*)[^/]*@")


def holds_password(text: str) -> bool:
    """Whether a text has an address with a password in it (RFC 3986, 3.2.1). A variable or a placeholder in its place is none."""
    return "://" in text and any(not _PLACEHOLDER.fullmatch(password) for password in _PASSWORD.findall(text))


def without_password(url: str) -> str:
    """An address without its login. Of ssh the user stays, as in `ssh://git@host/…`; that of https may be a token."""
    def bare(match: re.Match[str]) -> str:
        keeps = "ssh" in match["scheme"].lower() and match["user"]
        return f"{match['scheme']}://" + (f"{match['user']}@" if keeps else "")

    return _LOGIN.sub(bare, url, count=1)
