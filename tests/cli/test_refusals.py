"""What must be refused by the whole pipeline: each fixture breaks one thing of a good run."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from jinja2 import ChoiceLoader, DictLoader

from quantcert.theorems import layer as layer_claims
from quantcert.theorems import render
from quantcert.theorems.dyadic import Dyadic
from tests.checkpoint_files import edit_tensor
from tests.cli.test_verify import certificate, requirements
from tests.small_models import SmallModel, copied, verify

Poison = Callable[[str, Callable[[str], str]], None]


def run(model: SmallModel, folder: Path, *arguments: object) -> tuple[int, dict]:
    out = folder / "out"
    result = verify(model.quantized, "--base", model.original, "--out", out, *arguments)
    assert result.exit_code in (0, 1), result.output
    return result.exit_code, certificate(out)


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Poison:
    """Change the text of one template for this test."""

    def change(template: str, edit: Callable[[str], str]) -> None:
        good = render._environment()
        assert good.loader is not None
        text = good.loader.get_source(good, template)[0]
        assert edit(text) != text
        bad = good.overlay(loader=ChoiceLoader([DictLoader({template: edit(text)}), good.loader]))
        monkeypatch.setattr(render, "_environment", lambda: bad)

    return change


def verdicts(document: dict) -> set[str]:
    return {layer["verdict"] for layer in document["layers"]}


def test_a_sorry_is_refused(model: SmallModel, tmp_path: Path, poison: Poison) -> None:
    poison("theorems/packed-length.j2", lambda t: t.replace("checkPackedLength_sound", "sorry --"))
    code, document = run(model, tmp_path)
    assert (code, verdicts(document)) == (1, {"FAILED"})


def test_an_added_axiom_is_refused(model: SmallModel, tmp_path: Path, poison: Poison) -> None:
    proof = "checkPackedLength_sound (by decide +kernel)"
    poison("theorems/packed-length.j2", lambda t: t.replace(proof, "trust _"))
    poison_text = "axiom trust (p : Prop) : p\n\nend "
    poison("module.lean.j2", lambda t: t.replace("end ", poison_text))
    code, document = run(model, tmp_path)
    assert (code, verdicts(document)) == (1, {"FAILED"})


def test_a_weaker_statement_is_refused(model: SmallModel, tmp_path: Path, poison: Poison) -> None:
    poison("module.lean.j2", lambda t: t.replace("{{ theorem.statement }}", ": True"))
    poison("module.lean.j2", lambda t: t.replace("{{ theorem.proof }}", "True.intro"))
    code, document = run(model, tmp_path)
    assert (code, verdicts(document)) == (1, {"FAILED"})


def test_a_bound_one_unit_too_small_is_refused(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Shrunk(layer_claims.LayerClaim):
        def facts(self) -> dict[str, object]:
            bound = Dyadic(self.bound.mantissa - 1, self.bound.p)
            return {**super().facts(), "bound": bound}

    monkeypatch.setattr(layer_claims, "LayerClaim", Shrunk)
    code, document = run(model, tmp_path)
    assert (code, verdicts(document)) == (1, {"FAILED"})


def test_a_flipped_code_bit_is_refused(model: SmallModel, tmp_path: Path) -> None:
    """With the good file's bound as the requirement, one flipped bit in the worst row fails."""
    _, good = run(model, tmp_path)
    layer = next(layer for layer in good["layers"] if layer["tensor"] == "tall.weight")
    bound = Fraction(layer["bound"]) * 2
    need = requirements(tmp_path, f'max_row_error = "{max(bound, 1)}"')
    need.write_text(
        need.read_text()
        .replace(
            '[[layer]]\npattern = "*"',
            f'[[layer]]\npattern = "tall.*"\ninput_abs_max = 2\nmax_row_error = "{bound}"\n'
            '[[layer]]\npattern = "*"',
        )
        .replace(f'max_row_error = "{max(bound, 1)}"', "max_relative_error = 1")
    )
    code, document = run(model, tmp_path, "--requirements", need)
    assert code == 0, json.dumps(document["layers"])

    spoiled = copied(model, tmp_path / "spoiled")
    flipped = 0
    for byte in range(4):

        def flip(words: np.ndarray, byte: int = byte) -> None:
            words[worst_row(model), byte] ^= 1

        edit_tensor(spoiled.weight_file, "tall.weight_packed", flip, np.uint8)
        result = verify(
            spoiled.quantized,
            "--base",
            spoiled.original,
            "--requirements",
            need,
            "--out",
            tmp_path / "out",
        )
        edit_tensor(spoiled.weight_file, "tall.weight_packed", flip, np.uint8)
        flipped += result.exit_code == 1 or (result.exit_code == 2 and "word" in result.stderr)
    assert flipped == 4


def worst_row(model: SmallModel) -> int:
    """The row of tall.weight with the largest error sum."""
    from quantcert.checkpoints import open_checkpoint, open_quantized
    from quantcert.exact import row_errors

    original = open_checkpoint(model.original).read("tall.weight")
    sums = row_errors(original, open_quantized(model.quantized).read("tall.weight")).sum_abs
    return max(range(len(sums)), key=sums.__getitem__)
