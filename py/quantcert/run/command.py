"""The command line that does what options say."""

from __future__ import annotations

from quantcert.run.options import EVALUATED_TOKENS, Level, VerifyOptions


def verify_command(options: VerifyOptions) -> tuple[str, ...]:
    """`quantcert verify ...`, as arguments; what is the default is left out.

    `assumptions` and `norms` have no option: a run that has them is not run again by this alone.
    """
    given = {
        "--base": options.base,
        "--requirements": options.requirements,
        "--region": options.region,
        "--rotated-from": options.rotated_from,
        "--exported-from": options.exported_from,
        "--prompts": options.prompts,
        "--golden": options.golden,
        "--integer-prompts": options.integer_prompts,
        "--activation-bits": _other(options.activation_bits, 16),
        "--evaluate": options.evaluate,
        "--evaluate-tokens": _other(options.evaluate_tokens, EVALUATED_TOKENS),
        "--level": None if options.wanted_level is Level.WEIGHTS else options.wanted_level.value,
        "--lean": None if options.lean == "auto" else options.lean,
        "--toolchain-digest": options.toolchain_digest,
    }
    flags = {
        "--no-network": not options.network,
        "--gram": options.gram,
        "--export-data": options.export_data,
    }
    named = [part for name, value in given.items() if value for part in (name, str(value))]
    said = [name for name, value in flags.items() if value]
    return ("quantcert", "verify", str(options.checkpoint), *named, *said)


def _other(number: int, default: int) -> int | None:
    """The number, unless it is the default."""
    return None if number == default else number
