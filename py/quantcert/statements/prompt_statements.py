"""What the theorems of a prompt's modules must state, to be read apart from the modules."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from quantcert.statements.render import PREAMBLE

_THEOREM = re.compile(r"^theorem (\S+)((?:(?!^theorem ).)*?) :=(?: by)?$", re.M | re.S)
_DEFINITION = re.compile(r"^noncomputable def ", re.M)


def theorem_statements(name: str, source: str) -> dict[str, str]:
    """The statement of each theorem of the module `name`, by its full name."""
    return {f"{name}.{match[1]}": match[2] for match in _THEOREM.finditer(source)}


def definitions(name: str, source: str) -> str:
    """The definitions of the module `name`, in its namespace."""
    commands = [command for command in source.split("\n\n") if _DEFINITION.search(command)]
    return "\n\n".join([f"namespace {name}", *commands, f"end {name}"])


def statement_preamble(name: str, sources: Mapping[str, str]) -> str:
    """Commands with which statements are read in the namespace `name`.

    `sources` are the modules, by name, whose definitions the statements mention.
    """
    defined = [definitions(module, source) for module, source in sources.items()]
    variables = re.findall(r"^variable .*$", sources[name], re.M) if name in sources else []
    return "\n\n".join([*PREAMBLE, *defined, f"namespace {name}", *variables])


def with_imports(source: str, modules: Sequence[str]) -> str:
    """The source, with these modules imported too."""
    lines = "".join(f"import {module}\n" for module in modules)
    return source.replace("prelude\n", f"prelude\n{lines}", 1)
