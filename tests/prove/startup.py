"""From the start of the process until the window can be used: at most 3 s, median of 5; and what the imports cost.

Usable = painted for the first time, and Qt's loop has come back three times since. Measured on the sandbox and on a workspace of files with
ten app maps whose cluster does not answer, which must cost nothing before the first paint. As root it goes first, before all other programs
of the computer; `--fair`: without that. `--runs N`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.prove._first import go_first

ROOT = Path(__file__).resolve().parents[2]
BUDGET = 3.0
_GROUPS = ("PySide6", "desktop_pipeline", "kubernetes", "docker", "aiohttp", "requests", "pydantic", "msgspec", "ruamel", "yaml", "keyring",
           "qasync", "asyncio", "sqlite3", "asyncssh", "aioftp", "cryptography", "urllib3")


def child(arguments: list[str]) -> int:
    """The program with its usual arguments; prints when its window was usable, then closes it."""
    from PySide6.QtCore import QEvent, QTimer

    from desktop_pipeline import app
    from desktop_pipeline.ui.main_window import MainWindow

    class Watched(MainWindow):
        turns = 0

        def event(self, event: QEvent) -> bool:
            done = bool(super().event(event))
            if event.type() == QEvent.Type.Paint and not self.turns:
                self.turns = 1
                QTimer.singleShot(0, self.turn)
            return done

        def turn(self) -> None:
            self.turns += 1
            if self.turns <= 3:
                QTimer.singleShot(0, self.turn)
                return
            memory = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if os.name == "posix" else 0
            loaded = [name for name in _GROUPS if name in sys.modules]
            print(json.dumps({"at": time.monotonic(), "memory": memory, "loaded": loaded}), flush=True)
            QTimer.singleShot(0, self.leave)

    app.MainWindow = Watched  # type: ignore[attr-defined]
    from desktop_pipeline.__main__ import main as program

    return program(arguments)


def variables() -> dict[str, str]:
    """The environment of a user, whose Python keeps the modules it has compiled: some machines that build programs forbid it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def start(arguments: list[str]) -> tuple[float, float, list[str]]:
    """Seconds until usable, megabytes then, and which big libraries were loaded by then."""
    begin = time.monotonic()
    command = [sys.executable, "-m", "tests.prove.startup", "--child", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=variables(), capture_output=True, text=True, timeout=60, check=True)
    found = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{")))
    return found["at"] - begin, found["memory"], found["loaded"]


def workspace(folder: Path) -> list[str]:
    """Arguments for a workspace with builds and ten app maps of a cluster that is not there."""
    (folder / "workspace" / "builds").mkdir(parents=True)
    (folder / "profile").mkdir()
    maps = "".join(f"  - cluster: lab\n    namespace: shop-{number}\n    title: shop {number}\n" for number in range(10))
    (folder / "workspace" / "workspace.yaml").write_text(
        f"version: 1\ntitle: Startup\nclusters:\n  - id: lab\n    title: Lab\napp_maps:\n{maps}"
        "registries:\n  - id: main\n    address: 127.0.0.1:9/shop\n    plain_http: true\nengines:\n  - id: local\n")
    for number in range(20):
        (folder / "workspace" / "builds" / f"build-{number}.yaml").write_text(
            f"version: 1\ntitle: Build {number}\nregistry: main\nimage: image-{number}\nimage_version: 1.0.0\nengine: local\n"
            "tasks:\n  - kind: image\n    dockerfile_text: |\n      FROM scratch\n")
    (folder / "kubeconfig").write_text(
        "apiVersion: v1\nkind: Config\ncurrent-context: lab\nclusters:\n  - name: lab\n    cluster:\n      server: https://127.0.0.1:9\n"
        "contexts:\n  - name: lab\n    context: {cluster: lab, user: lab}\nusers:\n  - name: lab\n    user: {token: t}\n")
    (folder / "profile" / "bindings.yaml").write_text(
        f"version: 1\nclusters:\n  lab:\n    context: lab\n    kubeconfig: {folder / 'kubeconfig'}\nengines:\n  local:\n    host: tcp://127.0.0.1:9\n")
    return ["--workspace", str(folder / "workspace"), "--profile", str(folder / "profile")]


def imports(arguments: list[str]) -> str:
    """What is imported before the window is there, by library: its own time, of all its modules."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tests.prove.startup", "--child", *arguments], cwd=ROOT, env=variables(),
        capture_output=True, text=True, timeout=60, check=True)
    own: Counter[str] = Counter()
    for line in done.stderr.splitlines():
        if line.startswith("import time:") and "[us]" not in line:
            mine, _, name = line.removeprefix("import time:").split("|")
            own[next((group for group in _GROUPS if name.strip().partition(".")[0] == group), "others")] += int(mine)
    return ", ".join(f"{name} {micros / 1000:.0f}" for name, micros in own.most_common(10))


def main() -> int:
    if sys.argv[1:2] == ["--child"]:
        return child(sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--fair", action="store_true")
    given = parser.parse_args()
    code = go_first(not given.fair)
    if code is not None:
        return code
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    well = True
    with tempfile.TemporaryDirectory(prefix="prove-startup-") as folder:
        print(f"{'':12}{'median':>9}{'best':>9}{'worst':>9}{'memory':>10}  loaded by then")
        for name, arguments in (("sandbox", ["--sandbox"]), ("workspace", workspace(Path(folder)))):
            start(arguments)  # compiles what is not compiled yet
            runs = [start(arguments) for _ in range(given.runs)]
            seconds = sorted(run[0] for run in runs)
            middle = statistics.median(seconds)
            well = well and middle <= BUDGET
            loaded = ", ".join(item for item in runs[-1][2] if item not in ("PySide6", "desktop_pipeline"))
            print(f"{name:12}{middle:>7.2f} s{seconds[0]:>7.2f} s{seconds[-1]:>7.2f} s{runs[-1][1]:>7.0f} MB  {loaded}")
    print("imports until the sandbox's window, ms: " + imports(["--sandbox"]))
    with tempfile.TemporaryDirectory(prefix="prove-startup-") as folder:
        print("imports until the workspace's window, ms: " + imports(workspace(Path(folder))))
    print(f"budget {BUDGET:.0f} s: {'held' if well else 'NOT held'}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
