"""What must be refused by the whole pipeline: each fixture breaks one thing of a good run."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jinja2 import ChoiceLoader, DictLoader

from quantcert.containers import open_checkpoint
from quantcert.exact import row_errors
from quantcert.exact.dyadic import Dyadic
from quantcert.formats import open_quantized
from quantcert.statements import layer as layer_claims
from quantcert.statements import render
from tests.cli.test_verify import NEED, certificate
from tests.support.checkpoints import edit_tensor
from tests.support.small_models import SmallModel, copied, verify

Poison = Callable[[dict[str, tuple[str, str]]], None]
LEVELS = ("rows", "weights")


def run(model: SmallModel, folder: Path, *arguments: object) -> tuple[int, dict]:
    """Exit code and certificate of a run that comes to a verdict."""
    out = folder / "out"
    result = verify(model.quantized, "--base", model.original, "--out", out, *arguments)
    assert result.exit_code in (0, 1), result.output
    return result.exit_code, certificate(out)


def refused(model: SmallModel, folder: Path, level: str) -> str:
    """Why the layers are refused, when all are FAILED."""
    code, document = run(model, folder, "--level", level)
    assert code == 1
    assert {layer["verdict"] for layer in document["layers"]} == {"FAILED"}
    return " ".join(layer["finding"]["message"] for layer in document["layers"])


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Poison:
    """Replace a piece of text in some templates for this test."""

    def change(edits: dict[str, tuple[str, str]]) -> None:
        good = render._environment()
        assert good.loader is not None
        bad = {}
        for template, (old, new) in edits.items():
            text = good.loader.get_source(good, template)[0]
            assert old in text
            bad[template] = text.replace(old, new)
        loader = ChoiceLoader([DictLoader(bad), good.loader])
        monkeypatch.setattr(render, "_environment", lambda: good.overlay(loader=loader))

    return change


LENGTH = "theorems/packed-length.j2"
LENGTH_PROOF = "checkPackedLength_sound (by decide +kernel)"


@pytest.mark.parametrize("level", LEVELS)
def test_a_sorry_is_refused(model: SmallModel, tmp_path: Path, poison: Poison, level: str) -> None:
    poison({LENGTH: (LENGTH_PROOF, "sorry")})
    assert "sorry" in refused(model, tmp_path, level)


@pytest.mark.parametrize("level", LEVELS)
def test_an_added_axiom_is_refused(
    model: SmallModel, tmp_path: Path, poison: Poison, level: str
) -> None:
    trust = "axiom trust (p : Prop) : p\n\n{% for theorem in theorems %}"
    poison(
        {
            LENGTH: (LENGTH_PROOF, "trust _"),
            "module.lean.j2": ("{% for theorem in theorems %}", trust),
        }
    )
    assert "axiom" in refused(model, tmp_path, level)


@pytest.mark.parametrize("level", LEVELS)
def test_a_weaker_statement_is_refused(
    model: SmallModel, tmp_path: Path, poison: Poison, level: str
) -> None:
    poison(
        {
            LENGTH: (LENGTH_PROOF, "True.intro"),
            "module.lean.j2": (
                "{{ theorem.statement }}",
                "{{ ': True' if theorem.kind == 'packed-length' else theorem.statement }}",
            ),
        }
    )
    assert "does not have the expected statement" in refused(model, tmp_path, level)


@pytest.mark.parametrize("level", LEVELS)
def test_a_bound_one_unit_too_small_is_refused(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    def shrunk(**values: Any) -> layer_claims.UseClaim:
        bound = values["bound"]
        return made(**{**values, "bound": Dyadic(bound.mantissa - 1, bound.p)})

    made = layer_claims.UseClaim
    monkeypatch.setattr(layer_claims, "UseClaim", shrunk)
    assert "_error" in refused(model, tmp_path, level)


@pytest.mark.parametrize("level", LEVELS)
def test_a_flipped_code_bit_is_refused(model: SmallModel, tmp_path: Path, level: str) -> None:
    """The good file's own bound is the requirement; a flipped bit in its worst row fails it."""
    row, bound = worst_row(model)
    rule = '[[layer]]\npattern = "tall.*"\ninput_abs_max = 1\nrole = "linear"\n'
    rule += f'max_row_error = "{bound}"\n'
    need = tmp_path / "need.toml"
    need.write_text(
        NEED.format(width=32, tolerance="max_relative_error = 1").replace(
            "[[layer]]", rule + "[[layer]]", 1
        )
    )
    arguments = ("--requirements", need, "--level", level)
    assert run(model, tmp_path, *arguments)[0] == 0

    def flip(words: np.ndarray) -> None:
        words[row, 1] ^= 1

    spoiled = copied(model, tmp_path / "spoiled")
    edit_tensor(spoiled.weight_file, "tall.weight_packed", flip, np.uint8)
    code, document = run(spoiled, tmp_path / "second", *arguments)
    assert code == 1
    (layer,) = (layer for layer in document["layers"] if layer["tensor"] == "tall.weight")
    assert layer["verdict"] == "FAILED"
    assert layer["finding"]["row"] == row


def worst_row(model: SmallModel) -> tuple[int, Fraction]:
    """The row of tall.weight with the largest error sum, and the sum."""
    original = open_checkpoint(model.original).read("tall.weight")
    errors = row_errors(original, open_quantized(model.quantized).read("tall.weight"))
    row = max(range(len(errors.sum_abs)), key=errors.sum_abs.__getitem__)
    return row, Fraction(errors.sum_abs[row], 1 << errors.p)
