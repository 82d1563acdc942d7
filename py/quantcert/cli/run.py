"""`quantcert run`: a quantized model goes on with a text, in integers alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from quantcert.cli._activation_bits import ActivationBits
from quantcert.cli._run import finish
from quantcert.engine import Done, Request, compiled_engine, generate, prepared_program
from quantcert.errors import CalibrationError, ExitCode
from quantcert.formats import open_quantized
from quantcert.forward.chat import chat_text, read_messages
from quantcert.forward.text import find_tokenizer
from quantcert.forward.tokenizer import Tokenizer
from quantcert.integer.sampling import COLDEST
from quantcert.lean.cache_use import cache_place

_UNFINISHED = "\N{REPLACEMENT CHARACTER}"


def run(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT", help="Quantized checkpoint, folder or file.")
    ],
    prompt: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The text to go on with.")
    ] = None,
    chat: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="What to answer, by the checkpoint's chat template."),
    ] = None,
    messages: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="JSON: the messages (role, content) to answer."),
    ] = None,
    tokens: Annotated[int, typer.Option(metavar="N", min=1, help="Tokens to write at most.")] = 128,
    temperature: Annotated[
        str,
        typer.Option(metavar="NUMBER", help="0 takes the most probable token; else 0.01 or more."),
    ] = "0",
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Of the random numbers.")] = 0,
    threads: Annotated[
        int, typer.Option(metavar="N", min=1, max=1024, help="Threads. [default: all cores]")
    ] = os.cpu_count() or 1,
    activation_bits: ActivationBits = 16,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Print the text alone.")
    ] = False,
) -> None:
    """Go on with a text, or answer, by the integer program of a quantized model of the Llama kind.

    The program is defined in docs/integer.md: the same bits with any number of threads. It runs in
    an engine in Fortran, which is compiled into the cache on first use (gfortran or flang).
    """
    if sum(given is not None for given in (prompt, chat, messages)) != 1:
        raise typer.BadParameter("give one of --prompt, --chat and --messages")
    warmth = _temperature(temperature)

    def action() -> ExitCode:
        quantized = open_quantized(checkpoint)
        folder = checkpoint if checkpoint.is_dir() else checkpoint.parent
        tokenizer = Tokenizer(find_tokenizer(folder))
        read = _tokens(tokenizer, folder, prompt, chat, messages)
        program = prepared_program(quantized, activation_bits, cache_place())
        engine = compiled_engine(cache_place())
        stops = _stops(quantized.checkpoint.config)
        request = Request(read, tokens, stops, warmth, seed, threads)
        done = _write(tokenizer, engine, program, request)
        if not quiet:
            typer.echo(_summary(done, threads), err=True)
        return ExitCode.ACCEPTED

    finish(action)


def _tokens(
    tokenizer: Tokenizer, folder: Path, prompt: str | None, chat: str | None, file: Path | None
) -> tuple[int, ...]:
    """What is read first. A chat template writes special tokens itself."""
    if prompt is not None:
        read = tokenizer.tokens(prompt)
    else:
        messages = read_messages(file) if file else [{"role": "user", "content": chat or ""}]
        read = tokenizer.inner_tokens(chat_text(folder, messages))
    if not read:
        raise CalibrationError("the prompt has no token")
    return read


def _write(tokenizer: Tokenizer, engine: Path, program: Path, request: Request) -> Done:
    """Print the text as it grows; a character that is not whole waits for its rest, to the end."""
    written: list[int] = []
    text = shown = ""
    for event in generate(engine, program, request):
        if isinstance(event, Done):
            typer.echo(text[len(shown) :])
            return event
        if event not in request.stops:
            written.append(event)
            text = tokenizer.text(written)
            if not text.endswith(_UNFINISHED):
                typer.echo(text[len(shown) :], nl=False)
                shown = text
    raise AssertionError("an engine that says no more has ended in an error")


def _summary(done: Done, threads: int) -> str:
    return (
        f"{done.tokens} tokens, {_speed(done.tokens, done.seconds)} a second, {threads} threads; "
        f"prompt of {done.prompt} tokens, {_speed(done.prompt, done.prompt_seconds)} a second; "
        f"weights {done.weight_bytes / 1e6:.1f} MB"
    )


def _speed(tokens: int, seconds: float) -> str:
    return f"{tokens / seconds if seconds else 0.0:.1f}"


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
