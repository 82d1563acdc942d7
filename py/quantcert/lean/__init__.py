"""Run Lean: find the toolchain, compile the library, check generated modules, audit the results.

This package is the only one that starts Lean and knows nothing of quantization.
"""

from __future__ import annotations

from quantcert.lean.check.audit import TheoremRecord
from quantcert.lean.check.jobs import Cause, CheckJob, ModuleResult, ModuleVerdict
from quantcert.lean.check.modules import check_modules
from quantcert.lean.check.store import ResultStore
from quantcert.lean.library.build import Library, build_library
from quantcert.lean.olean.literals import (
    DataModule,
    read_literals,
    read_numbers,
    verify_data_module,
    write_data_module,
)
from quantcert.lean.process.run import Limits, Message, Outcome
from quantcert.lean.toolchain import Toolchain, find_toolchain

__all__ = [
    "Cause",
    "CheckJob",
    "DataModule",
    "Library",
    "Limits",
    "Message",
    "ModuleResult",
    "ModuleVerdict",
    "Outcome",
    "ResultStore",
    "TheoremRecord",
    "Toolchain",
    "build_library",
    "check_modules",
    "find_toolchain",
    "read_literals",
    "read_numbers",
    "verify_data_module",
    "write_data_module",
]
