"""The Korean translation: complete, with the placeholders of its sources, and in force in the window."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtWidgets import QApplication

from desktop_pipeline.domain.messages import MESSAGES, Message
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.ui.pipeline.cells import OFFER
from desktop_pipeline.ui.texts import install_language, text, tr, trn
from tests.ui.support import Grid, click, key, open_window, sheet_of
from tests.ui.test_history import NIGHT, button, closed, pick, shown

ROOT = Path(__file__).resolve().parents[2]
HANGUL = re.compile("[가-힣]")
NAMES = re.compile(r"\{\w+\}|URL|Job|Dockerfile|Desktop Pipeline|Docker Engine|MB")
"""What stays as it is in Korean."""
BARE_PARTICLE = re.compile(r"\}”?(을|를|은|는|이|가|으로|로|과|와)(?=[\s.,]|$)")


@pytest.fixture(scope="module")
def i18n() -> ModuleType:
    spec = importlib.util.spec_from_file_location("i18n", ROOT / "packaging" / "i18n.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def korean(qapp: QApplication) -> Iterator[None]:
    assert install_language(qapp, "ko") == "ko"
    yield
    install_language(qapp, "en")


def test_nothing_is_untranslated_gone_or_filled_otherwise(i18n):
    assert i18n.problems("ko", i18n.collect()) == []


def test_the_check_finds_what_is_wrong(i18n, tmp_path, monkeypatch):
    monkeypatch.setattr(i18n, "FOLDER", tmp_path)
    path = tmp_path / "desktop_pipeline_ko.ts"
    known = {("A", "Run {n}"): "실행 {m}", ("A", "&Test"): "테스트", ("A", " one"): "하나", ("A", "old"): "옛것", ("A", "{"): "{"}
    path.write_text(i18n.rendered("ko_KR", sorted(known), known), encoding="utf-8")
    found = "\n".join(i18n.problems("ko", [("A", "Run {n}"), ("A", "&Test"), ("A", " one"), ("A", "new"), ("A", "{")]))
    assert [line.split(":")[0] for line in found.splitlines()] == [
        "untranslated", "gone", "other placeholders", "only one of them has an accelerator", "a space at the start or end differs",
        "Single '{' encountered in format string",
    ]
    path.write_text(i18n.rendered("ko_KR", [("A", "new")], {("A", "new"): "새것"}).replace("    ", "  "), encoding="utf-8")
    assert i18n.problems("ko", [("A", "new")]) == ["not as it is written here: run python3 packaging/i18n.py"]


def test_translations_are_korean_with_neutral_particles(i18n):
    for (context, source), translation in i18n.read(i18n.FOLDER / "desktop_pipeline_ko.ts").items():
        assert HANGUL.search(translation) or not re.search("[A-Za-z]", NAMES.sub("", translation)), (context, source)
        assert not BARE_PARTICLE.search(translation), (context, translation)


def test_accelerators_stay_unique_in_each_form(i18n):
    known = i18n.read(i18n.FOLDER / "desktop_pipeline_ko.ts")
    letters: dict[str, list[str]] = {}
    for (context, source), translation in known.items():
        if context.endswith("Form") and i18n.accelerator(source):
            assert i18n.accelerator(translation) == i18n.accelerator(source), translation
            letters.setdefault(context, []).append(i18n.accelerator(translation))
    assert letters["BuildEditorForm"]
    for context, used in letters.items():
        assert len(set(used)) == len(used), (context, used)


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_message_is_filled_in_korean(code, korean, i18n):
    names = set(i18n.placeholders(MESSAGES[code]))
    values = {name: f"<{name}>" for name in names}
    sentence = text(Message.of(code, **values))
    for value in values.values():
        assert value in sentence, sentence
    assert not re.search(r"(?<!\$)\{\w*\}", sentence)


def test_words_that_services_use_for_things_are_translated(korean):
    sentence = text(Message.of("binding.missing", what="registry", name="shop"))
    assert sentence.startswith("레지스트리 “shop”")
    assert text(Message.of("binding.missing", what="gadget", name="shop")).startswith("gadget")


def test_one_form_for_one_and_many(korean):
    one, many = (trn("ToolBar", "{n} workload ready", "{n} workloads ready", n) for n in (1, 2))
    assert one.replace("1", "2") == many


def test_languages_by_name_and_system(qapp, monkeypatch):
    from PySide6.QtCore import QLocale

    try:
        for name in ("ko", "ko_KR", "ko-KR", "KO"):
            assert install_language(qapp, name) == "ko"
        for name in ("en", "en_GB", "fr", "xx"):
            assert install_language(qapp, name) == "en"
            assert tr("Grid", "Latest") == "Latest"
        monkeypatch.setattr(QLocale, "system", lambda: QLocale("ko_KR"))
        assert install_language(qapp) == "ko"
        assert qapp.translate("QPlatformTheme", "Cancel") == "취소"  # Qt's own words
    finally:
        install_language(qapp, "en")


def test_the_choice_in_the_menu_is_remembered(qt_run):
    async def scenario():
        async with open_window() as window:
            names = ("language.system", "language.en", "language.ko")
            assert [window.actions_[name].isChecked() for name in names] == [True, False, False]
            window.actions_["language.ko"].trigger()
            window.actions_.refresh()
            assert [window.actions_[name].isChecked() for name in names] == [False, False, True]
            assert window.state().language == "ko"
            assert "next start" in window.status.text()

    qt_run(scenario())


def test_titles_that_are_kept_are_those_of_the_command_line(qt_run, korean):
    """Journal, reports and other workstations have them: the sheet is Korean, the title is not."""
    async def scenario():
        async with open_window() as window:
            Grid(window).click(key("nightly-report", Kind.CRON_JOB), "", OFFER)
            titles = []
            for act in ("", "history.again"):
                if act:
                    tab = await shown(window)
                    await pick(tab, NIGHT)
                    click(button(tab, act))
                sheet = await sheet_of(window)
                assert HANGUL.search(sheet.windowTitle())
                titles.append(sheet._plan.title)
                click(sheet.cancel)
                await closed(window, type(sheet))
            night = next(header for header in await window.bench.journal.runs() if header.id == NIGHT)
            assert titles == ["nightly-report, now", f"Again: {night.title}"]

    qt_run(scenario(), 40)
