"""The module of a run and what the kernel must find in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from quantcert.integer import Program
from quantcert.integer.trace import Trace
from quantcert.lean import CheckJob, DataModule, write_data_module
from quantcert.statements.integer_run import (
    INTEGER_IMPORTS,
    PREAMBLE_LINES,
    IntegerModule,
    integer_module,
)
from quantcert.statements.prompt_statements import theorem_statements

DATA_IMPORT = "QuantCert.Spec.Integer.Stored"
_TAG_DIGITS = 8
_LIMB_BYTES = 8
_STATED = ("logits", "next_token", "block_sums_fit", "rows_fit")


@dataclass(frozen=True)
class RunModule:
    """A module of claims and the job that has the kernel check it."""

    module: IntegerModule
    job: CheckJob


def run_module(program: Program, trace: Trace, folder: Path) -> RunModule:
    """State what a trace claims; numbers go to a data module in `folder`.

    Raises:
        OutputError: if the data module cannot be written.
    """
    name = _module_name(trace)
    data_name = name.replace("Proofs.", "Data.", 1)
    module = integer_module(name, program, trace, data_name)
    literals = {key: _limbs(data) for key, data in module.literals.items()}
    data = write_data_module(folder, data_name, (DATA_IMPORT,), literals)
    return RunModule(module, _job(module, data))


def _module_name(trace: Trace) -> str:
    text = ",".join(map(str, trace.tokens))
    return f"Proofs.Run{hashlib.sha256(text.encode()).hexdigest()[:_TAG_DIGITS]}"


def _limbs(data: bytes) -> bytes:
    """Whole limbs."""
    return data + bytes(-len(data) % _LIMB_BYTES)


def _job(module: IntegerModule, data: DataModule) -> CheckJob:
    name = module.name
    statements = theorem_statements(name, module.source)
    defined = [f"namespace {name}", module.definitions, f"end {name}", f"namespace {name}"]
    return CheckJob(
        name=name,
        source=module.source,
        theorems={f"{name}.{short}": statements[f"{name}.{short}"] for short in _STATED},
        preamble="\n\n".join([*PREAMBLE_LINES, *defined]),
        imports=INTEGER_IMPORTS,
        data=(data,),
    )
