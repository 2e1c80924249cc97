"""References, tags and digests: how they are read, compared and ordered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import (
    ImageRef,
    build_tag,
    check_tag,
    check_version,
    full_name,
    newest_first,
    parse_build_tag,
    same,
    same_repository,
    short_digest,
    tag_key,
)
from tests.domain.facts import digest

ONE, TWO = digest(1), digest(2)


@pytest.mark.parametrize(("text", "host", "path", "tag", "pin"), [
    ("nginx", "", "nginx", "", ""),
    ("nginx:1.27", "", "nginx", "1.27", ""),
    ("team/app", "", "team/app", "", ""),
    ("docker.io/library/nginx:1", "docker.io", "library/nginx", "1", ""),
    ("localhost/app:1", "localhost", "app", "1", ""),
    ("localhost:5000/app", "localhost:5000", "app", "", ""),
    ("localhost:5000/app:1", "localhost:5000", "app", "1", ""),
    ("localhost:5000", "", "localhost", "5000", ""),  # without a slash it is a name and a tag
    ("10.0.0.7:443/a/b/c:x_Y.z-1", "10.0.0.7:443", "a/b/c", "x_Y.z-1", ""),
    ("[::1]:5000/app:1", "[::1]:5000", "app", "1", ""),
    ("Registry/app", "Registry", "app", "", ""),  # capitals make it a host, as no path may have them
    ("a__b/c--d.e:1", "", "a__b/c--d.e", "1", ""),
    (f"host:5000/app@{ONE}", "host:5000", "app", "", ONE),
    (f"host:5000/app:1@{ONE}", "host:5000", "app", "1", ONE),
    (f"nginx@{ONE}", "", "nginx", "", ONE),
])
def test_a_reference_is_taken_apart_and_put_together(text: str, host: str, path: str, tag: str, pin: str) -> None:
    assert ImageRef.parse(text) == ImageRef(host, path, tag, pin)
    assert str(ImageRef.parse(text)) == text


@pytest.mark.parametrize(("text", "code"), [
    ("", "image.empty"),
    ("app@", "image.bad_digest"),
    ("app@sha256:12", "image.bad_digest"),
    ("app:1@latest", "image.bad_digest"),
    ("app:", "image.bad_tag"),
    ("app:-1", "image.bad_tag"),
    ("app:" + "x" * 129, "image.bad_tag"),
    ("app:a b", "image.bad_tag"),
    ("BAD IMAGE//", "image.bad_host"),
    ("Demo/APP", "image.bad_name"),
    ("APP", "image.bad_name"),
    ("a//b", "image.bad_name"),
    ("host:5000/", "image.bad_name"),
    ("a_-b", "image.bad_name"),
    ("nginx\n", "image.bad_name"),
    ("ho_st:5000/app", "image.bad_host"),
    ("host:port/app", "image.bad_host"),
])
def test_text_that_is_no_reference_says_which_part_is_wrong(text: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        ImageRef.parse(text)
    assert caught.value.code == code
    assert caught.value.message.argument("image") == text


@given(st.text(max_size=40))
def test_any_text_is_a_reference_that_reads_back_or_a_user_error(text: str) -> None:
    try:
        reference = ImageRef.parse(text)
    except UserError:
        return
    assert str(reference) == text
    assert ImageRef.parse(str(reference.normalised())).normalised() == reference.normalised()


PART = st.from_regex(r"[a-z0-9]+([._-][a-z0-9]+)?", fullmatch=True)
HOST = st.sampled_from(["", "localhost", "localhost:5000", "reg.example.com", "10.1.2.3:443", "docker.io"])
TAG = st.one_of(st.just(""), st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}", fullmatch=True))
PATH = st.lists(PART, min_size=1, max_size=2).map(lambda parts: "/".join(["app", *parts]))  # "a.b/c" would be a host and a path
REFERENCE = st.builds(ImageRef, HOST, PATH, TAG, st.sampled_from(["", ONE, TWO]))


@given(REFERENCE)
def test_every_written_reference_is_read_back(reference: ImageRef) -> None:
    again = ImageRef.parse(str(reference))
    assert again == reference
    assert same(again, reference)


@given(REFERENCE, REFERENCE)
def test_same_is_reflexive_and_symmetric(a: ImageRef, b: ImageRef) -> None:
    assert same(a, a)
    assert same(a, b) == same(b, a)


@pytest.mark.parametrize(("a", "b", "expected"), [
    # both digests known: they alone decide
    (f"app:1@{ONE}", f"app:2@{ONE}", True),
    (f"app:1@{ONE}", f"app:1@{TWO}", False),
    (f"localhost:5000/app@{ONE}", f"registry:5000/app:1@{ONE}", True),
    # a digest on one side only: references are compared
    (f"app:1@{ONE}", "app:1", True),
    (f"app:1@{ONE}", "app:2", False),
    (f"app@{ONE}", "app:1", False),
    (f"app@{ONE}", "app", False),
    # no tag means latest
    ("app", "app:latest", True),
    ("app", "app:1", False),
    # short names of Docker Hub
    ("nginx", "docker.io/library/nginx:latest", True),
    ("index.docker.io/nginx:1", "nginx:1", True),
    ("registry-1.docker.io/team/app:1", "team/app:1", True),
    ("team/nginx:1", "nginx:1", False),
    # ports belong to the host
    ("host:5000/app:1", "host/app:1", False),
    ("host:5000/app:1", "host:5001/app:1", False),
    ("localhost:5000/nginx", "nginx", False),
])
def test_same(a: str, b: str, expected: bool) -> None:
    assert same(ImageRef.parse(a), ImageRef.parse(b)) is expected


@pytest.mark.parametrize(("name", "full"), [
    ("nginx", "docker.io/library/nginx"),
    ("team/app", "docker.io/team/app"),
    ("index.docker.io/team/app", "docker.io/team/app"),
    ("localhost:5000/app", "localhost:5000/app"),
    (f"host:5000/app:1@{ONE}", "host:5000/app"),
    ("NO IMAGE", "NO IMAGE"),
])
def test_full_name(name: str, full: str) -> None:
    assert full_name(name) == full
    assert same_repository(name, full)
    assert not same_repository(name, full + "x")


def test_tag_and_digest_are_exchanged_not_added() -> None:
    reference = ImageRef.parse(f"host:5000/app:1@{ONE}")
    assert str(reference.with_tag("2")) == "host:5000/app:2"
    assert str(reference.with_tag("2", TWO)) == f"host:5000/app:2@{TWO}"
    assert str(reference.with_digest(TWO)) == f"host:5000/app:1@{TWO}"
    assert reference.repository == "host:5000/app"


def test_short_digest() -> None:
    assert short_digest(ONE) == "000000000001"
    assert short_digest("") == ""


@pytest.mark.parametrize("tag", ["1", "_x", "A.b-c_d", "x" * 128])
def test_good_tags(tag: str) -> None:
    check_tag(tag)
    assert ImageRef.parse(f"app:{tag}").tag == tag


@pytest.mark.parametrize("tag", ["", ".x", "-x", "a b", "ä", "a/b", "a:b", "x" * 129, "1\n"])
def test_bad_tags(tag: str) -> None:
    with pytest.raises(UserError) as caught:
        check_tag(tag)
    assert caught.value.code == "image.bad_tag"


@pytest.mark.parametrize("version", ["1.0", "0.0.1", "v2_rc-1", "x" * 101])
def test_every_good_version_makes_a_good_tag(version: str) -> None:
    check_version(version)
    check_tag(build_tag(version, 999_999))


@pytest.mark.parametrize("version", ["", "-1", "1 0", "x" * 102])
def test_bad_versions(version: str) -> None:
    with pytest.raises(UserError) as caught:
        check_version(version)
    assert caught.value.code == "build.bad_version"


@pytest.mark.parametrize(("tag", "parsed"), [
    ("0.0.1.B000007", ("0.0.1", 7)),
    ("1.B1234567", ("1", 1234567)),
    ("1.B000001.B000002", ("1.B000001", 2)),
    ("0.0.1.B7", None),
    ("0.0.1", None),
    ("B000007", None),
    ("latest", None),
    ("1.B000007-alpine", None),
    ("1.B" + "9" * 5000, None),  # a registry may hold anything
])
def test_build_tags_are_told_from_others(tag: str, parsed: tuple[str, int] | None) -> None:
    assert parse_build_tag(tag) == parsed


@given(st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}", fullmatch=True), st.integers(1, 10_000_000))
def test_build_tags_round_trip(version: str, number: int) -> None:
    assert parse_build_tag(build_tag(version, number)) == (version, number)


def test_build_tag_has_six_digits() -> None:
    assert build_tag("0.0.1", 7) == "0.0.1.B000007"


@pytest.mark.parametrize(("older", "newer"), [
    ("1.9", "1.10"),
    ("1.2", "1.2.1"),
    ("1.2-rc1", "1.2"),
    ("1.2-rc1", "1.2-rc2"),
    ("1.2-rc9", "1.2-rc10"),
    ("v1.9", "1.10"),
    ("1.9", "v1.10"),
    ("1.4.0.B000007", "1.4.0.B000010"),
    ("1.4.0.B000009", "1.5.0.B000001"),
    ("alpine", "1.0"),
    ("vanilla", "1.0"),
    ("9", "1" + "0" * 6000),
    ("99.0", "latest"),
])
def test_order_of_tags(older: str, newer: str) -> None:
    assert tag_key(older) < tag_key(newer)
    assert newest_first((older, newer)) == (newer, older)


@given(st.lists(st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,10}", fullmatch=True), max_size=12, unique=True), st.randoms())
def test_the_order_of_a_picker_does_not_depend_on_the_registrys(tags: list[str], random: object) -> None:
    shuffled = list(tags)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert newest_first(tuple(shuffled)) == newest_first(tuple(tags))
    assert sorted(newest_first(tuple(tags))) == sorted(tags)
