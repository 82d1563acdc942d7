"""What is made from patterns says the same as what Lean makes of every text."""

from dataclasses import replace

import numpy as np
import pytest

from quantcert.certificate import Certificate
from quantcert.lean import ResultStore
from quantcert.lean.check import module_check
from quantcert.lean.pattern.book import PatternBook
from quantcert.lean.process.run import Outcome
from quantcert.lean.process.runners import RunnerPool
from quantcert.run import cutting
from quantcert.run.open import open_run
from quantcert.run.options import VerifyOptions
from quantcert.run.verify import finish_run, start_run
from tests.support.weight_runs import model_of, rows_of, run

SIZES = [(6, 32), (6, 32), (9, 16), (5, 40)]


def tensors(sizes: list[tuple[int, int]]) -> dict[str, np.ndarray]:
    return {
        f"experts.{index}.weight": np.random.default_rng(index).normal(size=size).astype(np.float32)
        for index, size in enumerate(sizes)
    }


def claims(certificate: Certificate) -> list[object]:
    """Every theorem with the digests of what it says and rests on."""
    return [(layer.tensor, layer.verdict, layer.theorems) for layer in certificate.layers]


@pytest.mark.parametrize(
    ("sizes", "modules", "options"),
    [
        (SIZES, 4, {}),
        (SIZES, 4, {"norms": True}),
        ([(8, 24), (8, 24), (8, 32)], 11, {}),  # two, two and four parts, and the layers
    ],
    ids=["plain", "norms", "parts"],
)
def test_patterns_change_nothing(tmp_path, monkeypatch, sizes, modules, options):
    if modules > len(sizes):
        monkeypatch.setattr(cutting, "CHUNK_WEIGHTS", 2 * 24)
        monkeypatch.setattr(cutting, "PART_CHUNKS", 2)
        monkeypatch.setattr(cutting, "chunk_rows", rows_of)
    model, compiled = model_of(tmp_path, tensors(sizes)), []
    compile_one = RunnerPool.compile

    def counted(self, source, *rest, **further):
        compiled.append(source.stem)
        return compile_one(self, source, *rest, **further)

    monkeypatch.setattr(RunnerPool, "compile", counted)
    made = run(model, tmp_path, network=False, **options)
    fewer = len(compiled)
    monkeypatch.setattr(PatternBook, "filled", lambda *_, **__: None)
    assert claims(run(model, tmp_path, network=False, **options)) == claims(made)
    assert made.accepted
    assert len(compiled) - fewer == 2 * modules
    assert fewer <= len(compiled) - fewer - 3
    assert {layer.theorems != () for layer in made.layers} == {True}


def test_patterns_outlive_results(tmp_path, monkeypatch):
    """A later run of the same shapes elaborates nothing, and replays everything."""
    model, compiled = model_of(tmp_path, tensors(SIZES[:3])), []
    options = VerifyOptions(model.quantized, model.original, None, tmp_path / "out", network=False)
    compile_one = RunnerPool.compile

    def counted(self, source, *rest, **further):
        compiled.append(source.stem)
        return compile_one(self, source, *rest, **further)

    monkeypatch.setattr(RunnerPool, "compile", counted)
    made = []
    for results in ("first", "second"):
        inputs = open_run(options)
        store = ResultStore(inputs.library, tmp_path / results)
        made.append(finish_run(start_run(replace(inputs, store=store))))
        assert made[-1].measurement.reused_modules == 0
        assert bool(compiled) == (results == "first")
        compiled.clear()
    assert claims(made[0]) == claims(made[1])
    assert made[1].accepted


def test_a_pattern_that_takes_too_long_is_given_up(tmp_path, monkeypatch):
    model = model_of(tmp_path, tensors(SIZES[:2]))
    made = run(model, tmp_path, network=False)
    compile_one, late = RunnerPool.compile, []

    def ended(self, source, olean, root, path, limits, **further):
        done = compile_one(self, source, olean, root, path, limits, **further)
        if limits.seconds > module_check.PATTERN_SECONDS:
            return done
        late.append(source.stem)
        return replace(done, outcome=Outcome.TIMEOUT)

    monkeypatch.setattr(RunnerPool, "compile", ended)
    assert claims(run(model, tmp_path, network=False)) == claims(made)
    assert made.accepted
    assert late
