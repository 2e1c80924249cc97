"""Control sequences of terminals: what is text, and how it looks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_pipeline.domain.terminal import PLAIN, Colour, Span, Style, bare, of_256, plain, plain_lines, styled


def test_lines_lose_what_only_a_terminal_understands() -> None:
    assert plain("\x1b[1;31mred\x1b[0m") == "red"
    assert plain("\x1b]8;;http://x\x07link\x1b]8;;\x07") == "link"
    assert plain("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\") == "link"
    assert plain(" 10%\r 50%\r100%") == "100%"
    assert plain("50%\r100%\r") == "100%" and plain("\r\r") == ""
    assert plain("\x1b[2K\r 10%\x1b[K\r\x1b[32m 20%\x1b[0m\x1b[K") == " 20%"
    assert plain("a\tb") == "a       b"
    assert plain("bell\x07 and \x1b(B") == "bell and "
    assert plain("\x1b") == "" and plain("\x9b2Kx") == "x"
    assert plain("\x1b[?25lx\x1b[?25h\x1b[3A\x1b7\x1bPq#0\x1b\\y") == "xy"
    assert plain("x\r\0") == "x"
    assert plain("한국어 ✓") == "한국어 ✓"
    assert bare("a\x1b[1m\tb\r") == "a\tb\r"


def test_lines_of_bytes() -> None:
    assert plain_lines(b"as it is\tx\n") == b"as it is\tx\n" and plain_lines(b"x\r\0\n") == b"x\n"
    assert plain_lines("\x1b[31merror\x1b[0m: é\n10%\r20%\r\n\r\n\x9b1mx\n".encode()) == "error: é\n20%\n\nx\n".encode()
    assert plain_lines(b"\x1b]0;never ended\nnext\n\x1bP and this\nlast") == b"\nnext\n\nlast"


RED = (255, 0, 0)


@pytest.mark.parametrize("sequence,style", [
    ("1", Style(bold=True)), ("2", Style(faint=True)), ("3", Style(italic=True)), ("4", Style(underline=True)), ("7", Style(inverse=True)),
    ("9", Style(struck=True)), ("21", Style(underline=True)), ("4:3", Style(underline=True)), ("4;4:0", PLAIN),
    ("31", Style(1)), ("97", Style(15)), ("42", Style(None, 2)), ("101", Style(None, 9)), ("1;31;44", Style(1, 4, bold=True)),
    ("31;39", PLAIN), ("41;49", PLAIN), ("1;2;22", PLAIN), ("3;23", PLAIN), ("4;24", PLAIN), ("7;27", PLAIN), ("9;29", PLAIN),
    ("31;0", PLAIN), ("31;", PLAIN), ("", PLAIN), ("1;;31", Style(1)),
    ("38;5;1", Style(1)), ("38;5;196", Style(RED)), ("48;5;232", Style(None, (8, 8, 8))), ("38;5;255;1", Style((238,) * 3, bold=True)),
    ("38;2;255;0;0", Style(RED)), ("38;2;999;0;0;4", Style(RED, underline=True)), ("48;2;1;2;3", Style(None, (1, 2, 3))),
    ("38:5:196", Style(RED)), ("38:2:255:0:0", Style(RED)), ("38:2::255:0:0", Style(RED)),
    ("48:2::1:2:3;1", Style(None, (1, 2, 3), bold=True)),
    ("38;5;256", PLAIN), ("38", PLAIN), ("38;5", Style(0)), ("38;9;1", Style(bold=True)), ("38:5", PLAIN), ("38:2:1", PLAIN),
    ("38;2;1:2;3;4", Style((0, 3, 4))), ("38;1:2", PLAIN), ("5;8;10;38;5;2", Style(2)), ("58;5;1", PLAIN), ("38:", PLAIN),
    ("99", PLAIN), ("109", PLAIN), ("123456789012345678901234567890", PLAIN),
])
def test_styles(sequence: str, style: Style) -> None:
    text, spans = styled(f"a\x1b[{sequence}mbc")
    assert text == "abc" and spans == (() if style == PLAIN else (Span(1, 3, style),))


def test_spans() -> None:
    red, bold = Style(1), Style(1, bold=True)
    assert styled("nothing") == ("nothing", ())
    assert styled("\x9b31mred\x1b[m.") == ("red.", (Span(0, 3, red),))
    assert styled("\x1b[31mre\x1b[Kd\x1b[1m!\x1b[0m.") == ("red!.", (Span(0, 3, red), Span(3, 4, bold)))
    assert styled("\x1b[31m 10%\r 20%\x1b[0m\r") == (" 20%", (Span(0, 4, red),))
    assert styled("long gone\r\x1b[31m30%") == ("30%", (Span(0, 3, red),))
    assert styled("a\x1b[31m\tb\x07\x1b[0m") == ("a       b", (Span(1, 9, red),))
    assert styled("\x1b[31m\x07\x1b[0m") == ("", ())
    assert styled("\x1b[31;1") == ("31;1", ())


@pytest.mark.parametrize("number,colour", [(0, 0), (15, 15), (16, (0, 0, 0)), (21, (0, 0, 255)), (231, (255, 255, 255)), (232, (8, 8, 8)),
                                           (110, (135, 175, 215))])
def test_the_256_colours(number: int, colour: Colour) -> None:
    assert of_256(number) == colour


PIECES = st.sampled_from([
    "\x1b[31m", "\x1b[0m", "\x1b[1;48;5;99m", "\x1b[K", "\x1b]0;t\x07", "\x1b", "\x9b4m", "\r", "\t", "\x07", "\x1b[", "ab", "é", "\0",
])


@given(st.lists(st.one_of(PIECES, st.text(max_size=4))).map("".join).map(lambda text: text.replace("\n", "")))
def test_styled_text_is_the_plain_text(line: str) -> None:
    text, spans = styled(line)
    assert text == plain(line)
    place = 0
    for span in spans:
        assert place <= span.start < span.end <= len(text) and span.style != PLAIN
        place = span.end


def test_many_sequences_of_bytes() -> None:
    coloured = b"".join(b"\x1b[38;5;%dm%d\n" % (number, number) for number in range(256))
    assert plain_lines(coloured) == b"".join(b"%d\n" % number for number in range(256))
    assert plain_lines(b"a\x1b\x1b[0m[31mb\x1b[\x1b[0m1mc\x1b]0;x\x1b[0my\x07z") == b"a[31mb1mcy\x07z"


@given(st.lists(st.one_of(PIECES, st.sampled_from(["\n", "x", "\0", "[", "0m"]))).map("".join))
def test_bytes_are_treated_as_text_is(text: str) -> None:
    found = plain_lines(text.encode()).decode().split("\n")
    assert [plain(line) for line in found] == [plain(line) for line in text.split("\n")]
