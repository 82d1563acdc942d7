"""The modules of a prompt and what the kernel must find in them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path

from quantcert.lean import CheckJob, DataModule, write_data_module
from quantcert.models.net import Net, output_dim
from quantcert.prompts.boxes import Box
from quantcert.prompts.enclose import NOTHING
from quantcert.prompts.network import PromptNetwork
from quantcert.prompts.pair import Pair
from quantcert.prompts.trace import Trace
from quantcert.run.prompt.comparing import DATA_IMPORT, PairModules, position_names
from quantcert.run.prompt.precision import Side, refuse_wide
from quantcert.statements.data_text import Literal
from quantcert.statements.prompt import (
    PROMPT_IMPORTS,
    Given,
    PromptModule,
    block_module,
    network_module,
)
from quantcert.statements.prompt_comparison import (
    Comparison,
    original_network,
    quantized_network,
)
from quantcert.statements.prompt_outputs import OutputComparison
from quantcert.statements.prompt_pair import PairTerms
from quantcert.statements.prompt_statements import (
    statement_preamble,
    theorem_statements,
    with_imports,
)

_TAG_DIGITS = 8


@dataclass(frozen=True)
class ModuleNames:
    """How the modules of a prompt are called."""

    original: str
    quantized: str
    comparison: str

    @property
    def all(self) -> tuple[str, str, str]:
        """In the order in which they are checked.

        The blocks of a network are before it, and modules of positions before the comparison.
        """
        return self.original, self.quantized, self.comparison


def module_names(tokens: Sequence[int]) -> ModuleNames:
    """Names that a prompt keeps wherever it stands in a file, so that its results are found."""
    text = ",".join(map(str, tokens))
    stem = f"Proofs.Prompt{hashlib.sha256(text.encode()).hexdigest()[:_TAG_DIGITS]}"
    return ModuleNames(f"{stem}Original", f"{stem}Quantized", f"{stem}Comparison")


def block_name(network: str, number: int) -> str:
    """How the module of a block of a network is called."""
    return f"{network}Block{number}"


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
        positions = position_names(self.names.comparison, len(self.tokens), self._dim)
        return sum(len(side.network.nets) + 1 for side in self.sides) + len(positions) + 1

    @property
    def _dim(self) -> int:
        """Entries of the networks' outputs."""
        return reduce(output_dim, self.sides[0].network.nets, 0)

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
        pair = self._pair
        yield from map(self._made, pair.positions())
        yield self._made(self._joined(pair))

    def some(self, wanted: Collection[str]) -> Iterator[CheckJob]:
        """The modules of these blocks and positions alone.

        Without positions, what comes after the last block is not enclosed. Raises as `stream`.
        """
        names = position_names(self.names.comparison, len(self.tokens), self._dim)
        to_end = not set(names).isdisjoint(wanted)
        for network, side in zip(self.names.all, self.sides, strict=False):
            yield from self._some(network, side, wanted, to_end)
        if to_end:
            yield from self._pair.positions(wanted)

    def _some(
        self, network: str, side: Side, wanted: Collection[str], to_end: bool
    ) -> Iterator[CheckJob]:
        """The modules of these blocks of a network, enclosed `to_end` or as far as is needed."""
        names = [block_name(network, number) for number in range(len(side.network.nets))]
        left, given = [name for name in names if name in wanted], Given(NOTHING, 0)
        traces = side.traces if left or to_end else ()
        for name, net, trace in zip(names, side.network.nets, traces, strict=False):
            if name in left:
                left.remove(name)
                yield self._block(name, side.network, net, trace, given)
            given = Given(trace.out, output_dim(given.dim, net))
            if not left and not to_end:
                return
        if to_end:
            self._ended(given)

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
        self._ended(given)
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

    def _ended(self, outputs: Given) -> None:
        """A network is enclosed. Raises WideError."""
        refuse_wide(self.bits, outputs.box)
        self.logits.append(outputs.box)

    @property
    def _pair(self) -> PairModules:
        """The modules that compare the networks, which have been enclosed."""
        first, second = self.logits
        pair = Pair(self.tokens, (first, second))
        terms = PairTerms(self.sides[0].network, pair, self.encodes)
        return PairModules(self.names.comparison, terms, self.folder)

    def _joined(self, pair: PairModules) -> CheckJob:
        networks = self.names.all[:2]
        first, second = (job for job in self.jobs if job.name in networks)
        sides = original_network(first.name), quantized_network(second.name)
        self._comparison, job = pair.joined(sides, (first, second), self._stated)
        return job
