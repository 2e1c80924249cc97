"""Which lines tell of an error, as the tools that builds run write them, and where a failed log is to be opened."""

from __future__ import annotations

import pytest

from desktop_pipeline.domain.log_lines import ERROR_WORDS, LineKind, cause, failing_line, kind_of

ERRORS = [
    # classic builder, BuildKit, buildx
    "The command '/bin/sh -c make' returned a non-zero code: 2",
    '=> ERROR [2/3] RUN make: process "/bin/sh -c make" did not complete successfully: exit code: 2',
    'ERROR: failed to build: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2',
    "manifest for base/none:1 not found: manifest unknown: an error",
    "COPY failed: file not found in build context or excluded by .dockerignore: stat x: file does not exist",
    "Error response from daemon: pull access denied for x",
    # our own lines
    "Failed: ended with exit code 3", "failed: api-7c9: CrashLoopBackOff", "timed_out: not ready after 600 s",
    "The container was killed: out of memory.", "event: Failed to pull image “x”: not found",
    # git, shells, tools of the system
    "fatal: repository 'https://git.example.com/x.git/' not found", "error: pathspec 'v9' did not match any file(s) known to git",
    "remote: error: GH006: Protected branch", "fatal: Authentication failed for 'https://git.example.com/'",
    "/bin/sh: 1: foo: not found", "sh: foo: not found", "bash: line 3: foo: command not found", "cat: /etc/none: No such file or directory",
    "mkdir: cannot create directory 'x': Permission denied", "Killed", "Segmentation fault (core dumped)", "exit status 1",
    "curl: (6) Could not resolve host: example.invalid", "dial tcp 10.0.0.1:443: connect: connection refused",
    "E: Unable to locate package foo", "E:  x", "E: nothing", "Traceback (most recent call last):",
    # compilers and build tools
    "foo.c:3:5: error: expected ‘;’ before ‘}’ token", "src/a.ts(3,5): error TS2322: Type 'x'", "src/a.ts:3:5 - error TS2322: Type 'x'",
    "error[E0382]: borrow of moved value: `x`", "./main.go:5:2: undefined: foo", "main.go:9:1: syntax error: unexpected }",
    "main.go:4:2: declared and not used: x", "Foo.java:5: error: cannot find symbol", "a.o: undefined reference to `main'",
    "thread 'main' panicked at src/main.rs:2:5:", "panic: runtime error: index out of range", "ValueError: invalid literal for int()",
    "java.lang.NullPointerException: x", "Caused by: java.io.IOException", "make: *** [Makefile:3: foo.o] Error 1",
    "gmake[2]: *** No rule to make target 'x'.  Stop.", "npm ERR! missing script: build", "npm error code ENOENT", "[ERROR] BUILD FAILURE",
    "FAILURE: Build failed with an exception.", "Tests run: 5, Failures: 2, Errors: 0, Skipped: 0", "FAIL: test_x (tests.X)",
    "not ok 3 - adds error", "E   assert 1 == 2", "4 failures",
]
HEADINGS = [
    "[1] Code repository: x", "[2] Stop on error", "Step 3/5 : RUN test -f x || (echo failed; exit 1)", "=> [2/3] RUN fail-on-error",
    "=> CACHED [1/3] FROM base/error:1", "#5 [2/3] RUN x", ">>> error", "==== fatal ====",
]
WARNINGS = [
    "warning: old", "WARNING: error pages are not cached", "foo.c:3:5: warning: unused variable ‘error’", "npm WARN deprecated error@1",
    "[WARNING] fatal is deprecated", "W: Failed to fetch http://x", "src/a.ts(3,5): warning TS1: error", "ld: warning: failed to x",
    "1 warning emitted",
]
PLAINS = [
    "", "0 errors, 0 failed", "no errors found", "errors: 0, failures = 0", "Tests run: 5, Failures: 0, Errors: 0, Skipped: 0",
    "terror in the error-prone town", "gcc -Werror -c error.c -o build/error.o", "Compiling src/lib/error/handler.rs", "+ echo failed",
    "$ test -f error", "test returns_error ... ok", "ok 12 - returns error on bad input", "✓ shows an error", "--- PASS: TestError (0.00s)",
    "exit code 0", "exited with code 0", "MyError.java", "not ok 3 - error # TODO later", "default-error-handler ready", "ready in 3 s",
    " > [2/3] RUN make || echo error:", "Building without errors",
]


