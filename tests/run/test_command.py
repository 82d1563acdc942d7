"""The command line of a run that was not started from one."""

from dataclasses import replace
from pathlib import Path

from typer.main import get_command

from quantcert.cli.verify import app, command_line
from quantcert.run.command import verify_command
from quantcert.run.options import Level, VerifyOptions

PLAIN = VerifyOptions(Path("model"), None, None)
FULL = replace(
    PLAIN,
    base=Path("original"),
    requirements=Path("need.toml"),
    region=Path("region.json"),
    rotated_from=Path("unrotated"),
    exported_from=Path("small"),
    prompts=Path("prompts.txt"),
    golden=Path("golden"),
    integer_prompts=Path("integer.txt"),
    activation_bits=8,
    wanted_level=Level.ROWS,
    lean="lake",
    toolchain_digest="5" * 64,
    network=False,
    gram=True,
    export_data=True,
)


def test_what_is_the_default_is_left_out() -> None:
    assert verify_command(PLAIN) == ("quantcert", "verify", "model")


def test_every_option_is_one_of_the_command() -> None:
    given = verify_command(FULL)
    assert given[3:9] == (
        "--base",
        "original",
        "--requirements",
        "need.toml",
        "--region",
        "region.json",
    )
    assert given[given.index("--level") :][:2] == ("--level", "rows")
    known = {
        name
        for option in get_command(app).params
        for name in (*option.opts, *option.secondary_opts)
    }
    assert {part for part in given if part.startswith("--")} <= known


def test_the_name_of_the_command_takes_the_arguments() -> None:
    assert command_line(["verify", "model"]) == ("quantcert", "verify", "model")
    assert command_line(["model", "--base", "b"]) == ("verify-model", "model", "--base", "b")
