import json
from importlib import import_module
from pathlib import Path

import pytest

from quantcert.errors import CheckpointError
from quantcert.formats import (
    Opener,
    default_target,
    methods,
    open_quantized,
    register_opener,
    register_reader,
    register_target,
    targets,
)
from quantcert.formats import registry as module
from tests.support.checkpoints import weights, write_checkpoint

FORMATS = Path(module.__file__).parent
ROOT = Path(__file__).resolve().parents[2]
NAMES = [
    "pair35",
    "gptq",
    "awq",
    "compressed_tensors",
    "compressed-tensors",
    "modelopt",
    "auto_round",
    "q4_k",
    *targets(),
]
SEARCHED = {
    "py/quantcert": {".py"},
    "bench": {".py"},
    "specs": {".j2", ".json", ".toml"},
    "lean": {".lean"},
}
OWN = [
    FORMATS / "pair35",
    FORMATS / "block_grid",
    FORMATS / "gguf",
    FORMATS.parent / "containers" / "gguf" / "types.py",
    "bench/copies.py",
    "bench/formats.py",
    "bench/quality.py",
    "bench/peers.py",
    "bench/integer.py",
    "bench/decode.py",
    FORMATS / "gptq",
    FORMATS / "awq",
    FORMATS / "compressed_tensors",
    FORMATS / "modelopt",
    FORMATS / "auto_round",
    *(
        f"lean/QuantCert/{folder}"
        for folder in (
            "Spec/Code",
            "Thm/Code",
            "Spec/Format",
            "Cert/Format",
            "Cert/Packing",
            "Thm/Packing",
        )
    ),
    "lean/QuantCert.lean",
]
"""Where a format may be named: its folder, its codes and their packing, the list of modules."""


def with_settings(folder, settings):
    write_checkpoint(folder, {"w": weights(2, 2)})
    (folder / "config.json").write_text(json.dumps({"quantization_config": settings}))
    return folder


def test_a_reader_is_chosen_by_the_method(tmp_path, monkeypatch):
    methods()  # now the formats of the package are known
    monkeypatch.setattr(module, "_readers", {})
    register_reader("mine", lambda checkpoint, settings: (checkpoint.path, settings["bits"]))
    assert methods() == ["mine"]
    folder = with_settings(tmp_path, {"quant_method": "mine", "bits": 3})
    assert open_quantized(folder) == (folder, 3)
    with pytest.raises(ValueError, match="'mine' already has a reader"):
        register_reader("mine", lambda *_: None)


def test_a_target_has_a_name_of_its_own(monkeypatch):
    first, second = list(targets().values())[:2]
    monkeypatch.setattr(module, "_targets", {})
    monkeypatch.setattr(module, "_default", [])
    register_target(second)
    register_target(first, default=True)
    assert list(targets()) == [second.name, first.name]
    assert default_target() is first
    with pytest.raises(ValueError, match=f"format '{first.name}' is already known"):
        register_target(first)
    monkeypatch.setattr(module, "_targets", {})
    with pytest.raises(ValueError, match=f"'{first.name}' is the default already"):
        register_target(second, default=True)


def test_every_folder_is_a_format():
    folders = [path for path in FORMATS.iterdir() if (path / "__init__.py").exists()]
    assert folders
    for folder in folders:
        assert callable(import_module(f"quantcert.formats.{folder.name}").register)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_a_format_stands_in_its_own_folders_only(name):
    """The rest of the package, the templates, the benchmarks and the library do not know it."""
    found = [
        str(path.relative_to(ROOT))
        for folder, suffixes in SEARCHED.items()
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in suffixes
        and name in path.read_text(encoding="utf-8").lower()
        and not any(path.is_relative_to(ROOT / own) for own in OWN)
    ]
    assert found == []


def test_the_package_reads_its_own_method():
    assert "quantcert" in methods()


@pytest.mark.parametrize("method", ["unheard-of", None, ["quantcert"], 3])
def test_an_unknown_method_is_refused(tmp_path, method):
    folder = with_settings(tmp_path, {"quant_method": method})
    with pytest.raises(CheckpointError) as caught:
        open_quantized(folder)
    known = ", ".join(methods())
    assert f"{folder}: quant_method {method!r} is not known (one of {known})" in str(caught.value)


@pytest.mark.parametrize("settings", [None, {}])
def test_a_checkpoint_that_is_not_quantized_is_refused(tmp_path, settings):
    folder = with_settings(tmp_path, settings)
    with pytest.raises(CheckpointError, match="no quantization_config; this checkpoint is not"):
        open_quantized(folder)


def opener(name, suffix):
    return Opener(
        name, lambda path: path.suffix == suffix, lambda path, original: (name, path, original)
    )


def test_what_an_opener_recognizes_is_opened_by_it(tmp_path, monkeypatch):
    methods()
    monkeypatch.setattr(module, "_openers", {})
    register_opener(opener("one", ".one"))
    register_opener(opener("two", ".two"))
    path = tmp_path / "model.two"
    with pytest.raises(CheckpointError, match="not a directory"):
        open_quantized(path)
    path.write_bytes(b"")
    assert open_quantized(path) == ("two", path, None)
    assert open_quantized(path, "its original") == ("two", path, "its original")
    register_opener(opener("second", ".two"))
    with pytest.raises(CheckpointError, match=r"looks like two and second; it is not clear"):
        open_quantized(path)
    with pytest.raises(ValueError, match="'two' is already opened"):
        register_opener(opener("two", ".three"))
