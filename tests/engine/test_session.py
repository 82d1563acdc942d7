import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from quantcert.engine import (
    Done,
    Request,
    compiled_engine,
    generate,
    logits_of_run,
    write_program,
)
from quantcert.errors import EngineError
from quantcert.formats import targets
from quantcert.integer import Run, Sampler, build_program, greedy
from quantcert.lean.cache_use import cache_place
from tests.support.integer_programs import KINDS, random_program
from tests.support.networks import small_network

PROMPT = (3, 5, 1, 7, 2, 11)
TOKENS = 5


def expected(program, temperature, seed):
    """Tokens and logits of the reference, token by token."""
    run, written = Run(program), []
    logits = list(run.read(PROMPT))
    sampler = temperature and Sampler.of(temperature, seed, program.scores.table)
    for number in range(TOKENS):
        last = logits[-1]
        token = sampler.draw(last, program.sizes.unit) if sampler else greedy(last)
        written.append(token)
        if number < TOKENS - 1:
            logits.append(run.read([token])[0])
    return written, np.array(logits)


def compared(engine, folder, program, temperature=Fraction(0), **numbers):
    write_program(program, folder / "program")
    request = Request(PROMPT, TOKENS, temperature=temperature, seed=3, **numbers)
    written, logits = logits_of_run(engine, folder / "program", request, program.sizes.vocabulary)
    tokens, reference = expected(program, temperature, 3)
    assert written == tokens
    assert np.array_equal(logits, reference)


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("name", sorted(targets()))
def test_whole_networks_give_the_same_bits(engine, tmp_path, name, bits):
    program = build_program(small_network(tmp_path, "llama", name).checkpoint, bits)
    for threads, piece in ((1, 1), (2, 4), (4, 32)):
        compared(engine, tmp_path, program, threads=threads, piece=piece)


def test_flang_makes_an_engine_of_the_same_bits(tmp_path, monkeypatch):
    flang = shutil.which("flang-22")
    if flang is None or not Path("/usr/lib/llvm-22/lib/libomp.so").exists():
        pytest.skip("flang-22 or libomp-22-dev is not installed")
    monkeypatch.setenv("QUANTCERT_FORTRAN", flang)
    engine = compiled_engine(cache_place())
    for bits in (8, 16):
        program = random_program(KINDS["pairs of 11"], bits)
        compared(engine, tmp_path, program, threads=2, piece=4)


@pytest.mark.parametrize("loud", [1, 4000])
@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("name", KINDS)
def test_matrices_of_every_kind_give_the_same_bits(engine, tmp_path, name, bits, loud):
    compared(engine, tmp_path, random_program(KINDS[name], bits, loud=loud), threads=1)


@pytest.mark.parametrize("bits", [8, 16])
def test_matrices_of_a_layer_may_differ(engine, tmp_path, bits):
    first, *others = KINDS.values()
    program = random_program(first, bits, others=tuple(others))
    compared(engine, tmp_path, program, threads=2, piece=4)


@pytest.mark.parametrize("threads", [1, 2, 4])
@pytest.mark.parametrize("piece", [1, 5])
def test_threads_and_pieces_change_no_bit(engine, tmp_path, threads, piece):
    program = random_program(KINDS["rows, blocks of 32"], 16, seed=threads)
    compared(engine, tmp_path, program, Fraction(7, 10), threads=threads, piece=piece)


def test_nothing_is_written_after_a_stop(engine, tmp_path):
    program = random_program(KINDS["pairs of 11"], 16)
    write_program(program, tmp_path / "program")
    tokens, _ = expected(program, Fraction(0), 0)
    stop = tokens[2]
    *written, done = generate(engine, tmp_path / "program", Request(PROMPT, TOKENS, (stop,)))
    assert written == tokens[: tokens.index(stop) + 1]
    assert isinstance(done, Done)
    assert (done.prompt, done.tokens) == (len(PROMPT), len(written))


def test_too_long_a_text_and_another_file_are_errors(engine, tmp_path):
    program = random_program(KINDS["pairs of 11"], 16)
    write_program(program, tmp_path / "program")
    with pytest.raises(EngineError, match="the text is too long"):
        list(generate(engine, tmp_path / "program", Request(PROMPT, 100)))
    for token in (-1, program.sizes.vocabulary):
        with pytest.raises(EngineError, match="a token is not in the vocabulary"):
            list(generate(engine, tmp_path / "program", Request((token,), 1)))
    (tmp_path / "other").write_bytes(bytes(4096))
    with pytest.raises(EngineError, match="the file is no program"):
        list(generate(engine, tmp_path / "other", Request(PROMPT, 1)))
