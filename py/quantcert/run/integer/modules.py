"""The modules of a run and what the kernel must find in them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from quantcert.integer import Program
from quantcert.integer.ranges import Ranges
from quantcert.integer.trace import Trace
from quantcert.lean import CheckJob, write_data_module
from quantcert.statements.data_text import Literal
from quantcert.statements.integer_embedding import (
    EMBEDDING_IMPORTS,
    EmbeddingPart,
    embedding_module,
    embedding_parts,
)
from quantcert.statements.integer_head import HeadPart, head_module, head_parts
from quantcert.statements.integer_layer import LAYER_IMPORTS, layer_module
from quantcert.statements.integer_real import REAL_IMPORTS, real_module
from quantcert.statements.integer_run import RUN_IMPORTS, RunParts, run_module
from quantcert.statements.integer_terms import PREAMBLE_LINES, IntegerModule
from quantcert.statements.prompt_statements import theorem_statements, with_imports

DATA_IMPORT = "QuantCert.Spec.Integer.Stored"
_TAG_DIGITS = 8
_LIMB_BYTES = 8
_PROVED = re.compile(
    r"(logits|next_token)(_after_\d+)?|block_sums_fit|blocks_fit|any_order|rows_fit|never_overflows|powers_rounded|"
    r"((rows|entries)_)?within|passed|contained|read_\d+_\d+"
)


@dataclass
class RunModules:
    """The modules of a run, each made when it is asked for: layers, parts of the head and
    of an embedding that is not the head, the run.

    Numbers go to data modules in `folder`; `jobs` are those that have been made.
    """

    program: Program
    ranges: Ranges
    trace: Trace
    folder: Path
    jobs: list[CheckJob] = field(default_factory=list)
    _stated: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Of the last module; those of others begin with it."""
        text = ",".join(map(str, self.trace.tokens))
        return f"Proofs.Run{hashlib.sha256(text.encode()).hexdigest()[:_TAG_DIGITS]}"

    @property
    def count(self) -> int:
        """How many modules there will be."""
        return len(self.program.layers) + len(self._heads()) + len(self._embeddings()) + 1

    def stream(self) -> Iterator[CheckJob]:
        """State what is claimed, module by module.

        Raises:
            OutputError: if a data module cannot be written.
        """
        for number, trace in enumerate(self.trace.layers):
            name = f"{self.name}Layer{number}"
            data = _data_name(name)
            layer = layer_module(name, self.program, self.ranges, number, trace, data)
            yield self._job(layer, LAYER_IMPORTS)
        for number, parts in enumerate(self._heads()):
            name = f"{self.name}Head{number}"
            normed, logits = self.trace.normed, self.trace.logits
            head = head_module(
                name, self.program, parts, self.ranges, normed, logits, _data_name(name)
            )
            yield self._job(head, LAYER_IMPORTS)
        for number, rows in enumerate(self._embeddings()):
            name = f"{self.name}Embedding{number}"
            bound = self.ranges.weight
            table = embedding_module(name, self.program, rows, bound, _data_name(name))
            yield self._job(table, EMBEDDING_IMPORTS)
        yield self._whole()

    def real(self, scale: int) -> CheckJob:
        """The module that has the logits as a box in units of `2**-scale`, after all others."""
        name = f"{self.name}Real"
        data = _data_name(name)
        module = real_module(name, self.program, self.trace, self.name, self.parts, scale, data)
        made = [job.name for job in self.jobs]
        return self._job(module, REAL_IMPORTS, tuple(made), (self.name,))

    @property
    def parts(self) -> RunParts:
        """The modules that the run is put together from."""
        layers = tuple(f"{self.name}Layer{i}" for i in range(len(self.program.layers)))
        heads = tuple(f"{self.name}Head{i}" for i in range(len(self._heads())))
        tables = tuple(f"{self.name}Embedding{i}" for i in range(len(self._embeddings())))
        return RunParts(layers, heads, tables)

    def definitions(self) -> dict[str, tuple[str, ...]]:
        """What statements may mention, by module: commands to be read in its namespace."""
        opened = "open QuantCert.Integer"
        return {module: (opened, *stated) for module, stated in self._stated.items()}

    def _heads(self) -> list[list[HeadPart]]:
        parts = head_parts(self.program.head)
        return [list(group) for _, group in groupby(parts, lambda part: part.module)]

    def _embeddings(self) -> list[list[EmbeddingPart]]:
        """Parts of the embedding, none if it is the head."""
        if self.program.embedding is self.program.head:
            return []
        parts = embedding_parts(self.program.embedding)
        return [list(group) for _, group in groupby(parts, lambda part: part.module)]

    def _whole(self) -> CheckJob:
        parts, data = self.parts, _data_name(self.name)
        module = run_module(self.name, self.program, self.ranges, self.trace, parts, data)
        made = (*parts.layers, *parts.heads, *parts.embeddings)
        return self._job(module, RUN_IMPORTS, made, made)

    def _job(
        self,
        module: IntegerModule,
        imports: Sequence[str],
        mentioned: tuple[str, ...] = (),
        requires: tuple[str, ...] = (),
    ) -> CheckJob:
        """The job of a module whose statements mention definitions of `mentioned` modules."""
        name = module.name
        literals = {key: _limbs(value) for key, value in module.literals.items()}
        data = write_data_module(self.folder, _data_name(name), (DATA_IMPORT,), literals)
        self._stated[name] = module.stated
        others = {d.name: d for job in self.jobs if job.name in mentioned for d in job.data}
        source = with_imports(module.source, list(others))
        job = CheckJob(
            name=name,
            source=source,
            theorems=_proved(name, source),
            preamble=self._preamble(name, mentioned),
            imports=tuple(imports),
            data=(*others.values(), data),
            requires=requires,
            keep=True,
        )
        self.jobs.append(job)
        return job

    def _preamble(self, name: str, mentioned: Sequence[str]) -> str:
        """Commands with which statements of a module are read, in its namespace."""
        defined = [
            "\n\n".join([f"namespace {module}", *self._stated[module], f"end {module}"])
            for module in (*mentioned, name)
        ]
        return "\n\n".join([*PREAMBLE_LINES, *defined, f"namespace {name}"])


def _proved(name: str, source: str) -> dict[str, str]:
    """The theorems that are not steps of proofs."""
    stated = theorem_statements(name, source)
    return {
        full: statement
        for full, statement in stated.items()
        if _PROVED.fullmatch(full.rpartition(".")[2])
    }


def _data_name(name: str) -> str:
    return name.replace("Proofs.", "Data.", 1)


def _limbs(data: Literal) -> Literal:
    """Whole limbs."""
    if isinstance(data, bytes | bytearray | memoryview):
        return bytes(data) + bytes(-len(data) % _LIMB_BYTES)
    return tuple(bytes(one) + bytes(-len(one) % _LIMB_BYTES) for one in data)
