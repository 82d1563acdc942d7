import numpy as np

from quantcert.engine import write_program
from quantcert.engine.program_file import MAGIC
from tests.support.integer_programs import KINDS, random_program


def test_a_file_begins_with_its_numbers(tmp_path):
    write_program(random_program(KINDS["one group"], 8), tmp_path / "program")
    head = np.fromfile(tmp_path / "program", "<i8", 16).tolist()
    assert head[:13] == [MAGIC, 20, 8, 1, 24, 50, 72, 620, 6, 2, 12, 2, 0]