@pytest.mark.parametrize("line", ERRORS)
def test_errors(line: str) -> None:
    assert kind_of(line) is LineKind.ERROR
    assert any(word in f"\n{line.lower()}" for word in ERROR_WORDS)


@pytest.mark.parametrize("lines,kind", [(HEADINGS, LineKind.HEADING), (WARNINGS, LineKind.WARNING), (PLAINS, LineKind.PLAIN)])
def test_no_errors(lines: list[str], kind: LineKind) -> None:
    assert {line: kind_of(line) for line in lines} == dict.fromkeys(lines, kind)


def test_only_the_beginning_of_a_very_long_line_is_looked_at() -> None:
    assert kind_of("x " * 2000 + "error") is LineKind.PLAIN


CLASSIC = [
    "[1] Code repository", "warning: x", "[2] Build image", "Step 1/3 : FROM a", " ---> 1", "Step 2/3 : RUN ./configure",
    "checking: failed",
    "Step 3/3 : RUN make", "cc -c a.c", "a.c:3:5: error: expected ;", "a.c:9:5: error: another", "make: *** [a.o] Error 1",
    "The command '/bin/sh -c make' returned a non-zero code: 2", "Failed: The image could not be built.", "a.c:3:5: error: expected ;",
]
BUILDKIT = [
    "[1] Build image", "=> [a 1/2] FROM x", "=> [b 1/2] FROM x", "=> [a 2/2] RUN test", "0 of 3 tests: failed and tolerated",
    "=> [b 2/2] RUN make",
    "cc -c b.c", "=> [a 2/2] RUN test", "error: tolerated", "=> [b 2/2] RUN make", "b.c:3:5: error: expected ;", "make: *** [b.o] Error 1",
    '=> ERROR [b 2/2] RUN make: process "/bin/sh -c make" did not complete successfully: exit code: 2', "ERROR: failed to build: x",
    "Failed: The image could not be built.",
]
TASK = ["[1] Code repository", "fatal: tolerated", "[2] Script", "+ ./go", "go: all well", "Failed: ended with exit code 3"]


@pytest.mark.parametrize("lines,place", [
    (CLASSIC, 9), (BUILDKIT, 10), (TASK, 5), (["[1] Script", "nothing"], None), ([], None),
    (["waiting for pods", "event: Failed to pull image", "--- last lines of x/y", "ok", "failed: ImagePullBackOff"], 1),
    (["error: early", "[1] Script", "nothing said"], 0),
    (["=> [1/2] FROM none", "=> ERROR [1/2] FROM none: pull access denied"], 1),
    (["=> [1/2] RUN x", "error: of another task", "[2] Build image", "=> ERROR [1/2] RUN y: exit code: 1"], 3),
])
def test_where_a_failed_log_is_opened(lines: list[str], place: int | None) -> None:
    assert failing_line(lines) == place


ENDED = "The command '/bin/sh -c echo \"error: 1\"; make' returned a non-zero code: 2."


@pytest.mark.parametrize("text,lines,said", [
    (ENDED, CLASSIC[3:12], "a.c:3:5: error: expected ; (exit code 2)"),
    ('process "/bin/sh -c make" did not complete successfully: exit code: 2', ["b.c:1: error: x"], "b.c:1: error: x (exit code 2)"),
    ("executor failed running [/bin/sh -c make]: exit code: 127", ["sh: make: not found"], "sh: make: not found (exit code 127)"),
    (ENDED, ["nothing", "that helps"], "Exit code 2"),
    (ENDED, ["error: tolerated", "Step 3/3 : RUN true; false"], "Exit code 2"),
    ("manifest for x:1 not found", ["error: of another"], "manifest for x:1 not found"),
])
def test_the_error_stands_before_the_command(text: str, lines: list[str], said: str) -> None:
    assert cause(text, lines) == said
