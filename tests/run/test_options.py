"""What a run is asked to do."""

from dataclasses import fields
from pathlib import Path

import pytest

from quantcert.run.options import Level, VerifyOptions, silent


@pytest.mark.parametrize("wanted", [Level.WEIGHTS, Level.ROWS])
def test_without_an_original_there_is_structure_alone(wanted: Level) -> None:
    model, original = Path("model"), Path("original")
    alone = VerifyOptions(model, None, None, Path("out"), wanted_level=wanted)
    assert alone.level is Level.STRUCTURE
    assert VerifyOptions(model, original, None, Path("out"), wanted_level=wanted).level is wanted


def test_progress_is_silent_unless_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    VerifyOptions(Path("model"), None, None, Path("out")).progress("weights", 1, 2)
    silent("weights", 2, 2)
    assert capsys.readouterr() == ("", "")


def test_every_path_but_an_output_is_read() -> None:
    paths = {field.name for field in fields(VerifyOptions) if "Path" in str(field.type)}
    options = VerifyOptions(**{name: Path(name) for name in paths})
    assert {str(path) for path in options.read} == paths - {"out", "golden"}
    assert VerifyOptions(Path("model"), None, None).read == (Path("model"),)
