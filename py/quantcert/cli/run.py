"""`quantcert run`: a quantized model goes on with a text, in integers alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from quantcert.cli._run import finish
from quantcert.engine import Done, Request, compiled_engine, generate, prepared_program
from quantcert.errors import CalibrationError, ExitCode
from quantcert.formats import open_quantized
from quantcert.forward.text import find_tokenizer
from quantcert.forward.tokenizer import Tokenizer
from quantcert.integer.sampling import COLDEST
from quantcert.lean.cache_use import cache_place

_UNFINISHED = "\N{REPLACEMENT CHARACTER}"


def run(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT", help="Quantized checkpoint, folder or file.")
    ],
    prompt: Annotated[str, typer.Option(metavar="TEXT", help="The text to go on with.")],
    tokens: Annotated[int, typer.Option(metavar="N", min=1, help="Tokens to write at most.")] = 128,
    temperature: Annotated[
        str,
        typer.Option(metavar="NUMBER", help="0 takes the most probable token; else 0.01 or more."),
    ] = "0",
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Of the random numbers.")] = 0,
    threads: Annotated[
        int, typer.Option(metavar="N", min=1, max=1024, help="Threads. [default: all cores]")
    ] = os.cpu_count() or 1,
    activation_bits: Annotated[
        int, typer.Option(metavar="8|16", help="Bits of activations and of the cache.")
    ] = 16,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Print the text alone.")
    ] = False,
) -> None:
    """Go on with a text by the integer program of a quantized model of the Llama kind.

    The program is defined in docs/integer.md: the same bits with any number of threads. It runs in
    an engine in Fortran, which is compiled into the cache on first use (gfortran or flang).
    """
    if activation_bits not in (8, 16):
        raise typer.BadParameter("must be 8 or 16", param_hint="--activation-bits")
    warmth = _temperature(temperature)

    def action() -> ExitCode:
        engine = compiled_engine(cache_place())
        quantized = open_quantized(checkpoint)
        folder = checkpoint if checkpoint.is_dir() else checkpoint.parent
        tokenizer = Tokenizer(find_tokenizer(folder))
        program = prepared_program(quantized, activation_bits, cache_place())
        read = tokenizer.tokens(prompt)
        if not read:
            raise CalibrationError("the prompt has no token")
        stops = _stops(quantized.checkpoint.config)
        request = Request(read, tokens, stops, warmth, seed, threads)
        done = _write(tokenizer, engine, program, request)
        if not quiet:
            typer.echo(_summary(done, threads), err=True)
        return ExitCode.ACCEPTED

    finish(action)


def _write(tokenizer: Tokenizer, engine: Path, program: Path, request: Request) -> Done:
    """Print the text as it grows; a character that is not whole waits for its rest."""
    written: list[int] = []
    shown = ""
    for event in generate(engine, program, request):
        if isinstance(event, Done):
            typer.echo()
            return event
        if event not in request.stops:
            written.append(event)
            text = tokenizer.text(written)
            if not text.endswith(_UNFINISHED):
                typer.echo(text[len(shown) :], nl=False)
                shown = text
    raise AssertionError("an engine that says no more has ended in an error")


def _summary(done: Done, threads: int) -> str:
    speed = done.tokens / done.seconds if done.seconds else 0.0
    return (
        f"{done.tokens} tokens, {speed:.1f} a second, {threads} threads; "
        f"prompt of {done.prompt} tokens in {done.prompt_seconds:.2f} s; "
        f"weights {done.weight_bytes / 1e6:.1f} MB"
    )


def _temperature(text: str) -> Fraction:
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        value = Fraction(-1)
    if value and not COLDEST <= value <= 100:
        raise typer.BadParameter(
            "must be 0, or a number from 0.01 to 100", param_hint="--temperature"
        )
    return value


def _stops(config: Mapping[str, Any]) -> tuple[int, ...]:
    """The tokens that end a text, by the settings."""
    found = config.get("eos_token_id")
    return tuple(found) if isinstance(found, list) else () if found is None else (int(found),)
