"""A refuted weight, as the command shows it: exit code, witness, certificate."""

from pathlib import Path

import pytest

from tests.cli.test_verify import certificate
from tests.support.small_models import SmallModel, verify
from tests.support.weight_runs import change_plane, flip, no_comparison, spoil_literals


@pytest.mark.parametrize("compared", [True, False])
def test_a_flipped_bit_of_a_weight(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compared: bool
) -> None:
    spoil_literals(monkeypatch, "tall.weight", change_plane(5, flip(7, 0, 0, bit=20)))
    if not compared:
        no_comparison(monkeypatch)
    out = tmp_path / "out"
    result = verify(model.quantized, "--base", model.original, "--out", out)
    assert result.exit_code == 1, result.output
    assert result.stdout.splitlines()[-1].startswith("REJECTED: 1 of 2 LAYERS (")
    assert "tall.weight: row 7, column 5: " in " ".join(result.stdout.split())
    wide, tall = certificate(out)["layers"]
    assert (wide["verdict"], tall["verdict"]) == ("PROVED", "FAILED")
    assert (tall["finding"]["row"], tall["finding"]["column"]) == (7, 5)
    (check,) = (theorem for theorem in tall["theorems"] if theorem["kind"] == "chunk-checked")
    assert "while replaying declaration" in check["finding"]["message"]
