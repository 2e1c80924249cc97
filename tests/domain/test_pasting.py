"""Lines of text as wishes: separators, tables, column names, marks of tickets; what cannot be read is told with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_pipeline.domain import pasting
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.pasting import read, shortened


def pairs(text: str) -> list[tuple[str, str]]:
    wishes, troubles = read(text)
    assert not troubles, troubles
    return [(wish.target, wish.want) for wish in wishes]


@pytest.mark.parametrize(("line", "target", "want"), [
    ("web 1.10", "web", "1.10"),
    ("web 0123", "web", "0123"),
    ("web/proxy   1.28.1  # as agreed", "web/proxy", "1.28.1"),
    ("deployment/web/proxy 1.28.1", "deployment/web/proxy", "1.28.1"),
    ("web proxy 1.28.1", "web/proxy", "1.28.1"),
    ("\u00a0web\u00a01.2", "web", "1.2"),  # blanks that do not break, as browsers copy them
    ("web\t1.2", "web", "1.2"), ("web, 1.2", "web", "1.2"), ("web;1.2;;", "web", "1.2"), ("\tweb\t1.2", "web", "1.2"),
    ('"web","1.2"', "web", "1.2"), ('"web" "1.2"', "web", "1.2"), ("“web” 1.2", "web", "1.2"),
    ("web: 1.2", "web", "1.2"), ("web=1.2", "web", "1.2"), ("web = 1.2", "web", "1.2"), ("web → 1.2", "web", "1.2"),
    ("- web 1.2", "web", "1.2"), ("* [x] `web` **1.2**", "web", "1.2"), ("2. web, 1.2", "web", "1.2"), ("> web 1.2", "web", "1.2"),
    ("| `web` | 1.2 |", "web", "1.2"), (r"| web | 1\|2 |", "web", r"1\|2"),
    ("web:1.2", "", "web:1.2"), ("registry:5000/shop/web:1.2@sha256:" + "a" * 64, "", "registry:5000/shop/web:1.2@sha256:" + "a" * 64),
    ("lab,shop,Deployment,web,proxy,1.2", "lab/shop/Deployment/web/proxy", "1.2"),
    ("web latest", "web", "latest"), ("web 2024-01-15", "web", "2024-01-15"), ("a  ''", "a", "''"),
])
def test_one_line(line: str, target: str, want: str) -> None:
    assert pairs(line) == [(target, want)]


def test_what_says_nothing_is_passed_over() -> None:
    assert pairs("\ufeff# Release 7\n\n   \n// nothing\n---\n```yaml\nweb 1.2\n```\n") == [("web", "1.2")]


@pytest.mark.parametrize("text", [
    "workload tag\nweb 1.2", "Workload,Tag\nweb,1.2", "tag;workload\n1.2;web", "Service\tFrom\tTo\nweb\t1.1\t1.2",
    "| Name | New tag | Who |\n|---|:--:|--:|\n| web | 1.2 | Kim |", "워크로드, 태그\nweb, 1.2",
])
def test_names_of_columns(text: str) -> None:
    assert pairs(text) == [("web", "1.2")]


def test_columns_of_all_parts_in_any_order() -> None:
    text = "tag,container,kind,note,namespace,cluster,workload\n1.2,proxy,Deployment,x,shop,lab,web\n1.3,,,,,,api\n,,,,,,none"
    wishes, troubles = read(text)
    assert [(wish.target, wish.want) for wish in wishes] == [("lab/shop/Deployment/web/proxy", "1.2"), ("api", "1.3")]
    assert [(trouble.line, trouble.message.code) for trouble in troubles] == [(4, "composing.unreadable")]


def test_an_image_column_serves_where_no_tag_is() -> None:
    assert pairs("workload,image,tag\nweb,shop/web:1.2,\napi,shop/api:1,2.0") == [("web", "shop/web:1.2"), ("api", "2.0")]
    assert pairs("namespace,image\nshop,x:1\nx:2") == [("shop", "x:1"), ("", "x:2")]


def test_a_second_table_has_columns_of_its_own() -> None:
    text = "| tag | name |\n|--|--|\n| 1.2 | web |\nThen:\tnothing\n| workload | version |\n|--|--|\n| api | 2.0 |"
    wishes, _ = read(text)
    assert [(wish.line, wish.target, wish.want) for wish in wishes] == [(3, "web", "1.2"), (4, "Then:", "nothing"), (7, "api", "2.0")]


@pytest.mark.parametrize(("line", "code"), [
    ('"web,1.2', "composing.quotes"), ("one two three four five six seven", "composing.unreadable"),
    ("w\u0435b 1.2", "composing.odd_character"), ("web\u200b 1.2", "composing.odd_character"), ("web 1.\u0662", "composing.odd_character"),
])
def test_what_cannot_be_read_is_told(line: str, code: str) -> None:
    wishes, troubles = read(f"ok 1\n{line}")
    assert [wish.target for wish in wishes] == ["ok"]
    assert [(trouble.line, trouble.message.code) for trouble in troubles] == [(2, code)]


def test_a_look_alike_is_named() -> None:
    assert "U+0435 (CYRILLIC SMALL LETTER IE)" in render(read("w\u0435b 1")[1][0].message)
    assert "U+E000 (?)" in render(read("w\ue000b 1")[1][0].message)


def test_too_much_is_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pasting, "MOST_LINES", 2)
    wishes, troubles = read("a 1\nb 2\nc 3")
    assert [wish.target for wish in wishes] == ["a", "b"]
    assert [(trouble.line, trouble.message.code) for trouble in troubles] == [(2, "composing.too_long")]
    monkeypatch.setattr(pasting, "MOST_CHARACTERS", 3)
    assert read("a 1")[1] == ()
    assert [trouble.message.code for trouble in read("a 12")[1]] == ["composing.too_long"]


def test_a_line_is_repeated_in_few_words() -> None:
    assert shortened("  a\u200bb ") == "a b"
    assert len(shortened("x" * 1000)) == 80


@given(st.text(max_size=300))
def test_any_text_is_read_and_each_line_gives_one_answer_at_most(text: str) -> None:
    wishes, troubles = read(text)
    lines = [item.line for item in (*wishes, *troubles)]
    assert len(lines) == len(set(lines))
    assert all(wish.want and (wish.target + wish.want).isascii() for wish in wishes)
