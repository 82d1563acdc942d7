from dataclasses import replace

import numpy as np
import pytest

from quantcert.engine import write_program
from quantcert.engine.program_file import MAGIC
from quantcert.errors import CheckpointError
from tests.support.integer_programs import KINDS, random_program


def test_a_file_begins_with_its_numbers(tmp_path):
    write_program(random_program(KINDS["one group"], 8), tmp_path / "program")
    head = np.fromfile(tmp_path / "program", "<i8", 16).tolist()
    assert head[:13] == [MAGIC, 20, 8, 1, 24, 50, 72, 620, 6, 2, 12, 2, 0]


def test_heads_whose_products_may_overflow_are_refused(tmp_path):
    program = random_program(KINDS["one group"], 8)
    longest = replace(program, sizes=replace(program.sizes, head_dim=512))
    write_program(longest, tmp_path / "program")
    too_long = replace(program, sizes=replace(program.sizes, head_dim=513))
    with pytest.raises(CheckpointError, match="have 513 entries, the engine computes 512 at most"):
        write_program(too_long, tmp_path / "other")
    assert not (tmp_path / "other").exists()
