import pytest

from quantcert.containers import open_checkpoint
from quantcert.containers.gguf.header import read_gguf_header
from quantcert.containers.impostors import refuse_impostor
from quantcert.errors import CheckpointError
from tests.support.checkpoints import weights, write_checkpoint

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n"
PAGES = (b"<!DOCTYPE html><title>404</title>", b"\xef\xbb\xbf\n <HTML><body>", b"<html lang='en'>")


@pytest.mark.parametrize(
    ("content", "words"),
    [(POINTER, "Git LFS pointer"), (b"", "is empty"), *((page, "web page") for page in PAGES)],
)
@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_what_is_in_the_place_of_a_file_is_named(tmp_path, name, content, words):
    folder = write_checkpoint(tmp_path / "m", {"a": weights(2, 3)})
    (folder / name).write_bytes(content)
    with pytest.raises(CheckpointError, match=f"{name}: is .*{words.removeprefix('is ')}"):
        open_checkpoint(folder)


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_a_link_to_nothing_is_named(tmp_path, name):
    folder = write_checkpoint(tmp_path / "m", {"a": weights(2, 3)})
    (folder / name).unlink()
    (folder / name).symlink_to(tmp_path / "blobs" / "gone")
    with pytest.raises(CheckpointError, match=f"{name}: is a link to nothing; the download"):
        open_checkpoint(folder)


def test_a_pointer_in_the_place_of_a_gguf_file_is_named(tmp_path):
    file = tmp_path / "m.gguf"
    file.write_bytes(POINTER)
    with pytest.raises(CheckpointError, match="git lfs pull"):
        read_gguf_header(file)


def test_other_files_pass(tmp_path):
    file = tmp_path / "file"
    for content in (b"{}", b"GGUF", b"versions", b"< html"):
        file.write_bytes(content)
        refuse_impostor(file)


def test_half_a_surrogate_pair_is_refused_where_it_is_read(tmp_path):
    folder = write_checkpoint(tmp_path / "m", {"a": weights(2, 3)})
    (folder / "config.json").write_text('{"architectures": ["\\ud800"]}')
    with pytest.raises(CheckpointError, match=r"config\.json: .*surrogate"):
        open_checkpoint(folder)


def test_a_tensor_named_by_half_a_surrogate_pair_is_refused(tmp_path):
    folder = write_checkpoint(tmp_path / "m", {"abcdef": weights(2, 3)})
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes().replace(b'"abcdef"', b'"\\ud800"'))
    with pytest.raises(CheckpointError, match=r"tensor '\\ud800': the name"):
        open_checkpoint(folder)


def test_a_byte_order_mark_is_named(tmp_path):
    folder = write_checkpoint(tmp_path / "m", {"a": weights(2, 3)})
    (folder / "config.json").write_bytes(b"\xef\xbb\xbf{}")
    with pytest.raises(CheckpointError, match=r"config\.json: not valid JSON: .*BOM"):
        open_checkpoint(folder)
