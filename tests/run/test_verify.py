"""A run as a whole: its order, what it reports on the way, what it keeps."""

import time
from pathlib import Path

import pytest

from quantcert.certificate import Verdict
from quantcert.errors import CheckpointError
from quantcert.run import literal_folder, verify
from quantcert.run.open import open_run
from quantcert.run.options import Level, VerifyOptions
from quantcert.run.verify import finish_run, start_run, verify_checkpoint
from tests.support.small_models import SmallModel, copied


@pytest.fixture
def options(model: SmallModel, tmp_path: Path) -> VerifyOptions:
    return VerifyOptions(model.quantized, model.original, None, tmp_path, wanted_level=Level.ROWS)


def test_progress_reaches_all_weights_once(options: VerifyOptions, model: SmallModel) -> None:
    seen: list[tuple[int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "weights":
            seen.append((done, total))

    asked = VerifyOptions(
        options.checkpoint,
        options.base,
        None,
        options.out,
        wanted_level=Level.ROWS,
        progress=progress,
    )
    verified = verify_checkpoint(asked)
    total = 6 * 19 + 11 * 8
    assert seen[0] == (0, total)
    assert seen[-1] == (total, total)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert {layer.verdict for layer in verified.certificate.layers} == {Verdict.PROVED}
    assert len(verified.sources) == 2


@pytest.mark.parametrize("folder", ["original", "quantized"])
def test_a_checkpoint_that_is_replaced_meanwhile(
    model: SmallModel, tmp_path: Path, folder: str
) -> None:
    spoiled = copied(model, tmp_path)
    file = tmp_path / folder / "model.safetensors"

    def replaced(*_: object) -> None:
        time.sleep(0.02)  # the clock of file systems ticks more slowly than ours
        file.write_bytes(file.read_bytes())

    options = VerifyOptions(
        spoiled.quantized,
        spoiled.original,
        None,
        tmp_path / "out",
        wanted_level=Level.ROWS,
        progress=replaced,
    )
    with pytest.raises(CheckpointError, match=f"{folder}/model.safetensors: was changed while"):
        verify_checkpoint(options)


def test_a_judged_layer_leaves_no_results(options: VerifyOptions) -> None:
    run = start_run(open_run(options))
    certificate = finish_run(run)
    assert run.checks == {}
    assert all(entry.results == {} for entry in run.ledger.entries.values())
    assert [layer.tensor for layer in certificate.layers] == sorted(run.seconds, reverse=True)
    assert certificate.measurement.layer_seconds == run.seconds
    assert all(seconds >= 0 for seconds in run.seconds.values())


def test_layers_stand_in_the_order_of_the_checkpoint(options: VerifyOptions) -> None:
    inputs = open_run(options)
    found = finish_run(start_run(inputs))
    assert [layer.tensor for layer in found.layers] == inputs.quantized.matrices()


def test_folders_go_whatever_happens(
    options: VerifyOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr(literal_folder, "_SHARED_MEMORY", memory)
    run = start_run(open_run(options))
    assert run.folder.path.exists()

    def fail(*_: object) -> None:
        raise CheckpointError("spoiled")

    monkeypatch.setattr(verify, "plan_layer", fail)
    with pytest.raises(CheckpointError, match="spoiled"):
        finish_run(run)
    assert not run.folder.path.exists()
