"""What is made from patterns says the same as what Lean makes of every text."""

import numpy as np
import pytest

from quantcert.certificate import Certificate
from quantcert.lean.pattern.book import PatternBook
from quantcert.lean.process.runners import RunnerPool
from tests.support.weight_runs import model_of, run

TENSORS = {
    f"experts.{index}.weight": np.random.default_rng(index).normal(size=size).astype(np.float32)
    for index, size in enumerate([(6, 32), (6, 32), (9, 16), (5, 40)])
}


def claims(certificate: Certificate) -> list[object]:
    """Every theorem with the digests of what it says and rests on."""
    return [(layer.tensor, layer.verdict, layer.theorems) for layer in certificate.layers]


@pytest.mark.parametrize("options", [{}, {"norms": True}], ids=["plain", "norms"])
def test_patterns_change_nothing(tmp_path, monkeypatch, options):
    model, compiled = model_of(tmp_path, TENSORS), []
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
    assert fewer < len(compiled) - fewer == 2 * len(TENSORS)
