"""Files with mistakes: kind, content, and line, path and code of each problem that must be found."""

from __future__ import annotations

ROW = "        - {name: web, repository: a/b, tag: '1'}\n"
STEP = "version: 1\nsteps:\n  - cluster: lab\n    namespace: shop\n    kind: Deployment\n    workload: web\n    containers:\n"
HEAD = "version: 1\nregistry: hub\nimage: shop/web\nimage_version: 1.10\n"

CORPUS: dict[str, tuple[str, str | bytes, list[tuple[int, str, str]]]] = {
    "empty": ("plan", "", [(0, "", "file.empty")]),
    "only a comment": ("build", "# nothing\n", [(0, "", "file.empty")]),
    "text": ("workspace", "hello", [(1, "", "file.not_a_map")]),
    "list": ("workspace", "- a\n", [(1, "", "file.not_a_map")]),
    "syntax": ("plan", "version: 1\nsteps: [a\nb: c\n", [(3, "", "file.yaml")]),
    "tab": ("plan", "version: 1\n\ttitle: x\n", [(2, "", "file.yaml")]),
    "control sign": ("plan", b"version: 1\ntitle: a\x01b\n", [(2, "", "file.yaml")]),
    "not UTF-8": ("plan", b"version: 1\ntitle: \xff\n", [(2, "", "file.not_utf8")]),
    "two documents": ("plan", "version: 1\n---\nversion: 1\n", [(2, "", "file.documents")]),
    "no version": ("plan", "title: x\n", [(1, "version", "file.no_version")]),
    "bad version": ("plan", "version: 1.0\n", [(1, "version", "file.bad_version")]),
    "newer": ("plan", "version: 2\nwhatever: x\n", [(1, "version", "file.newer_here")]),
    "unknown keys": ("plan", "version: 1\ntitel: x\nquite-other: y\n",
                     [(2, "titel", "file.unknown_key_meant"), (3, "quite-other", "file.unknown_key")]),
    "duplicate key": ("plan", "version: 1\ntitle: a\ntitle: b\n", [(3, "title", "file.duplicate_key")]),
    "key not text": ("plan", "version: 1\n? [a, b]\n: c\ntitle: x\n", [(2, "", "file.key_not_text")]),
    "tags": ("plan", "version: 1\ntitle: !!python/name:os.system x\nnotes: !!str 5\n", [(2, "title", "file.tag")]),
    "unknown anchor": ("plan", "version: 1\ntitle: *x\n", [(2, "title", "file.anchor")]),
    "anchor in itself": ("plan", "version: 1\nsteps: &a\n  - *a\n", [(3, "steps[0]", "file.anchor"), (3, "steps[0]", "file.not_a_map")]),
    "merge key": ("plan", "version: 1\nx: &a {title: b}\n<<: *a\n", [(2, "x", "file.unknown_key"), (3, "<<", "file.unknown_key")]),
    "kinds of value": ("plan", "version: 1\ntitle: [a]\nconcurrency: {a: b}\nsteps: x\nalso_build: {a: b}\n", [
        (2, "title", "file.not_text"), (3, "concurrency", "file.not_text"), (4, "steps", "file.not_a_list"),
        (5, "also_build", "file.not_a_list"),
    ]),
    "order": ("plan", """\
version: 1
on_failure: pray
pauses: [{after_wave: 1}, {after_wave: 1, text: a}, {after_wave: x}]
steps:
  - {cluster: a, namespace: b, kind: Deployment, workload: web, after: [api], containers: [{name: c, tag: 1, repository: d}]}
  - {cluster: a, namespace: b, kind: Deployment, workload: api, wave: -1, containers: [{name: c, tag: 1, repository: d}]}
  - cluster: a
    namespace: b
    kind: Deployment
    workload: db
    after:
      - nobody
      - web
    rollout_seconds: soon
    containers: [{name: c, tag: 1, repository: d}]
""", [(2, "on_failure", "file.not_one_of"), (3, "pauses[2].after_wave", "file.not_whole"), (3, "pauses[1]", "file.duplicate"),
      (6, "steps[1].wave", "file.not_whole"), (11, "steps[2].after", "order.unknown"),
      (14, "steps[2].rollout_seconds", "file.not_number")]),
    "exact without a digest": ("plan", STEP + "      - {name: a, tag: '1', repository: a/b, exact: yes}\n", [
        (8, "steps[0].containers[0]", "file.exact_without_digest")]),
    "a container with a bad tag is no empty list": ("plan", STEP + "      - {name: a, tag: '1.1 ', repository: a/b}\n", [
        (8, "steps[0].containers[0].tag", "image.bad_tag")]),
    "steps that wait for one another": ("plan", """version: 1
steps:
  - {cluster: a, namespace: b, kind: Deployment, workload: web, after: [api], containers: [{name: c, tag: 1, repository: d}]}
  - {cluster: a, namespace: b, kind: Deployment, workload: api, wave: 1, containers: [{name: c, tag: 1, repository: d}]}
""", [(2, "steps", "order.against_waves")]),
    "a loop, a step twice and an unknown word beside a step of an unknown kind": ("plan", """\
version: 1
steps:
  - {cluster: a, namespace: b, kind: Deploymnt, workload: db, containers: [{name: c, tag: 1, repository: d}]}
  - {cluster: a, namespace: b, kind: Deployment, workload: web, after: [api, db], containers: [{name: c, tag: 1, repository: d}]}
  - {cluster: a, namespace: b, kind: Deployment, workload: api, after: [web], containers: [{name: c, tag: 1, repository: d}]}
  - {cluster: a, namespace: b, kind: Deployment, workload: api, containers: [{name: c, tag: 1, repository: d}]}
  - {cluster: a, namespace: b, kind: Deployment, workload: job, after: [nobody], containers: [{name: c, tag: 1, repository: d}]}
""", [(2, "steps", "order.cycle"), (3, "steps[0].kind", "file.not_one_of"), (6, "steps[3]", "file.duplicate_step"),
      (7, "steps[4].after", "order.unknown")]),
    "a step without a name may be the one that is meant": ("plan", """\
version: 1
steps:
  - {cluster: a, namespace: b, kind: Deployment, containers: [{name: c, tag: 1, repository: d}]}
  - {cluster: a, namespace: b, kind: Deployment, workload: web, after: [db], containers: [{name: c, tag: 1, repository: d}]}
""", [(3, "steps[0].workload", "file.missing_key")]),
    "numbers": ("workspace", "version: 1\nlimits:\n  rollouts: 0x10\n  builds: 0\n  rollout_seconds: soon\n  settle_seconds: -1\n", [
        (3, "limits.rollouts", "file.not_whole"), (4, "limits.builds", "file.not_whole"),
        (5, "limits.rollout_seconds", "file.not_number"), (6, "limits.settle_seconds", "file.not_number"),
    ]),
    "not nested": ("workspace", "version: 1\nclusters:\n- lab\n-\n- id:\n", [
        (3, "clusters[0]", "file.not_a_map"), (4, "clusters[1]", "file.not_a_map"), (5, "clusters[2].id", "file.missing_key"),
    ]),
    "workspace": ("workspace", """\
version: 1
clusters:
  - id: lab
    protection: closed
  - id: lab
app_maps:
  - {cluster: lab, namespace: shop}
  - {cluster: lab, namespace: shop}
  - {cluster: prod, namespace: shop}
registries:
  - id: a/b
    address: https://hub
    plain_http: maybe
  - id: x
""", [
        (4, "clusters[0].protection", "file.not_one_of"), (5, "clusters[1]", "file.duplicate"),
        (8, "app_maps[1]", "file.duplicate_app_map"), (9, "app_maps[2].cluster", "file.unknown_cluster"),
        (11, "registries[0].id", "file.bad_id"), (12, "registries[0].address", "file.bad_address"),
        (13, "registries[0].plain_http", "file.not_flag"), (14, "registries[1].address", "file.missing_key"),
    ]),
    "build": ("build", "version: 1\nimage:\nimage_version: a b\ntasks:\n  - url: x\n  - kind: dance\n  - kind: code\n    dockerfile: x\n", [
        (1, "registry", "file.missing_key"), (2, "image", "file.missing_key"), (3, "image_version", "build.bad_version"),
        (5, "tasks[0].kind", "file.missing_key"), (6, "tasks[1].kind", "file.not_one_of"),
        (8, "tasks[2].dockerfile", "file.unknown_key"),
    ]),
    "task fields": ("build", HEAD + """\
tasks:
  - kind: file
    port: 70000
    direction: sideways
  - kind: rest
    accepted: [200, ok]
    timeout: 0
    headers: [a]
  - kind: image
    arguments: {A: [b]}
    no_cache: maybe
  - image
""", [
        (7, "tasks[0].port", "file.not_whole"), (8, "tasks[0].direction", "file.not_one_of"),
        (10, "tasks[1].accepted[1]", "file.not_whole"), (11, "tasks[1].timeout", "file.not_number"),
        (12, "tasks[1].headers", "file.not_a_map"), (14, "tasks[2].arguments.A", "file.not_text"),
        (15, "tasks[2].no_cache", "file.not_flag"), (16, "tasks[3]", "file.not_a_map"),
    ]),
    "secrets": ("build", HEAD + """\
tasks:
  - kind: code
    url: https://jo:hunter2@git/x
    secret: hunter2
  - kind: script
    text: |
      git clone https://jo:$TOKEN@git/x
      git clone https://jo:hunter2@git/y
""", [(7, "tasks[0].url", "file.password"), (8, "tasks[0].secret", "file.secret_name"), (10, "tasks[1].text", "file.password")]),
    "steps": ("plan", STEP + "      - {name: a, tag: '1'}\n" + STEP.partition("steps:\n")[2] + """\
      - name: web
        group: side
        repository: a/b:1
        tag: -x
      - name: web
        expect: a/b:1
        build: web
        digest: sha256:xyz
      - {name: x, expect: a/b, tag: '1', version: '2', chosen_at: noon}
      - {name: y, expect: a/b, build: b, digest: "sha256:0123456789abcdef0123456789abcdef"}
""", [
        (8, "steps[0].containers[0]", "file.no_repository"), (9, "steps[1]", "file.duplicate_step"),
        (15, "steps[1].containers[0].group", "file.not_one_of"), (16, "steps[1].containers[0].repository", "build.image_with_tag"),
        (17, "steps[1].containers[0].tag", "image.bad_tag"), (18, "steps[1].containers[1]", "file.duplicate_container"),
        (18, "steps[1].containers[1]", "file.digest_with_build"), (21, "steps[1].containers[1].digest", "file.bad_digest"),
        (22, "steps[1].containers[2]", "file.one_mode"), (22, "steps[1].containers[2].chosen_at", "file.not_time"),
        (23, "steps[1].containers[3]", "file.digest_with_build"),
    ]),
    "no containers": ("plan", STEP.replace("containers:\n", "containers: []\n") + "  - {}\n", [
        (7, "steps[0].containers", "file.must_not_be_empty"), (8, "steps[1].cluster", "file.missing_key"),
        (8, "steps[1].containers", "file.missing_key"), (8, "steps[1].kind", "file.missing_key"),
        (8, "steps[1].namespace", "file.missing_key"), (8, "steps[1].workload", "file.missing_key"),
    ]),
    "bindings": ("bindings", "version: 1\nclusters:\n  lab: {}\n  prod: x\nengines:\n  a: {hots: x}\n", [
        (3, "clusters.lab.context", "file.missing_key"), (4, "clusters.prod", "file.not_a_map"),
        (6, "engines.a.hots", "file.unknown_key_meant"),
    ]),
    "deep": ("plan", "version: 1\ntitle: " + "[" * 100_000, [(2, "title" + "[0]" * 30 + "[0]", "file.too_deep")]),
    "large": ("plan", "version: 1\ntitle: " + "x" * 2_000_000, [(0, "", "file.too_large")]),
    "bomb": ("plan", "version: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
    ), [(7, "", "file.too_many")]),
}
