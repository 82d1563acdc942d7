"""What a run is asked to do."""

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
