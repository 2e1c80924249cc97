"""Editing a file's text so that comments, order and style of people stay: only what differs is touched (ruamel.yaml round trip)."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Callable, Hashable
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString, ScalarString, SingleQuotedScalarString
from ruamel.yaml.tokens import CommentToken

from desktop_pipeline.adapters.workspace_files.trees import Bare, Tree

# Plain text that some YAML reader takes for something else than text (YAML 1.1 and 1.2 core): written in quotes.
_AMBIGUOUS = re.compile(
    r"|~|null|true|false|yes|no|on|off|y|n|=|<<|[-+]?[0-9.][0-9_,.]*(?:[eE][-+]?[0-9]+)?|0[xob][0-9a-fA-F_]+|[-+]?\.(?:inf|nan)|[-+]?[0-9][0-9_]*(?::[0-9.]+)+"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*", re.IGNORECASE,
)
_SPECIAL = re.compile(r"[^\S\n ]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_NOT_AS_BLOCK = re.compile(r"[ \t]\n|^\s|[ \t]$")
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NAMES: dict[str, Callable[[Any], Hashable]] = {
    "app_maps": lambda item: (item.get("cluster"), item.get("namespace")),
    "steps": lambda item: tuple(item.get(key) for key in ("cluster", "namespace", "kind", "workload")),
    "containers": lambda item: item.get("name"), "pauses": lambda item: item.get("after_wave"),
    "clusters": lambda item: item.get("id"), "registries": lambda item: item.get("id"), "engines": lambda item: item.get("id"),
}


class _Texts(VersionedResolver):
    """Every scalar is text, so that `1.10` is written as it was read."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is ScalarNode:
            return self.DEFAULT_SCALAR_TAG
        return super().resolve(kind, value, implicit)


def fresh(wanted: dict[str, Tree]) -> str:
    """A new file."""
    return _dump(_new(wanted), None)


def edited(text: str, wanted: dict[str, Tree], full: dict[str, Tree], offset: int | None, *, apart: bool = False) -> str:
    """The text changed so that it says what is wanted. `full` has the defaults too: a default that somebody wrote out stays.

    `offset`: how far lists are indented. `apart`: values used twice through an anchor become values of their own first.
    """
    content = _yaml(offset).load(text)
    if apart:
        content = _apart(content, set())
    _merge_map(content, wanted, full)
    return _dump(content, offset)


def _yaml(offset: int | None) -> Any:
    yaml = YAML(typ="rt", pure=True)
    yaml.Resolver = _Texts
    yaml.preserve_quotes = True
    yaml.width = 1 << 20
    yaml.allow_unicode = True
    place = max(0, 2 if offset is None else offset)
    yaml.indent(mapping=2, sequence=place + 2, offset=place)
    return yaml


def _dump(content: Any, offset: int | None) -> str:
    out = io.StringIO()
    _yaml(offset).dump(content, out)
    return out.getvalue()


# ---- new values ----


def _new(wanted: Tree) -> Any:
    if isinstance(wanted, dict):
        made = CommentedMap()
        for key, value in wanted.items():
            made[_text(key)] = _new(value)
        return made
    if isinstance(wanted, list):
        items = CommentedSeq(_new(item) for item in wanted)
        if not items:
            items.fa.set_flow_style()
        return items
    return str(wanted) if isinstance(wanted, Bare) else _text(wanted)


def _text(text: str) -> str:
    """New text in the style that is the easiest to read and reads back as the same."""
    if _SPECIAL.search(text):
        return cast(str, DoubleQuotedScalarString(text))
    if "\n" in text.strip("\n") and not _NOT_AS_BLOCK.search(text):
        return cast(str, LiteralScalarString(text))
    return cast(str, SingleQuotedScalarString(text) if _AMBIGUOUS.fullmatch(text) else text)


# ---- changing what is there ----


def _merge_map(node: Any, wanted: dict[str, Tree], full: dict[str, Tree]) -> None:
    for key in [key for key in node if key not in wanted]:
        if not (key in full and _same(node[key], full[key])) and not _means_default(node[key], key in full):
            _remove_key(node, key)
    order = list(wanted)
    for place, key in enumerate(order):
        inner = full.get(key, wanted[key])
        if key in node:
            node[key] = _merged(node, key, wanted[key], inner)
            continue
        before = next((index for index, known in reversed(list(enumerate(node))) if known in order[:place]), len(node) - 1)
        tail = _take_tail(node, list(node)[before]) if node else ""
        node.insert(before + 1, _text(key), _new(wanted[key]))
        _give_tail(node, key, tail)


def _merged(node: Any, key: Any, wanted: Tree, full: Tree) -> Any:
    """What stands under a key or index afterwards."""
    now = node[key]
    if isinstance(wanted, dict) and isinstance(now, CommentedMap):
        _merge_map(now, wanted, full if isinstance(full, dict) else {})
    elif isinstance(wanted, list) and isinstance(now, CommentedSeq):
        _merge_list(now, str(key), wanted, full if isinstance(full, list) else wanted)
        if not now:
            now.fa.set_flow_style()
    elif not _same(now, wanted) or (_is_nothing(now) and isinstance(wanted, str)):
        made = _new(wanted)
        tail = _take_tail(node, key)
        if isinstance(made, SingleQuotedScalarString) and type(now) is str and now:
            made = str(made)  # people write it without quotes here
        elif type(made) is str and not isinstance(wanted, Bare) and isinstance(now, ScalarString) and "\n" not in now and "\n" not in made:
            made = type(now)(made)
        if tail:
            node[key] = made
            _give_tail(node, key, tail)
        return made
    return now


