"""Messages and errors: codes and arguments, and the English sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import desktop_pipeline.domain as domain
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError, UserErrors
from desktop_pipeline.domain.messages import MESSAGES, Message, render
from desktop_pipeline.domain.workloads import Kind, WorkloadKey

SOURCES = sorted(Path(domain.__path__[0]).glob("*.py"))


def test_arguments_are_plain_sorted_and_comparable() -> None:
    key = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web")
    message = Message.of("drift.gone", workload=key, by=None, n=3)
    assert message.arguments == (("by", None), ("n", 3), ("workload", "lab/shop/Deployment/web"))
    assert message == Message.of("drift.gone", n=3, workload=str(key), by=None)
    assert len({message, Message.of("drift.gone", n=3, by=None, workload=key)}) == 1


@pytest.mark.parametrize(("name", "text"), [("n", "3"), ("by", ""), ("missing", ""), ("off", "False")])
def test_argument_as_text(name: str, text: str) -> None:
    assert Message.of("x", n=3, by=None, off=False).argument(name) == text


def test_an_argument_may_be_called_code() -> None:
    message = Message.of("pod.crash", container="main", code=7, restarts=2)
    assert render(message) == "main: crashed with exit code 7 (restarts: 2)"


@pytest.mark.parametrize(("message", "template", "sentence"), [
    (Message.of("choice.no_tag"), "", "Enter or pick an image tag."),
    (Message.of("choice.same", version="1.0"), "", "1.0 is already deployed."),
    (Message.of("choice.same", version="1.0"), "{version} 버전은 이미 배포되었습니다.", "1.0 버전은 이미 배포되었습니다."),
    (Message.of("choice.same"), "", "? is already deployed."),
    (Message.of("choice.same", version="{odd}"), "", "{odd} is already deployed."),
    (Message.of("no.such.code"), "", "no.such.code"),
    (Message.of("no.such.code", n=1), "", "no.such.code {'n': 1}"),
])
def test_render(message: Message, template: str, sentence: str) -> None:
    assert render(message, template) == sentence


@given(st.sampled_from(sorted(MESSAGES)), st.dictionaries(st.sampled_from(["image", "text", "n", "want", "container"]), st.text()))
def test_every_sentence_renders_whatever_the_arguments(code: str, arguments: dict[str, str]) -> None:
    assert render(Message.of(code, **arguments))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_code_has_a_sentence(path: Path) -> None:
    used = set(re.findall(r'(?:Message\.of|UserError)\(\s*"([a-z_.]+)"', path.read_text(encoding="utf-8")))
    assert used - set(MESSAGES) == set()


@pytest.mark.parametrize("kind", [UserError, Unreachable, Refused])
def test_a_user_error_carries_its_message(kind: type[UserError]) -> None:
    error = kind("image.bad_tag", image="app:-", tag="-")
    assert error.code == "image.bad_tag"
    assert error.message == Message.of("image.bad_tag", image="app:-", tag="-")
    assert str(error).startswith("“-” cannot be a tag")
    assert isinstance(error, UserError)


def test_user_errors_tell_all_at_once() -> None:
    errors = UserErrors((Message.of("image.empty"), Message.of("choice.no_tag")))
    assert errors.messages == (Message.of("image.empty"), Message.of("choice.no_tag"))
    assert str(errors) == "The image name is empty.\nEnter or pick an image tag."
