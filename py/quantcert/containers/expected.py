"""Are the files at hand those that a certificate or a statement is about?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from quantcert.containers.hashing import hash_file


def other_files(expected: Mapping[str, str], path: Path) -> Iterator[str]:
    """What is wrong with the files of a checkpoint, a line each.

    `expected` are SHA-256 digests by names in the checkpoint's folder; of a checkpoint that is a
    file, or files side by side, `path` is one of them. Raises CheckpointError if one cannot be
    read.
    """
    folder = path if path.is_dir() else path.parent
    if not path.is_dir() and path.name not in expected:
        yield f"{path}: is not one of {', '.join(expected)}"
        return
    for name, digest in expected.items():
        file = folder / name
        if "\0" in name or not file.resolve().is_relative_to(folder.resolve()):
            yield f"{name}: is not in {folder}"
        elif not file.is_file():
            yield f"{file}: is missing"
        elif (found := hash_file(file)) != digest:
            yield f"{file}: has SHA-256 {found}, expected: {digest}"
