"""Variables in the fields of tasks, and trust in their content."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_pipeline.domain.builds import Build, BuildImage, CodeRepository, FileTransfer, RestCall, Script, Task
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.trust import review_text, risky_tasks, trust_hash, visible
from desktop_pipeline.domain.variables import fill, filled, is_name, references, secret_names, texts_of

VALUES = {"VERSION": "1.2", "COMMIT": "abc", "secret:git/shop": "s3cret"}


@pytest.mark.parametrize(("text", "result"), [
    ("", ""), ("plain $HOME $$ {x}", "plain $HOME $$ {x}"), ("v${VERSION}-${COMMIT}", "v1.2-abc"), ("$${VERSION}", "${VERSION}"),
    ("token ${secret:git/shop}", "token s3cret"), ("${VERSION", "${VERSION")])
def test_fill(text: str, result: str) -> None:
    assert fill(text, VALUES) == result


@pytest.mark.parametrize("text", ["${NOPE}", "${secret:other}", "${}", "${version}"])
def test_an_unknown_name_is_refused_and_no_secret_is_named(text: str) -> None:
    with pytest.raises(UserError) as error:
        fill(text, VALUES)
    assert error.value.code == "variable.unknown"
    assert "s3cret" not in str(error.value)
    assert "secret:git/shop" not in error.value.message.argument("known")


@given(st.text())
def test_an_escaped_text_comes_out_as_it_is(text: str) -> None:
    plain = text.replace("$", "")
    assert fill("$${" + plain, {}) == "${" + plain


def test_references() -> None:
    assert references("${A}/$${B}/${secret:x y}${A}") == ("A", "secret:x y", "A")


@pytest.mark.parametrize(("text", "good"), [("RELEASE", True), ("_x1", True), ("1x", False), ("", False), ("a-b", False)])
def test_names(text: str, good: bool) -> None:
    assert is_name(text) is good


def test_filled_leaves_scripts_and_dockerfiles_alone() -> None:
    script = Script(title="${VERSION}", text="echo ${VERSION}", folder="out/${VERSION}", environment={"V": "${VERSION}"})
    assert filled(script, VALUES) == replace(script, folder="out/1.2", environment={"V": "1.2"})
    image = BuildImage(dockerfile_text="ARG A\nRUN echo ${A}", arguments={"A": "${COMMIT}"})
    assert filled(image, VALUES) == replace(image, arguments={"A": "abc"})


def test_texts_of() -> None:
    call = RestCall(url="https://x/${VERSION}", headers={"X": "${COMMIT}"})
    assert ("url", "https://x/${VERSION}") in set(texts_of(call))
    assert ("headers.X", "${COMMIT}") in set(texts_of(call))
    assert list(texts_of("no task")) == []


def build(*tasks: object) -> Build:
    return Build("b", "main", "b", "1", tasks=tasks)  # type: ignore[arg-type]  # tasks of any kind


def test_a_build_without_risky_tasks_needs_no_trust() -> None:
    assert trust_hash(build(CodeRepository(url="x"), BuildImage())) == ""
    assert trust_hash(build(Script(text="x", enabled=False), BuildImage())) == ""


def test_trust_is_in_content_and_order() -> None:
    one, two = Script(text="make"), RestCall(url="https://x")
    base = trust_hash(build(one, two, BuildImage()))
    assert base.startswith("sha256:")
    assert risky_tasks(build(one, BuildImage(), two)) == (one, two)
    assert trust_hash(build(CodeRepository(url="y"), one, two)) == base, "other tasks do not count"
    assert trust_hash(build(replace(one, title="named"), two)) == base, "titles do not count"
    assert trust_hash(build(two, one)) != base
    assert trust_hash(build(replace(one, text="make all"), two)) != base
    assert trust_hash(build(one, replace(two, method="POST"))) != base


def test_what_is_to_be_trusted_is_told_field_by_field() -> None:
    rest = RestCall(url="https://x", headers={"A": "1\n2. script"}, ignore_tls_errors=True)
    told = review_text(build(CodeRepository(url="y"), Script(title="Make\n9", text="make\n\tall"), Script(text="no", enabled=False), rest))
    assert told == (
        "2. script (Make\\n9)\n   text:\n      make\n      \tall\n   shell: /bin/sh\n\n"
        "4. rest\n   url: https://x\n   method: GET\n   headers:\n      A: 1\\n2. script\n   timeout: 30.0\n"
        "   accepted:\n      200\n   ignore_tls_errors: True")
    assert review_text(build(BuildImage())) == ""


def test_signs_that_cannot_be_seen_are_written_out() -> None:
    assert visible("a\tb\x1b[2K \u202ex 한국") == "a\tb\\x1b[2K \\u202ex 한국"


def test_all_secrets_that_a_task_needs() -> None:
    transfer = FileTransfer(secret="file/shop", key="key/shop", remote="${secret:a}/${VERSION}")
    assert secret_names(transfer) == {"file/shop", "key/shop", "a"}
    assert secret_names(BuildImage(secrets={"npm": "npm/token"}, arguments={"A": "${secret:b}"})) == {"npm/token", "b"}
    assert secret_names(Script(text="${secret:not-filled-in}")) == frozenset()


@pytest.mark.parametrize(("task", "risky"), [
    (CodeRepository(url="https://git/x"), False),
    (CodeRepository(url="https://git/x", secret="git/x"), True),
    (CodeRepository(url="https://${secret:token}@git/x"), True),
    (BuildImage(dockerfile_text="FROM x"), False),
    (BuildImage(dockerfile_text="FROM x", secrets={"npm": "npm/token"}), True),
])
def test_a_task_that_is_given_a_secret_must_be_trusted(task: Task, risky: bool) -> None:
    assert bool(risky_tasks(build(task))) is risky
