"""The form of each file as pydantic models: scalars come as text and are converted here, strictly; all problems are found at once.

Models of things that look the same in file and domain are made from the domain's dataclasses, so that they cannot differ.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, LiteralString, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model, model_validator
from pydantic_core import PydanticCustomError

from desktop_pipeline.adapters.workspace_files.trees import FORM, GROUPS
from desktop_pipeline.domain.builds import TASK_TYPES, TagRule, Task
from desktop_pipeline.domain.drift import DriftPolicy
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import ImageRef, check_tag
from desktop_pipeline.domain.order import OnFailure, Pause
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.domain.workspace import (
    AppMap,
    Bindings,
    Cluster,
    ClusterBinding,
    Engine,
    EngineBinding,
    Limits,
    Registry,
    RegistryBinding,
    Workspace,
)

_FLAGS = {"true": True, "false": False, "yes": True, "no": False, "on": True, "off": False}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?")
_DIGEST = re.compile(r"[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}")
_SECRET = re.compile(r"[\w.-]+(?:/[\w.-]+)+")
_ID = re.compile(r"[^\s/]+")


def _bad(code: LiteralString, **context: Any) -> PydanticCustomError:
    return PydanticCustomError(code, code, context)


def text(value: Any) -> str:
    """Any scalar is text; nothing is ''."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _bad("file.not_text")
    return value


def needed(value: Any) -> str:
    if not text(value):
        raise _bad("file.must_not_be_empty")
    return text(value)


def flag(value: Any) -> bool:
    found = _FLAGS.get(text(value).lower())
    if found is None:
        raise _bad("file.not_flag", value=text(value))
    return found


def whole(least: int, most: int) -> Callable[[Any], int]:
    def convert(value: Any) -> int:
        found = text(value)
        if not _WHOLE.fullmatch(found) or not least <= int(found) <= most:
            raise _bad("file.not_whole", value=found, least=least, most=most)
        return int(found)

    return convert


def number(least: float, most: float) -> Callable[[Any], float]:
    def convert(value: Any) -> float:
        found = text(value)
        if not _NUMBER.fullmatch(found) or not least <= float(found) <= most:
            raise _bad("file.not_number", value=found, least=f"{least:g}", most=f"{most:g}")
        return float(found)

    return convert


def one_of(*known: str, also: tuple[str, ...] = ()) -> Callable[[Any], str]:
    """`also` is understood, too, and not offered."""
    def convert(value: Any) -> str:
        found = text(value)
        if found not in (*known, *also):
            raise _bad("file.not_one_of", value=found, known=", ".join(known))
        return found

    return convert


def moment(value: Any) -> float:
    """Epoch seconds from a number or a time with its offset; without one it is UTC."""
    found = text(value)
    try:
        if _NUMBER.fullmatch(found) and math.isfinite(float(found)):
            return float(found)
        at = datetime.fromisoformat(found)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        raise _bad("file.not_time", value=found) from None


def tag(value: Any) -> str:
    found = needed(value)
    try:
        check_tag(found)
    except UserError:
        raise _bad("image.bad_tag", tag=found) from None
    return found


def digest(value: Any) -> str:
    found = text(value)
    if found and not _DIGEST.fullmatch(found):
        raise _bad("file.bad_digest", value=found)
    return found


def repository(value: Any) -> str:
    found = text(value)
    if found:
        try:
            plain = ImageRef.parse(found)
        except UserError:
            raise _bad("image.bad_name", image=found) from None
        if plain.tag or plain.digest:
            raise _bad("build.image_with_tag", image=found)
    return found


def identifier(value: Any) -> str:
    found = needed(value)
    if not _ID.fullmatch(found):
        raise _bad("file.bad_id", value=found)
    return found


def address(value: Any) -> str:
    found = needed(value)
    if "://" in found or re.search(r"\s", found) or found.endswith("/"):
        raise _bad("file.bad_address", value=found)
    return found


def secret_name(value: Any) -> str:
    found = text(value)
    if found and not _SECRET.fullmatch(found):
        raise _bad("file.secret_name")
    return found


