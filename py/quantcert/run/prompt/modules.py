"""The modules of a prompt and what the kernel must find in them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quantcert.lean import CheckJob, DataModule, write_data_module
from quantcert.run.prompt.precision import Enclosed, EnclosedPair
from quantcert.statements.prompt import PROMPT_IMPORTS, PromptModule, prompt_module
from quantcert.statements.prompt_comparison import Comparison, prompt_comparison
from quantcert.statements.prompt_outputs import OutputComparison, prompt_outputs
from quantcert.statements.prompt_statements import (
    statement_preamble,
    theorem_statements,
    with_imports,
)

DATA_IMPORT = "QuantCert.Spec.Model.Stored"
_TAG_DIGITS = 8
_COMPARISON_IMPORTS = (
    "QuantCert.Cert.Prompt.Divergence",
    "QuantCert.Cert.Prompt.Lead",
    "QuantCert.Cert.Prompt.Perplexity",
    "QuantCert.Cert.Prompt.Tokens",
)
_OUTPUTS_IMPORTS = ("QuantCert.Cert.Prompt.Embedding", "QuantCert.Cert.Prompt.Tokens")
_LIMB_BYTES = 8


@dataclass(frozen=True)
class ModuleNames:
    """How the modules of a prompt are called."""

    original: str
    quantized: str
    comparison: str

    @property
    def all(self) -> tuple[str, str, str]:
        """In the order in which they are checked."""
        return self.original, self.quantized, self.comparison


def module_names(tokens: Sequence[int]) -> ModuleNames:
    """Names that a prompt keeps wherever it stands in a file, so that its results are found."""
    text = ",".join(map(str, tokens))
    stem = f"Proofs.Prompt{hashlib.sha256(text.encode()).hexdigest()[:_TAG_DIGITS]}"
    return ModuleNames(f"{stem}Original", f"{stem}Quantized", f"{stem}Comparison")


@dataclass(frozen=True)
class PromptModules:
    """The modules of both networks and of their comparison, to be checked in this order."""

    names: ModuleNames
    jobs: tuple[CheckJob, ...]
    comparison: Comparison | OutputComparison

    @property
    def sources(self) -> dict[str, str]:
        """The text of each module, by name."""
        return {job.name: job.source for job in self.jobs}


def prompt_modules(pair: EnclosedPair, folder: Path) -> PromptModules:
    """State what the enclosures claim; large numbers go to data modules in `folder`.

    Raises:
        ArithmeticError: if the enclosures are too wide to be compared.
        OutputError: if the data modules cannot be written.
    """
    names = module_names(pair.original.network.tokens)
    sides = {names.original: pair.original, names.quantized: pair.quantized}
    modules = {name: _enclosure(name, side) for name, side in sides.items()}
    data = {name: _written(modules[name], folder) for name in sides}
    enclosures = [_enclosure_job(modules[name], data[name]) for name in sides]
    logits = (pair.original.logits, pair.quantized.logits)
    network = pair.original.network
    compare = prompt_outputs if pair.encodes else prompt_comparison
    comparison = compare(names.comparison, names.all[:2], network, logits)
    sources = {name: module.source for name, module in modules.items()}
    last = _comparison_job(names, comparison, sources, tuple(data.values()))
    return PromptModules(names, (*enclosures, last), comparison)


def _data_name(name: str) -> str:
    return name.replace("Proofs.", "Data.", 1)


def _enclosure(name: str, side: Enclosed) -> PromptModule:
    return prompt_module(name, side.network, side.traces, _data_name(name))


def _written(module: PromptModule, folder: Path) -> DataModule:
    literals = {name: _limbs(value) for name, value in module.numbers.items()}
    return write_data_module(folder, _data_name(module.name), (DATA_IMPORT,), literals)


def _limbs(value: int) -> bytes:
    """Little-endian bytes, in whole limbs."""
    limbs = max(1, -(-value.bit_length() // (8 * _LIMB_BYTES)))
    return value.to_bytes(_LIMB_BYTES * limbs, "little")


def _enclosure_job(module: PromptModule, data: DataModule) -> CheckJob:
    contained = f"{module.name}.contained"
    statements = theorem_statements(module.name, module.source)
    return CheckJob(
        name=module.name,
        source=module.source,
        theorems={contained: statements[contained]},
        preamble=statement_preamble(module.name, {module.name: module.source}),
        imports=PROMPT_IMPORTS,
        data=(data,),
        keep=True,
    )


def _comparison_job(
    names: ModuleNames,
    comparison: Comparison | OutputComparison,
    sources: Mapping[str, str],
    data: tuple[DataModule, ...],
) -> CheckJob:
    imported = [*PROMPT_IMPORTS, *(module.name for module in data)]
    name, source = names.comparison, with_imports(comparison.source, imported)
    encodes = isinstance(comparison, OutputComparison)
    return CheckJob(
        name=name,
        source=source,
        theorems=theorem_statements(name, source),
        preamble=statement_preamble(name, {**sources, name: source}),
        imports=(*(_OUTPUTS_IMPORTS if encodes else _COMPARISON_IMPORTS), *PROMPT_IMPORTS),
        data=data,
        requires=names.all[:2],
    )
