"""Titles that the program makes."""

from __future__ import annotations

from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.titles import again_title, build_title, job_title


def test_what_is_made_by_the_program_has_a_title_of_the_same_form_everywhere() -> None:
    assert again_title(Plan("Friday", ())) == "Again: Friday"
    assert again_title(Plan("", (), also_build=("web", "api"))) == "Again: web, api"
    assert job_title("nightly-report") == "nightly-report, now"
    assert build_title(Build("web", "", "", "", title="Web shop")) == "Build Web shop"
    assert build_title(Build("web", "", "", "")) == "Build web"
