"""The modules that compare two enclosed networks: of some positions each, and one of all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from quantcert.lean import CheckJob, DataModule, write_data_module
from quantcert.statements.prompt import PROMPT_IMPORTS
from quantcert.statements.prompt_comparison import (
    COMPARISON_IMPORTS,
    Compared,
    Comparison,
    compared,
)
from quantcert.statements.prompt_outputs import OUTPUT_IMPORTS, OutputComparison, outputs_compared
from quantcert.statements.prompt_pair import PairTerms
from quantcert.statements.prompt_positions import (
    PositionsModule,
    position_groups,
    positions_module,
)
from quantcert.statements.prompt_statements import (
    definitions,
    statement_preamble,
    theorem_statements,
    with_imports,
)

DATA_IMPORT = "QuantCert.Spec.Prompt.Columns"
_STEP = ".step_"
"""Begins the names of theorems that nothing but a proof of the same module mentions."""


class IncomparableError(ArithmeticError):
    """Enclosed networks cannot be compared."""


def position_names(comparison: str, length: int, dim: int) -> list[str]:
    """The modules of positions on which the module `comparison` rests; see `position_groups`."""
    return [f"{comparison}.Positions{k}" for k in range(len(position_groups(length, dim)))]


@dataclass
class PairModules:
    """The modules about two networks, of which that called `name` states what is claimed.

    Numbers go to a data module in `folder`.
    """

    name: str
    terms: PairTerms
    folder: Path
    _checked: list[PositionsModule] = field(default_factory=list)

    @property
    def imports(self) -> tuple[str, ...]:
        """Modules of the library that they need beside those of prompts."""
        return OUTPUT_IMPORTS if self.terms.encodes else COMPARISON_IMPORTS

    @cached_property
    def data(self) -> DataModule:
        """The boxes of both networks, and what is derived from them. Raises OutputError."""
        literals = {f"{self.name}.{key}": value for key, value in self.terms.literals.items()}
        stem = self.name.replace("Proofs.", "Data.", 1)
        return write_data_module(self.folder, stem, (DATA_IMPORT,), literals)

    def positions(self, wanted: Collection[str] | None = None) -> Iterator[CheckJob]:
        """The modules of all positions, or those that are `wanted`.

        Raises:
            IncomparableError: if the boxes are too wide to be compared.
            OutputError: if the data module cannot be written.
        """
        pair = self.terms.pair
        names = position_names(self.name, pair.length, pair.dim)
        for name, places in zip(names, position_groups(pair.length, pair.dim), strict=True):
            if wanted is None or name in wanted:
                yield self._positions(name, places)

    def joined(
        self,
        sides: tuple[Compared, Compared],
        made: tuple[CheckJob, CheckJob],
        stated: Mapping[str, Sequence[str]],
        imports: Sequence[str] = PROMPT_IMPORTS,
    ) -> tuple[Comparison | OutputComparison, CheckJob]:
        """What is claimed, and its module, once those of all positions have been made.

        Args:
            sides: the networks.
            made: the jobs of their modules.
            stated: definitions that its statements mention, by their modules.
            imports: modules of the library that these need.

        Raises:
            IncomparableError: if the boxes are too wide to be compared.
        """
        compare = outputs_compared if self.terms.encodes else compared
        try:
            found = compare(self.name, sides, self.terms, self._checked, apart=True)
        except ArithmeticError as error:
            raise IncomparableError(str(error)) from error
        data = (self.data, *(part for job in made for part in job.data))
        requires = [*(job.name for job in made), *(each.name for each in self._checked)]
        return found, self._job(self.name, found.source, imports, data, requires, stated)

    def _positions(self, name: str, places: range) -> CheckJob:
        try:
            module = positions_module(name, self.terms, places, self.imports, apart=True)
        except ArithmeticError as error:
            raise IncomparableError(str(error)) from error
        self._checked.append(module)
        return self._job(name, module.source, PROMPT_IMPORTS, (self.data,), (), {}, keep=True)

    def _job(
        self,
        name: str,
        text: str,
        imports: Sequence[str],
        data: tuple[DataModule, ...],
        requires: Sequence[str],
        stated: Mapping[str, Sequence[str]],
        keep: bool = False,
    ) -> CheckJob:
        """The job of a module; `imports` and the data are added to those of its source."""
        further = [module for module in imports if module not in self.imports]
        source = with_imports(text, [*further, *(module.name for module in data)])
        statements = theorem_statements(name, source).items()
        return CheckJob(
            name=name,
            source=source,
            theorems={key: text for key, text in statements if not key.startswith(name + _STEP)},
            preamble=statement_preamble(name, source, {**stated, name: definitions(source)}),
            imports=(*self.imports, *further),
            data=data,
            requires=tuple(requires),
            keep=keep,
        )
