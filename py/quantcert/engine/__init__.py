"""The integer program in Fortran: program files, the compiled engine, and runs of it.

The engine computes what `quantcert.integer` defines, bit for bit, with any number of threads.
"""

from __future__ import annotations

from quantcert.engine.compile import compiled_engine, find_compiler
from quantcert.engine.prepared import prepared_program
from quantcert.engine.program_file import write_program
from quantcert.engine.session import Done, Request, generate, logits_of_run

__all__ = [
    "Done",
    "Request",
    "compiled_engine",
    "find_compiler",
    "generate",
    "logits_of_run",
    "prepared_program",
    "write_program",
]
