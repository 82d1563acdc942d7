"""Region files: written and read back, and every way in which one can be wrong is named."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from quantcert.containers import hash_file, open_checkpoint
from quantcert.errors import CalibrationError, OutputError
from quantcert.exact.dyadic import Dyadic
from quantcert.forward.measurement import BlockErrors, LayerErrors, LogitErrors, Observed
from quantcert.forward.region_file import (
    Origin,
    SourceFile,
    check_target,
    read_region,
    write_region,
)
from quantcert.models.region import Size
from tests.support.checkpoints import weights, write_checkpoint

DIGESTS = {"config.json": 64 * "0", "model.safetensors": 64 * "a"}
POINTS = {"p output": Size(Dyadic(3, 1), Dyadic(0, 0), Dyadic(1 << 80, 3))}
NORMS = {"p norm": Dyadic(5, 70)}
ORIGIN = Origin(
    family="llama",
    base=DIGESTS,
    checkpoint=DIGESTS,
    input=SourceFile("text", 64 * "b"),
    tokenizer=SourceFile("tokenizer.json", 64 * "c"),
    positions=100,
    windows=2,
    length=50,
)
OBSERVED = Observed(
    blocks=(BlockErrors("embeddings", 2.5, 0.0, 1e-30),),
    layers=(LayerErrors("head", "w", 1e22, 0.125, 3.0),),
    logits=LogitErrors(0.5, Decimal("1.5E+4343"), Decimal("26.42"), Decimal("33")),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_region(tmp_path / "region.json", POINTS, NORMS, ORIGIN, OBSERVED)
    return tmp_path / "region.json"


def test_round_trip(file: Path) -> None:
    found = read_region(file)
    assert found.region.points == POINTS
    assert found.region.norms == NORMS
    assert found.region.sha256 == hash_file(file)
    assert found.region.origin == "100 tokens of text, 50 at a time"
    assert found.origin == ORIGIN
    assert found.observed == OBSERVED
    assert [path.name for path in file.parent.iterdir()] == ["region.json"]


def test_no_observation_is_rounded_up(tmp_path: Path) -> None:
    """An error that attains its bound is not read back as one above it."""
    observed = replace(OBSERVED, blocks=(BlockErrors("embeddings", 1.9999999, 0.08145296, 0.5),))
    write_region(tmp_path / "r", POINTS, NORMS, ORIGIN, observed)
    (block,) = read_region(tmp_path / "r").observed.blocks
    assert block == BlockErrors("embeddings", 1.99999, 0.0814529, 0.5)


def test_vectors_and_no_logits(tmp_path: Path) -> None:
    origin, observed = replace(ORIGIN, tokenizer=None), replace(OBSERVED, logits=None)
    write_region(tmp_path / "r", {}, {}, origin, observed)
    found = read_region(tmp_path / "r")
    assert (found.origin, found.observed) == (origin, observed)
    assert found.region.origin == "100 vectors of text"


def put(*path: Any) -> Callable[[dict], None]:
    """Change a field (or add one); the last entry is the value."""

    def change(document: dict) -> None:
        *places, last, value = path
        for place in places:
            document = document[place]
        document[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (put("schema_version", 2), "schema_version"),
        (put("points", "p output", "entry", [-1, 0]), "points/p output/entry/0"),
        (put("points", "p output", "entry", [1, -1]), "points/p output/entry/1"),
        (put("points", "p output", "entry", [1.5, 0]), "points/p output/entry/0"),
        (put("points", "p output", "entry", [1, 2, 3]), "points/p output/entry"),
        (put("points", "p output", "entry", 0.5), "points/p output/entry"),
        (put("points", "p output", {"entry": [1, 0]}), "points/p output"),
        (put("norms", "p norm", [1, 1 << 40]), "norms/p norm/1"),
        (put("origin", "base", {}), "origin/base"),
        (put("origin", "base", "config.json", "abc"), "origin/base/config.json"),
        (put("origin", "input", None), "origin/input"),
        (put("origin", "positions", 0), "origin/positions"),
        (put("observed", "blocks", 0, "alone", "NaN"), "observed/blocks/0/alone"),
        (put("observed", "blocks", 0, "alone", "1e999"), "observed"),
        (put("observed", "logits", "original_perplexity", "1E" + 30 * "9"), "observed"),
        (put("observed", "layers", 0, "error", 0.5), "observed/layers/0/error"),
        (put("observed", "logits", "difference", "-1"), "observed/logits/difference"),
        (put("more", 1), r"\(top\)"),
    ],
)
def test_wrong_fields_are_named(file: Path, change: Callable[[dict], None], place: str) -> None:
    document = json.loads(file.read_text())
    change(document)
    file.write_text(json.dumps(document))
    with pytest.raises(CalibrationError, match=rf"region\.json: not a region: {place}: "):
        read_region(file)


def test_whole_numbers_are_read_as_such(file: Path) -> None:
    document = json.loads(file.read_text())
    document["points"]["p output"]["entry"] = [3.0, 1.0]
    file.write_text(json.dumps(document))
    bound = read_region(file).region.points["p output"].entry
    assert (repr(bound.mantissa), repr(bound.p)) == ("3", "1")


def test_unreadable(tmp_path: Path) -> None:
    (tmp_path / "broken").write_text("{")
    (tmp_path / "binary").write_bytes(b"\xff")
    for name, message in (
        ("absent", "cannot be read"),
        ("broken", "not JSON"),
        ("binary", "not J"),
    ):
        with pytest.raises(CalibrationError, match=message):
            read_region(tmp_path / name)


def test_only_for_the_checkpoints_it_was_measured_on(tmp_path: Path) -> None:
    folders = [write_checkpoint(tmp_path / str(n), {"m": weights(2, 2, seed=n)}) for n in (0, 1)]
    base, checkpoint = (open_checkpoint(folder) for folder in folders)
    origin = replace(ORIGIN, base=base.files(), checkpoint=checkpoint.files())
    path = tmp_path / "region.json"
    write_region(path, POINTS, NORMS, origin, OBSERVED)
    region = read_region(path)
    region.check(checkpoint, base, path)
    with pytest.raises(
        CalibrationError, match=r"region\.json: base/model\.safetensors: the region"
    ):
        region.check(checkpoint, checkpoint, path)
    with pytest.raises(CalibrationError, match=r"checkpoint/model\.safetensors: .* another check"):
        region.check(base, base, path)
    write_region(path, POINTS, NORMS, replace(origin, base={"index": 64 * "0"}), OBSERVED)
    with pytest.raises(CalibrationError, match=r"base/config\.json: the region has no such file"):
        read_region(path).check(checkpoint, base, path)


@pytest.mark.parametrize("text", ["{}", "[]", "no", "", '{"schema": "quantcert-certificate"}'])
def test_what_is_no_region_is_not_written_over(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config.json"
    file.write_text(text)
    with pytest.raises(OutputError, match=r"config\.json: holds no region"):
        check_target(file)


def test_a_region_may_be_written_over(tmp_path: Path) -> None:
    check_target(tmp_path / "region.json")
    write_region(tmp_path / "region.json", POINTS, NORMS, ORIGIN, OBSERVED)
    check_target(tmp_path / "region.json")
