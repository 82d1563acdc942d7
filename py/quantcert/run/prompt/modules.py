"""The modules of a prompt and what the kernel must find in them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quantcert.lean import CheckJob, DataModule, write_data_module
from quantcert.models.net import Net, output_dim
from quantcert.prompts.boxes import Box
from quantcert.prompts.enclose import NOTHING
from quantcert.prompts.network import PromptNetwork
from quantcert.prompts.trace import Trace
from quantcert.run.prompt.precision import Side, refuse_wide
from quantcert.statements.data_text import Literal
from quantcert.statements.prompt import (
    PROMPT_IMPORTS,
    Given,
    PromptModule,
    block_module,
    network_module,
)
from quantcert.statements.prompt_comparison import Comparison, prompt_comparison
from quantcert.statements.prompt_outputs import OutputComparison, prompt_outputs
from quantcert.statements.prompt_statements import (
    definitions,
    statement_preamble,
    theorem_statements,
    with_imports,
)

DATA_IMPORT = "QuantCert.Spec.Prompt.Columns"
_TAG_DIGITS = 8
COMPARISON_IMPORTS = (
    "QuantCert.Cert.Prompt.Divergence",
    "QuantCert.Cert.Prompt.Lead",
    "QuantCert.Cert.Prompt.Perplexity",
    "QuantCert.Cert.Prompt.Tokens",
)
_OUTPUTS_IMPORTS = ("QuantCert.Cert.Prompt.Embedding", "QuantCert.Cert.Prompt.Tokens")


@dataclass(frozen=True)
class ModuleNames:
    """How the modules of a prompt are called."""

    original: str
    quantized: str
    comparison: str

    @property
    def all(self) -> tuple[str, str, str]:
        """In the order in which they are checked; the blocks of a network are before it."""
        return self.original, self.quantized, self.comparison


def module_names(tokens: Sequence[int]) -> ModuleNames:
    """Names that a prompt keeps wherever it stands in a file, so that its results are found."""
    text = ",".join(map(str, tokens))
    stem = f"Proofs.Prompt{hashlib.sha256(text.encode()).hexdigest()[:_TAG_DIGITS]}"
    return ModuleNames(f"{stem}Original", f"{stem}Quantized", f"{stem}Comparison")


def block_name(network: str, number: int) -> str:
    """How the module of a block of a network is called."""
    return f"{network}Block{number}"


class IncomparableError(ArithmeticError):
    """Enclosed networks cannot be compared."""


@dataclass
class PromptModules:
    """The modules of both networks and of their comparison, each made when it is asked for.

    `jobs` are those that have been made, `logits` the claimed outputs of the networks; large
    numbers go to data modules in `folder`. Encoders (`encodes`) have no next tokens.
    """

    bits: int
    sides: tuple[Side, Side]
    folder: Path
    encodes: bool = False
    jobs: list[CheckJob] = field(default_factory=list)
    logits: list[Box] = field(default_factory=list)
    _stated: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _comparison: Comparison | OutputComparison | None = None

    @property
    def tokens(self) -> tuple[int, ...]:
        """The prompt."""
        return self.sides[0].network.tokens

    @property
    def names(self) -> ModuleNames:
        """How the modules are called."""
        return module_names(self.tokens)

    @property
    def count(self) -> int:
        """How many modules there will be."""
        return sum(len(side.network.nets) + 1 for side in self.sides) + 1

    @property
    def sources(self) -> dict[str, str]:
        """The text of each module that has been made, by name."""
        return {job.name: job.source for job in self.jobs}

    @property
    def comparison(self) -> Comparison | OutputComparison:
        """What the last module states, once it has been made."""
        assert self._comparison is not None
        return self._comparison

    def definitions(self, network: str) -> dict[str, tuple[str, ...]]:
        """What the statement about a network mentions, by module."""
        return {name: text for name, text in self._stated.items() if name.startswith(network)}

    def stream(self) -> Iterator[CheckJob]:
        """Enclose block by block, and state what is claimed.

        Raises:
            WideError: if the enclosures are too wide to go on.
            IncomparableError: if they are too wide to be compared.
            OutputError: if the data modules cannot be written.
        """
        for name, side in zip(self.names.all, self.sides, strict=False):
            yield from map(self._made, self._network(name, side))
        yield self._made(self._compared())

    def blocks(self, wanted: Collection[str]) -> Iterator[CheckJob]:
        """The modules of these blocks alone; what comes after the last of them is not enclosed.

        Raises as `stream`, but for comparisons.
        """
        for network, side in zip(self.names.all, self.sides, strict=False):
            names = [block_name(network, number) for number in range(len(side.network.nets))]
            left, given = [name for name in names if name in wanted], Given(NOTHING, 0)
            traced = zip(names, side.network.nets, side.traces if left else (), strict=False)
            for name, net, trace in traced:
                if name in left:
                    left.remove(name)
                    yield self._block(name, side.network, net, trace, given)
                if not left:
                    break
                given = Given(trace.out, output_dim(given.dim, net))

    def _made(self, job: CheckJob) -> CheckJob:
        self.jobs.append(job)
        return job

    def _network(self, name: str, side: Side) -> Iterator[CheckJob]:
        """The modules of the blocks of a network, and that of all."""
        given, blocks, data = Given(NOTHING, 0), list[str](), list[DataModule]()
        for net, trace in zip(side.network.nets, side.traces, strict=True):
            job = self._block(block_name(name, len(blocks)), side.network, net, trace, given)
            blocks.append(job.name)
            data += job.data
            given = Given(trace.out, output_dim(given.dim, net))
            yield job
        refuse_wide(self.bits, given.box)
        self.logits.append(given.box)
        module = network_module(name, blocks, side.network.length, given.dim)
        yield self._job(module, tuple(data), blocks, [*blocks, name])

    def _block(
        self, name: str, network: PromptNetwork, net: Net, trace: Trace, given: Given
    ) -> CheckJob:
        stem, data = name.replace("Proofs.", "Data.", 1), list[DataModule]()

        def write(part: str, literals: Mapping[str, Literal]) -> None:
            data.append(write_data_module(self.folder, stem + part, (DATA_IMPORT,), literals))

        def emit(part: str, literals: Mapping[str, Literal]) -> None:
            write(f"_{part}", literals)

        module = block_module(name, network, net, trace, given, emit)
        write("", module.literals)
        return self._job(module, tuple(data), (), [name])

    def _job(
        self,
        module: PromptModule,
        data: tuple[DataModule, ...],
        requires: Sequence[str],
        mentioned: Sequence[str],
    ) -> CheckJob:
        """The job of a module whose statement mentions definitions of these modules."""
        self._stated[module.name] = module.stated
        source = with_imports(module.source, [part.name for part in data])
        contained = f"{module.name}.contained"
        stated = {name: self._stated[name] for name in mentioned}
        return CheckJob(
            name=module.name,
            source=source,
            theorems={contained: theorem_statements(module.name, source)[contained]},
            preamble=statement_preamble(module.name, source, stated),
            imports=PROMPT_IMPORTS,
            data=data,
            requires=tuple(requires),
            keep=True,
        )

    def _compared(self) -> CheckJob:
        name, networks = self.names.comparison, self.names.all[:2]
        first, second = self.logits
        network = self.sides[0].network
        compare = prompt_outputs if self.encodes else prompt_comparison
        try:
            self._comparison = compare(name, networks, network, (first, second))
        except ArithmeticError as error:
            raise IncomparableError(str(error)) from error
        data = tuple(part for job in self.jobs if job.name in networks for part in job.data)
        own = _OUTPUTS_IMPORTS if self.encodes else COMPARISON_IMPORTS
        source = self._comparison.source
        return comparison_job(name, source, (own, PROMPT_IMPORTS), data, networks, self._stated)


def comparison_job(
    name: str,
    text: str,
    imports: tuple[Sequence[str], Sequence[str]],
    data: tuple[DataModule, ...],
    requires: Sequence[str],
    stated: Mapping[str, tuple[str, ...]],
) -> CheckJob:
    """The job of a module that compares what others have proved.

    Args:
        name: of the module.
        text: its source, which has the first of the `imports`; the second and the data are added.
        imports: modules of the library.
        data: what the modules that are compared have been proved of.
        requires: these modules, and others that it applies.
        stated: definitions that its statements mention, by their modules.
    """
    own, further = imports
    source = with_imports(text, [*further, *(module.name for module in data)])
    return CheckJob(
        name=name,
        source=source,
        theorems={
            theorem: statement
            for theorem, statement in theorem_statements(name, source).items()
            if not theorem.startswith(f"{name}.step_")
        },
        preamble=statement_preamble(name, source, {**stated, name: definitions(source)}),
        imports=(*own, *further),
        data=data,
        requires=tuple(requires),
    )
