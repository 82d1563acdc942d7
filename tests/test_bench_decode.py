"""The scripts that measure the engine measure it."""

from pathlib import Path

import numpy as np
import pytest

from bench.copies import write_4_bit_copy
from bench.decode import kernel, packed
from quantcert.containers.gguf.container import open_gguf
from quantcert.engine import find_compiler, write_program
from quantcert.engine.compile import compile_program
from quantcert.errors import EngineError
from quantcert.exact import decode_float64
from quantcert.formats import open_quantized
from tests.support.gguf_models import FAMILIES, uniformly, write_model
from tests.support.integer_programs import KINDS, random_program
from tests.support.networks import small_network

SPEED = Path(__file__).parents[1] / "bench" / "fortran" / "speed.f90"


def test_the_kernel_and_the_memory_are_timed(tmp_path: Path) -> None:
    try:
        compiler = find_compiler()
    except EngineError as error:
        pytest.skip(str(error))
    write_program(random_program(KINDS["rows, blocks of 32"], 16), tmp_path / "program")
    program = compile_program(compiler, SPEED, tmp_path)
    figures = kernel(program, tmp_path / "program", 1, "_one_thread")
    ratio = float(figures["kernel_over_memory_one_thread"])
    speeds = [float(figures[f"{n}_gb_per_second_one_thread"]) for n in ("kernel", "memory")]
    assert 0 < speeds[0] < speeds[1]
    assert ratio == pytest.approx(speeds[0] / speeds[1], rel=0.2, abs=0.01)


def test_packed_bytes_are_those_of_the_file(tmp_path: Path) -> None:
    checkpoint = small_network(tmp_path, "llama").checkpoint
    stored = sum(info.nbytes for n in checkpoint.matrices() for info in checkpoint.stored(n))
    assert packed(checkpoint) == stored


def test_a_copy_in_4_bits_leaves_8_bits_alone(tmp_path: Path) -> None:
    for kind in ("Q4_1", "Q8_0"):
        source = write_model(tmp_path / kind, FAMILIES["llama"], kinds=uniformly(kind), tokens=True)
        write_4_bit_copy(source, tmp_path / "copy.gguf")
        before, after = open_quantized(source), open_quantized(tmp_path / "copy.gguf")
        expected = "gguf-Q4_0" if kind == "Q4_1" else "gguf-Q8_0"
        for name in before.matrices():
            assert after.scheme(name).format == expected
            one, other = (decode_float64(q.read(name)) for q in (before, after))
            assert (
                np.abs(one - other).max() < (0.2 if kind == "Q4_1" else 1e-12) * np.abs(one).max()
            )
    assert open_gguf(source).names() == open_gguf(tmp_path / "copy.gguf").names()