def _merge_list(node: Any, name: str, wanted: list[Tree], full: list[Tree]) -> None:
    found = _matches(node, name, wanted)
    for index in sorted(set(range(len(node))) - set(found), reverse=True):
        tail = _take_tail(node, index)
        del node[index]
        if tail and index > 0:
            _give_tail(node, index - 1, _take_tail(node, index - 1) + tail)
        found = [place - 1 if place is not None and place > index else place for place in found]
    kept = [place for place in found if place is not None]
    if kept != sorted(kept):
        _reorder(node, kept)
    new = 0
    for index, place in enumerate(found):
        if place is None:
            tail = _take_tail(node, index - 1) if index else ""
            node.insert(index, _new(wanted[index]))
            _give_tail(node, index, tail)
            new += 1
        else:
            value = _merged(node, index, wanted[index], full[index] if index < len(full) else wanted[index])
            if value is not node[index]:
                node[index] = value


def _matches(node: Any, name: str, wanted: list[Tree]) -> list[int | None]:
    """For each wanted item the place of the one that it was, if there is one; each is used once."""
    found: list[int | None] = [None] * len(wanted)
    free = list(range(len(node)))

    def match(of: Callable[[Any], Hashable]) -> None:
        for index, item in enumerate(wanted):
            if found[index] is None:
                place = next((place for place in free if of(node[place]) == of(item)), None)
                if place is not None:
                    found[index] = place
                    free.remove(place)

    def key(make: Callable[[Any], Hashable]) -> Callable[[Any], Hashable]:
        return lambda item: make(item) if isinstance(item, dict) else str(item)

    if name == "tasks":
        match(key(lambda item: repr(_plain(item))))
        match(key(lambda item: (item.get("kind"), item.get("title"))))
        match(key(lambda item: item.get("kind")))
    else:
        match(key(_NAMES.get(name, lambda item: repr(_plain(item)))))
    return found


def _reorder(node: Any, kept: list[int]) -> None:
    """Put the items into the order of `kept`. Comments at the end of an item go with it."""
    items, comments = list(node), dict(node.ca.items)
    for index, place in enumerate(kept):
        list.__setitem__(node, index, items[place])
        node.ca.items.pop(index, None)
        if place in comments:
            node.ca.items[index] = comments[place]


def _plain(value: Any) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in sorted(value.items())}
    return [_plain(item) for item in value] if isinstance(value, list) else str(value)


def _is_nothing(now: Any) -> bool:
    return type(now) is str and now == ""


def _means_default(now: Any, known: bool) -> bool:
    return known and (_is_nothing(now) or (isinstance(now, CommentedMap | CommentedSeq) and not now))


def _same(now: Any, wanted: Tree) -> bool:
    """Whether what is written already means what is wanted."""
    if isinstance(wanted, dict | list):
        return bool(_plain(now) == _plain(wanted))
    if not isinstance(now, str):
        return False
    if isinstance(wanted, Bare):
        if now.lower() in _FLAGS:
            return _FLAGS[now.lower()] == _FLAGS.get(wanted)
        try:
            return float(now) == float(wanted)
        except ValueError:
            return False
    return str(now) == wanted


def _apart(node: Any, seen: set[int]) -> Any:
    if not isinstance(node, CommentedMap | CommentedSeq):
        return str(node) if isinstance(node, str) and getattr(node, "anchor", None) is not None and type(node) is not str else node
    if id(node) in seen:
        node = copy.deepcopy(node)
    seen.add(id(node))
    node.yaml_set_anchor(None)
    for key in node if isinstance(node, CommentedMap) else range(len(node)):
        inner = _apart(node[key], seen)
        if inner is not node[key]:
            node[key] = inner
    return node


# ---- comments: ruamel keeps what stands between two values with the last scalar of the first ----


def _remove_key(node: Any, key: Any) -> None:
    keys = list(node)
    place = keys.index(key)
    tail = _take_tail(node, key)
    del node[key]
    if tail and place > 0:
        _give_tail(node, keys[place - 1], _take_tail(node, keys[place - 1]) + tail)


def _slot(node: Any, key: Any) -> tuple[Any, Any]:
    """The innermost container and key at the end of a value."""
    value = node[key]
    while isinstance(value, CommentedMap | CommentedSeq) and value and not value.fa.flow_style():
        node, key = value, (list(value)[-1] if isinstance(value, CommentedMap) else len(value) - 1)
        value = node[key]
    return node, key


def _token_place(node: Any) -> int:
    return 2 if isinstance(node, CommentedMap) else 0


def _take_tail(node: Any, key: Any) -> str:
    """Remove and return the lines that follow a value before the next one; a comment on its own line stays."""
    node, key = _slot(node, key)
    comments = node.ca.items.get(key)
    place = _token_place(node)
    token = comments[place] if comments and len(comments) > place else None
    if token is None:
        return ""
    first, end, rest = token.value.partition("\n")
    if not rest:
        return ""
    if first:
        token.value = first + end
    else:
        comments[place] = None
    return str(rest)


def _give_tail(node: Any, key: Any, tail: str) -> None:
    if not tail:
        return
    node, key = _slot(node, key)
    place = _token_place(node)
    comments = node.ca.items.setdefault(key, [None, None, None, None])
    if comments[place] is None:
        literal = isinstance(node[key], LiteralScalarString)
        comments[place] = CommentToken(tail if literal else "\n" + tail, CommentMark(0), None)
    else:
        comments[place].value = comments[place].value.rstrip("\n") + "\n" + tail
