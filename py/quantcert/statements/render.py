"""Jinja2 templates to Lean text.

`specs/lean/theorems/KIND.j2` describes one kind of theorem in three blocks: `doc` (one
sentence), `statement` (as it follows the theorem's name) and `proof` (one line).
`specs/lean/module.lean.j2` puts theorems together into a module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from quantcert import __version__
from quantcert._resources import specs_dir
from quantcert.exact.dyadic import Dyadic
from quantcert.numbers import upper
from quantcert.statements.naming import label

PREAMBLE = ("open QuantCert", "universe u", "set_option maxRecDepth 100000")
"""Commands at the head of every generated module, with which its statements are read."""


@dataclass(frozen=True)
class Theorem:
    """A rendered theorem. `name` is its full Lean name."""

    name: str
    kind: str
    doc: str
    statement: str
    proof: str

    @property
    def short_name(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True)
class GeneratedModule:
    """A rendered Lean module: `name` is its module name and its namespace.

    `definitions` are those that the statements mention, as they stand in `source`.
    """

    name: str
    source: str
    definitions: str
    imports: tuple[str, ...]
    theorems: tuple[Theorem, ...]


def render_theorem(
    kind: str, namespace: str, facts: Mapping[str, object], short_name: str = ""
) -> Theorem:
    """The theorem `namespace.short_name`; by default `kind` with underscores for its dashes.

    Raises jinja2.UndefinedError if the template asks for a fact that is not given.
    """
    template = _environment().get_template(f"theorems/{kind}.j2")
    context = template.new_context(dict(facts))

    def block(name: str) -> str:
        return " ".join("".join(template.blocks[name](context)).split())

    name = f"{namespace}.{short_name or kind.replace('-', '_')}"
    return Theorem(name, kind, block("doc"), block("statement"), block("proof"))


def render_module(
    name: str,
    title: str,
    input_sha256: Mapping[str, str],
    imports: Sequence[str],
    definitions: str,
    theorems: Sequence[Theorem],
) -> GeneratedModule:
    """A module of `theorems` with a banner: `title`, generator version and digests of the inputs.

    The title is the tool's own text, inputs may have any names.
    """
    source = (
        _environment()
        .get_template("module.lean.j2")
        .render(
            name=name,
            title=title,
            version=__version__,
            inputs=[(label(key), sha) for key, sha in input_sha256.items()],
            imports=imports,
            preamble=PREAMBLE,
            definitions=definitions,
            theorems=theorems,
        )
    )
    return GeneratedModule(name, source, definitions, tuple(imports), tuple(theorems))


def render_text(template: str, facts: Mapping[str, object]) -> str:
    """The text of a template that is not a theorem, such as definitions."""
    return _environment().get_template(template).render(facts).strip("\n")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(specs_dir() / "lean"),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["decimal"] = _decimal
    environment.filters["label"] = lambda name: label(str(name))
    return environment


def _decimal(number: Dyadic) -> str:
    """A dyadic number for people: six digits, marked where that is not the exact value."""
    shown = upper(number.fraction, 6)
    return shown if Fraction(shown) == number.fraction else f"about {shown}"