def _as(kind: Any, convert: Callable[[Any], Any], **described: Any) -> Any:
    return Annotated[kind, BeforeValidator(convert), WithJsonSchema(described)]


_SCALAR = ["string", "number", "boolean", "null"]
_FILLED = {"type": ["string", "number", "boolean"], "minLength": 1}
Text = _as(str, text, type=_SCALAR)
Needed = _as(str, needed, **_FILLED)
Flag = _as(bool, flag, type="boolean")
Tag = _as(str, tag, **_FILLED, maxLength=128)
Digest = _as(str, digest, type="string")
Repository = _as(str, repository, type="string")
Identifier = _as(str, identifier, **_FILLED)
Address = _as(str, address, type="string", minLength=1)
SecretName = _as(str, secret_name, type="string")
Moment = _as(float, moment, type=["string", "number"])


def Whole(least: int, most: int) -> Any:
    return _as(int, whole(least, most), type="integer", minimum=least, maximum=most)


def Number(least: float, most: float) -> Any:
    return _as(float, number(least, most), type="number", minimum=least, maximum=most)


def OneOf(*known: str, also: tuple[str, ...] = ()) -> Any:
    return _as(str, one_of(*known, also=also), enum=[*known, *also])


class Form(BaseModel):
    """A map in a file. Keys that are not known are refused; `key:` with nothing behind it is as if it were not there."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    domain: ClassVar[type | None] = None

    @model_validator(mode="before")
    @classmethod
    def _without_nothing(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        known = {item.alias or name for name, item in cls.model_fields.items()}
        return {key: item for key, item in value.items() if item is not None or key not in known}


_FORMS: dict[Any, type[Form]] = {}
_many: Any = tuple  # types made at run time: mypy takes them as they are
_by_name: Any = dict
_either: Any = Union
_literal: Any = Literal


def _type_of(hint: Any) -> Any:
    """The form of a domain type."""
    if hint in _FORMS:
        return _FORMS[hint]
    if get_origin(hint) is tuple:
        return _many[_type_of(get_args(hint)[0]), ...]
    if get_origin(hint) is dict:
        return _by_name[str, _type_of(get_args(hint)[1])]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return OneOf(*(item.value for item in hint))
    return {str: Text, bool: Flag, int: Whole(0, 2**31), float: Number(0, 10**9)}[hint]




def _form(domain: type, /, **special: Any) -> type[Form]:
    hints = get_type_hints(domain)
    found: dict[str, Any] = {}
    if issubclass(domain, Task):
        found["kind"] = (_literal[domain.kind.value], ...)
    for item in fields(domain):
        kind = special.get(item.name) or _type_of(hints[item.name])
        if item.default_factory is not MISSING:
            found[item.name] = (kind, Field(default_factory=item.default_factory))
        else:
            found[item.name] = (kind, ... if item.default is MISSING else item.default)
    form = create_model(f"{domain.__name__}Form", __base__=Form, **found)
    form.domain = domain
    _FORMS[domain] = form
    return form


_form(Cluster, id=Identifier)
_form(AppMap, cluster=Identifier, namespace=Identifier)
_form(Registry, id=Identifier, address=Address, pulled_as=_many[Address, ...])
_form(Engine, id=Identifier)
_form(Limits, rollouts=Whole(1, 1000), builds=Whole(1, 100), rollout_seconds=Number(1, 10**6), settle_seconds=Number(0, 10**6),
      context_megabytes=Whole(1, 10**6), log_days=Whole(0, 36500), log_runs=Whole(0, 10**6))
_workspace = _form(Workspace)
_form(ClusterBinding, context=Needed)
_form(RegistryBinding)
_form(EngineBinding)

_TASK_FIELDS = {
    "secret": SecretName, "port": Whole(0, 65535), "protocol": OneOf("sftp", "ftp", "ftps"), "direction": OneOf("download", "upload"),
    "timeout": Number(0.1, 10**6), "accepted": _many[Whole(100, 599), ...],
}
_tasks: Any = tuple(_form(task, **_TASK_FIELDS) for task in TASK_TYPES.values())
_TaskForm: Any = Annotated[_either[_tasks], Field(discriminator="kind")]


def _map(name: str, /, **content: Any) -> type[Form]:
    return create_model(name, __base__=Form, **content)


_build = _map(
    "BuildForm", title=(Text, ""), description=(Text, ""), registry=(Identifier, ...), image=(Needed, ...), image_version=(Needed, ...),
    engine=(Text, ""), tag_rule=(OneOf(*(rule.value for rule in TagRule)), TagRule.NUMBER.value), tasks=(_many[_TaskForm, ...], ()),
)
_container = _map(
    "ContainerForm", __doc__="One container of a step, with exactly one of `tag`, `version`, `latest` and `build`.",
    name=(Needed, ...), group=(OneOf(*GROUPS.values()), "main"), tag=(Tag, None), version=(Tag, None), latest=(Tag, None),
    build=(Needed, None), digest=(Digest, ""), repository=(Repository, ""), expect=(Text, ""),
    from_=(Text, Field(default="", alias="from")), kept=(Flag, False), exact=(Flag, False), chosen_at=(Moment, None), seen=(Text, ""),
    anew=(Flag, False),
)
_POLICIES = [policy.value for policy in OnFailure]
_Wave = Whole(0, 1000)
_Seconds = Number(0, 10**6)
_Kind = OneOf(*(kind.value for kind in Kind if kind is not Kind.JOB), also=(Kind.JOB.value,))
"""The image of a Job cannot be changed: pre-flight says so."""
_step = _map(
    "StepForm", cluster=(Identifier, ...), namespace=(Identifier, ...), kind=(_Kind, ...),
    workload=(Needed, ...), uid=(Text, ""), wave=(_Wave, 0), after=(_many[Needed, ...], ()), on_failure=(OneOf("", *_POLICIES), ""),
    rollout_seconds=(_Seconds, 0.0), note=(Text, ""), containers=(_many[_container, ...], Field(min_length=1)),
)
_plan = _map(
    "PlanForm", title=(Text, ""), description=(Text, ""), notes=(Text, ""), links=(_many[Needed, ...], ()), concurrency=(Whole(0, 1000), 0),
    on_failure=(OneOf(*_POLICIES), OnFailure.CONTINUE.value), rollout_seconds=(_Seconds, 0.0), also_build=(_many[Needed, ...], ()),
    pauses=(_many[_form(Pause, after_wave=_Wave), ...], ()), drift=(_form(DriftPolicy), Field(default_factory=DriftPolicy)),
    steps=(_many[_step, ...], ()),
)
_bindings = _form(Bindings)

FILES: dict[str, type[Form]] = {"workspace": _workspace, "build": _build, "plan": _plan, "bindings": _bindings}


def to_domain(form: Any) -> Any:
    """A form made from a dataclass back to it, with all that is in it."""
    if isinstance(form, Form) and form.domain is not None:
        hints = get_type_hints(form.domain)
        values = {item.name: to_domain(getattr(form, item.name)) for item in fields(form.domain)}
        enums = {name: hints[name] for name in values if isinstance(hints[name], type) and issubclass(hints[name], StrEnum)}
        return form.domain(**{name: enums[name](value) if name in enums else value for name, value in values.items()})
    if isinstance(form, tuple):
        return tuple(to_domain(item) for item in form)
    return {key: to_domain(item) for key, item in form.items()} if isinstance(form, dict) else form


def keys_of(kind: str) -> tuple[str, ...]:
    """All keys that are known anywhere in a file of this kind."""
    schema = FILES[kind].model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return tuple(dict.fromkeys(key for part in parts for key in part.get("properties", {})))


def json_schema(kind: str) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a kind of file."""
    schema = FILES[kind].model_json_schema()
    properties = {"version": {"const": FORM}, **schema.get("properties", {})}
    required = ["version", *schema.get("required", [])]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"Desktop Pipeline: {kind}",
            "properties": properties, "required": required}
