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


def definitions(source: str) -> tuple[str, ...]:
    """The definitions of a module."""
    return tuple(command for command in source.split("\n\n") if _DEFINITION.search(command))


def statement_preamble(name: str, source: str, stated: Mapping[str, Sequence[str]]) -> str:
    """Commands with which statements of the module `name` are read, in its namespace.

    `stated` are the definitions, by module, that the statements mention.
    """
    defined = [
        "\n\n".join([f"namespace {module}", *commands, f"end {module}"])
        for module, commands in stated.items()
    ]
    variables = re.findall(r"^variable .*$", source, re.M)
    return "\n\n".join([*PREAMBLE, *defined, f"namespace {name}", *variables])


def with_imports(source: str, modules: Sequence[str]) -> str:
    """The source, with these modules imported too."""
    lines = "".join(f"import {module}\n" for module in modules)
    return source.replace("prelude\n", f"prelude\n{lines}", 1)
