"""Texts about what is kept on this computer: journal, drafts, logs, and the files that people write."""

from __future__ import annotations

MESSAGES_FILES: dict[str, str] = {
    # journal
    "journal.full": "The disk is full: the journal {file} cannot be written, so nothing more is changed. Free some space, then"
                    " try again; a run that was interrupted can be resumed.",
    "journal.unwritable": "The journal {file} cannot be written ({reason}), so nothing is changed. Check the rights of the folder,"
                          " or choose"
                          " another profile with --profile.",
    "journal.busy": "The journal {file} has been in use by another process for too long. Close other windows of this program and"
                    " try again.",
    "journal.broken": "The journal {file} is damaged ({reason}). Move it away or put back the newest copy (journal.db.v….bak)"
                      " beside it; then"
                      " start again. Images and clusters are not touched by this.",
    "journal.newer": "The journal {file} was written by a newer version of this program (form {version}, known up to {known})."
                     " Install that version, or choose another profile with --profile.",
    "journal.network": "The profile folder {folder} lies on a network file system ({kind}), where a journal cannot be kept safely."
                       " Choose a folder on a local disk with --profile.",
    "journal.no_run": "The journal of this profile has no run “{run}”.",
    "journal.run_exists": "The journal has a run “{run}” already.",
    "journal.run_held": "The run “{run}” is at work in another window or process. Watch it there, or stop it.",
    # drafts and cache
    "store.full": "The disk is full: {file} cannot be written. Free some space; until then choices are not kept.",
    "store.unwritable": "{file} cannot be written ({reason}). Check the rights of the folder, or choose another profile with --profile.",
    "store.busy": "{file} has been in use by another process for too long. Close other windows of this program and try again.",
    "store.broken": "{file} is damaged ({reason}). Move it away, or put back the newest copy ({file}.v….bak); then start again.",
    "store.newer": "{file} was written by a newer version of this program (form {version}, known up to {known}). Install that version, or"
                   " choose another profile with --profile.",
    "store.network": "The profile folder {folder} lies on a network file system ({kind}), where it cannot be kept safely."
                     " Choose a folder on a local disk with --profile.",
    # logs
    "log.in_use": "The log “{log}” is being written by another process.",
    "log.unwritable": "The log “{log}” cannot be written in {folder}: {reason}.",
    "log.save_failed": "The log cannot be saved as {file}: {reason}.",
    # files that people write: where they are
    "file.problem": "{file}, line {line}, {path}: {problem}",
    "file.problem_whole": "{file}: {problem}",
    "file.missing": "{file} does not exist.",
    "file.changed": "{file} was changed by somebody else since it was read. Compare the two, then save again.",
    "file.has_problems": "{file} has mistakes and is not overwritten. Put them right in the file first.",
    "file.unreadable": "{file} cannot be read: {reason}.",
    "file.unwritable": "{file} cannot be written: {reason}.",
    "file.bad_name": "“{name}” cannot be the name of a file: letters, digits, “-”, “_” and “.”, at most 100, beginning with a"
                     " letter or digit.",
    "file.cannot_hold": "{file} cannot hold these values exactly: {problem}. Nothing was written.",
    "file.newer": "{file} has version {version}; this program knows versions up to {known}. Install a newer version of the program.",
    "schema.unknown": "There is no schema “{kind}”. There are: {known}.",
    # files that people write: their form
    "file.extension": "Only files that end in “.yaml” are read. Rename this one.",
    "file.not_utf8": "The file is not valid UTF-8 (byte {position}). Save it as UTF-8.",
    "file.too_large": "The file has more than {limit} MB; no file that large is read.",
    "file.yaml": "This is not valid YAML: {text}.",
    "file.empty": "The file is empty. It must begin with “version: 1”.",
    "file.documents": "A file holds one document; remove what follows “---”.",
    "file.too_deep": "Values are nested deeper than {limit} levels.",
    "file.too_many": "The file has more than {limit} values (repeated anchors count each time).",
    "file.anchor": "The anchor “{anchor}” is not known here or contains itself.",
    "file.tag": "Types such as “{tag}” cannot be given here. Remove it.",
    "file.duplicate_key": "“{key}” stands here twice (first in line {first}). Keep one.",
    "file.key_not_text": "A key must be plain text.",
    "file.unknown_key": "“{key}” is not known here. Remove it; “desktop-pipeline schema {kind}” lists what is.",
    "file.unknown_key_meant": "“{key}” is not known here. Did you mean “{meant}”?",
    "file.missing_key": "“{key}” is missing.",
    "file.not_a_map": "Here must be keys with values (“key: value”).",
    "file.not_a_list": "Here must be a list (“- …”).",
    "file.not_text": "Here must be text.",
    "file.not_flag": "“{value}” must be true or false.",
    "file.not_whole": "“{value}” must be a whole number from {least} to {most}.",
    "file.not_number": "“{value}” must be a number from {least} to {most}.",
    "file.not_time": "“{value}” must be a time such as 2025-01-31T12:00:00+00:00.",
    "file.not_one_of": "“{value}” is not one of {known}.",
    "file.must_not_be_empty": "This must not be empty.",
    "file.newer_here": "The file has version {version}; this program knows versions up to {known}. Install a newer version of the program.",
    "file.no_version": "“version: 1” is missing.",
    "file.bad_version": "The version must be a whole number, not “{value}”.",
    "file.bad_value": "This value is refused: {text}.",
    "file.exists": "{file} is there already, or stands twice in what is to be saved. Rename that file, or mend what is wrong in it.",
    "file.password": "This address contains a password, which does not belong in a file. Put it into the keyring and name it with"
                     " “secret:” (for example “secret: git/shop”), the user with “username:”.",
    "file.secret_name": "This is not the name of a secret. Names look like git/shop; the secret itself belongs in the keyring.",
    "file.bad_id": "“{value}” cannot be an id: no spaces, no “/”.",
    "file.bad_address": "“{value}” is not the address of a registry. Write host[:port][/folder], without “https://” and without “/” at the end.",
    "file.duplicate": "“{name}” stands here twice.",
    "file.duplicate_app_map": "The app map {name} stands here twice.",
    "file.unknown_cluster": "The cluster “{cluster}” is not in the list of clusters.",
    "file.exact_without_digest": "“exact” means: this digest, whatever the tag. Write the digest, or leave “exact” out.",
    "file.duplicate_step": "The workload {name} has two steps. Put its containers into one.",
    "file.duplicate_container": "The container “{name}” stands here twice.",
    "file.same_repository": "The build “{other}” makes the same image {repository}. One image repository belongs to one build;"
                            " change one of them.",
    "file.one_mode": "A container needs exactly one of “tag”, “version”, “latest” and “build”; here {found}.",
    "file.digest_with_build": "A container with “build” has no “digest”: the build makes it.",
    "file.no_repository": "Say which image it is, with “repository” or “expect”.",
    "file.bad_digest": "“{value}” is no digest. A digest looks like sha256:… with 64 hexadecimal digits.",
}
