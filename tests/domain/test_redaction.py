"""No secret gets through, in whatever form it travels."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.redaction import MASK, Redactor, redacted
from desktop_pipeline.domain.terminal import plain, plain_lines, shown

KEY = "-----BEGIN KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\nabc\n-----END KEY-----\n"
SECRETS = st.text(st.characters(exclude_characters=MASK[0], exclude_categories=("Cs",)), min_size=4, max_size=20)


@pytest.mark.parametrize(("text", "clean"), [
    ("password=s3cret!", f"password={MASK}"),
    ("s3cret!s3cret!", MASK + MASK),
    ("?token=s3cret%21&x=1", f"?token={MASK}&x=1"),
    ("nothing here", "nothing here"),
])
def test_known_secrets(text: str, clean: str) -> None:
    assert Redactor(["s3cret!"])(text) == clean


@pytest.mark.parametrize(("text", "clean"), [
    ("https://bob:hunter2@host/x", f"https://bob:{MASK}@host/x"),
    ("https://:token@host/x", f"https://:{MASK}@host/x"),
    ("https://bob:p@ss@host/x", f"https://bob:{MASK}@host/x"),
    ("ssh://git@host:22/x", "ssh://git@host:22/x"),
    ("http://host:5000/x", "http://host:5000/x"),
    ("http://host:5000/a@b", "http://host:5000/a@b"),
    ("Authorization: Basic dTpw", f"Authorization: Basic {MASK}"),
    ("authorization:  bearer abc.def rest", f"authorization:  bearer {MASK} rest"),
    ('{"Authorization": "Bearer abc", "x": 1}', f'{{"Authorization": "Bearer {MASK}", "x": 1}}'),
    ("authorization failed: no token given", "authorization failed: no token given"),
])
def test_what_looks_like_a_secret(text: str, clean: str) -> None:
    assert Redactor()(text) == clean


def test_longer_secrets_go_first() -> None:
    assert Redactor(["pass", "password"])("password pass") == f"{MASK} {MASK}"


def test_secrets_under_four_characters_are_not_searched_for() -> None:
    assert Redactor(["abc", ""])("abcabc") == "abcabc"


def test_secrets_are_learned_later_too() -> None:
    redactor = Redactor()
    assert redactor("hunter2") == "hunter2"
    redactor.add("hunter2")
    assert redactor("hunter2") == MASK


def test_a_key_of_several_lines_is_known_by_its_lines() -> None:
    redactor = Redactor([KEY])
    assert redactor(KEY) == MASK
    assert redactor("log: b3BlbnNzaC1rZXktdjEAAAAA") == f"log: {MASK}"
    assert redactor("abc is too short to search for") == "abc is too short to search for"


@given(SECRETS, st.text(max_size=10), st.text(max_size=10))
def test_no_plain_secret_gets_through(secret: str, before: str, after: str) -> None:
    assert secret not in Redactor([secret])(before + secret + after)


@given(SECRETS)
def test_no_quoted_secret_gets_through(secret: str) -> None:
    redactor = Redactor([secret])
    assert redactor(quote(secret, safe="")) == redactor(quote_plus(secret)) == redactor(json.dumps(secret)[1:-1]) == MASK


@given(SECRETS, st.text("abc:", max_size=6))
def test_a_secret_within_base64_is_cut_to_two_characters_at_each_end(secret: str, user: str) -> None:
    assume(not set(secret) & set(user))
    text = base64.b64encode(f"{user}{secret}".encode()).decode()
    left, mask, right = Redactor([secret])(text).partition(MASK)
    assert mask == MASK
    assert len(left) <= len(base64.b64encode(user.encode())) + 2
    assert len(right) <= 4


def test_a_message_keeps_its_form() -> None:
    message = Message.of("git.failed", url="https://git.example", text="wrong password hunter22", n=3)
    told = redacted(message, Redactor(["hunter22"]))
    assert told == Message.of("git.failed", url="https://git.example", text=f"wrong password {MASK}", n=3)


def test_control_sequences_within_a_secret_do_not_show_it() -> None:
    redact = Redactor(["hunter2-and-more"])
    assert redact("\x1b[1mhunter2\x1b[0m-and-more \x9b31mx") == f"{MASK} x"
    assert redact("\x1b[1mhunter2-and-more\x1b[0m") == f"\x1b[1m{MASK}\x1b[0m"
    assert redact("\x1b[1mnothing\x1b[0m") == "\x1b[1mnothing\x1b[0m"


@pytest.mark.parametrize("control", ["\0", "\x01", "\x07", "\x08", "\x0b", "\r", "\x1c", "\x7f", "\x85", "\x9b0m", "\u2028", "\0\x1b[0m\0"])
def test_control_characters_within_a_secret_do_not_show_it(control: str) -> None:
    redact = Redactor(["hunter2secret"])
    line = f"\tpassword\0 hun{control}ter2secret."
    masked = redact(line)
    assert masked == f"\tpassword {MASK}."
    assert redact(masked) == masked
    assert "hunter2" not in plain(masked)
    assert b"ter2" not in plain_lines(masked.encode() + b"\n")
    assert redact(f"https://bob:p{control}ass@host/x") == f"https://bob:{MASK}@host/x"


@pytest.mark.parametrize("line", ["10%\r20%\r100%", "a\0b\x08c\x7f", "\ttab\n", "\x1b[1mnothing\x1b[0m\r\n", "Authorization: Basic \r\n"])
def test_lines_without_a_secret_keep_their_control_characters(line: str) -> None:
    assert Redactor(["hunter2secret"])(line) == line


CONTROLS = st.text(st.sampled_from("\0\x01\x07\x08\r\x1f\x7f\x85\u2028"), min_size=1, max_size=3)


@given(SECRETS, st.integers(1, 19), CONTROLS)
def test_no_secret_cut_by_controls_gets_through(secret: str, place: int, controls: str) -> None:
    readable = shown(secret)
    assume(len(readable) >= 4 and "\n" not in readable and "\t" not in readable)
    line = secret[:place] + controls + secret[place:]
    assert readable not in plain(Redactor([secret])(line))
