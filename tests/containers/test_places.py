"""Checkpoints in stores: the same numbers, read by range."""

import io
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import fsspec
import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.containers.places import StorePath, address, located
from quantcert.errors import CheckpointError
from quantcert.formats import open_quantized
from tests.support.small_models import SmallModel


class RangeHandler(SimpleHTTPRequestHandler):
    """Serves a folder; `asked` are the ranges of the tensors' files."""

    asked: ClassVar[list[tuple[int, int]]]
    ignores_ranges = False

    def log_message(self, *_: object) -> None:
        pass

    def send_head(self):  # type: ignore[no-untyped-def]
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if found is None or self.ignores_ranges:
            return super().send_head()
        start, last = map(int, found.groups())
        content = Path(self.translate_path(self.path)).read_bytes()
        if self.path.endswith(".safetensors"):
            self.asked.append((start, last))
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{last}/{len(content)}")
        self.send_header("Content-Length", str(last + 1 - start))
        self.end_headers()
        return io.BytesIO(content[start : last + 1])


@pytest.fixture
def server(model: SmallModel) -> Iterator[tuple[str, type[RangeHandler]]]:
    """The URL of the small model's folder, and what the server was asked."""

    class Handler(RangeHandler):
        asked: ClassVar[list[tuple[int, int]]] = []

    folder = str(model.original.parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=folder)) as found:
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{found.server_port}", Handler
        finally:
            found.shutdown()
            thread.join()


@pytest.fixture
def memory(model: SmallModel) -> Iterator[str]:
    """The small model in memory."""
    store = fsspec.filesystem("memory")
    for folder in (model.original, model.quantized):
        for file in folder.iterdir():
            store.pipe_file(f"/models/{folder.name}/{file.name}", file.read_bytes())
    yield "memory://models"
    store.rm("/models", recursive=True)


def same(url: str, model: SmallModel) -> None:
    """A checkpoint and its original have the same numbers and digests as those on disk."""
    found, expected = open_checkpoint(f"{url}/original"), open_checkpoint(model.original)
    assert found.files() == expected.files()
    for name in expected.names():
        assert np.array_equal(found.read(name), expected.read(name))
    assert np.array_equal(
        found.read_rows("wide.weight", 2, 4), expected.read_rows("wide.weight", 2, 4)
    )
    there, here = open_quantized(f"{url}/quantized", found), open_quantized(model.quantized)
    assert there.matrices() == here.matrices()
    for name in here.matrices():
        assert np.array_equal(there.read_rows(name, 0, 2).codes, here.read_rows(name, 0, 2).codes)
    found.refuse_changed()


def test_a_store_in_memory_holds_the_same(memory: str, model: SmallModel) -> None:
    same(memory, model)


def test_a_server_gives_the_same_by_range(server, model: SmallModel) -> None:
    url, handler = server
    same(url, model)
    size = (model.original / "model.safetensors").stat().st_size
    asked = [last + 1 - start for start, last in handler.asked]
    assert asked
    assert 2 * 19 * 4 in asked  # two rows of `wide.weight`
    assert max(asked) <= size


def test_a_server_that_ignores_ranges_is_refused(server) -> None:
    url, handler = server
    found = open_checkpoint(f"{url}/original")
    handler.ignores_ranges = True
    with pytest.raises(CheckpointError, match="cannot read by range"):
        found.read_rows("wide.weight", 1, 2)


def test_a_file_that_changes_in_a_store_is_noticed(memory: str) -> None:
    found = open_checkpoint(f"{memory}/original")
    fsspec.filesystem("memory").pipe_file("/models/original/config.json", b'{"a": 1}')
    with pytest.raises(CheckpointError, match="was changed while it was read"):
        found.refuse_changed()


@pytest.mark.parametrize("url", ["memory://nowhere/model", "memory:/nowhere/model"])
def test_what_is_not_there_is_named(url: str) -> None:
    with pytest.raises(CheckpointError, match="not a directory"):
        open_checkpoint(url)


def test_a_scheme_that_nobody_knows_is_named() -> None:
    with pytest.raises(CheckpointError, match="nosuch://x: cannot be opened"):
        open_checkpoint("nosuch://x")


@pytest.mark.parametrize("url", ["s3://bucket/a/b", "https://host:80/a", "memory://a"])
def test_urls_survive_being_taken_for_paths(url: str) -> None:
    assert located(Path(url)) == located(url)
    assert address(Path(url) / "x") == f"{url}/x"
    assert isinstance(located(url) / "x", StorePath)


def test_paths_stay_paths(tmp_path: Path) -> None:
    assert not isinstance(located(tmp_path), StorePath)
    assert address(tmp_path) == str(tmp_path)
