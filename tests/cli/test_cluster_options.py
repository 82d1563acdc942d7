"""Options of runs on clusters."""

import pytest

from tests.support.small_models import SmallModel, verify


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--recheck", "0.5"], "needs --cluster"),
        (["--seed", "1"], "needs --cluster"),
        (["--cluster", "local:1", "--no-reuse"], "cannot be had with --cluster"),
        (["--cluster", "local:1", "--recheck", "2"], "no number from 0 to 1"),
        (["--cluster", "local:1", "--recheck", "x"], "no number from 0 to 1"),
    ],
)
def test_options_that_do_not_fit_are_named(
    model: SmallModel, options: list[str], reason: str
) -> None:
    result = verify(model.quantized, "--base", model.original, *options)
    assert result.exit_code == 2
    assert reason in " ".join(result.output.replace("│", " ").split())


def test_a_scheduler_that_is_not_there_is_named(model: SmallModel, tmp_path) -> None:
    result = verify(model.quantized, "--base", model.original, "--cluster", tmp_path / "none.json")
    assert result.exit_code == 2
    assert "none.json: must be an address" in result.output
