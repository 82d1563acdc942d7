"""The house: a package imports only what stands below it, and no module imports itself round."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import quantcert

ROOT = Path(quantcert.__file__).parent

STOREYS = (
    ("errors", "roles", "_resources", "_version"),
    ("numbers", "documents", "outputs", "scratch", "spool"),
    ("requirements",),
    ("containers",),
    ("formats",),
    ("exact",),
    ("pairing",),
    ("literals", "models"),
    ("prompts", "integer"),
    ("statements", "lean", "forward", "engine"),
    ("certificate",),
    ("quantizer", "convert", "export", "inspection", "kernels", "torch", "trace"),
    ("run", "report", "regression", "signing"),
    ("cluster",),
    ("api",),
    ("cli",),
)
"""Packages and single modules from the bottom up; those of one storey do not know each other."""

LEVEL = {name: level for level, names in enumerate(STOREYS) for name in names}


def module_name(path: Path) -> str:
    parts = ["quantcert", *path.relative_to(ROOT).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(ROOT.rglob("*.py"))}


def imported(source: str) -> Iterator[str]:
    """Modules of the package that a module imports anywhere, faces of packages included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        yield from (name for name in names if name in MODULES)


def room(module: str) -> str:
    """The package or the single module at the top that a module belongs to."""
    return module.split(".")[1]


def climbs(module: str, imports: Iterator[str]) -> list[str]:
    """The imports of a module that stand above it, or beside it in another room."""
    own = room(module)
    return [
        name
        for name in imports
        if name != "quantcert" and room(name) != own and LEVEL[room(name)] >= LEVEL[own]
    ]


@pytest.mark.parametrize("module", [name for name in MODULES if name != "quantcert"])
def test_a_module_imports_only_what_stands_below_it(module):
    assert climbs(module, imported(MODULES[module].read_text())) == []


def test_no_modules_import_each_other_in_a_circle():
    graph = {name: set(imported(path.read_text())) for name, path in MODULES.items()}
    for name, path in MODULES.items():
        if path.name == "__init__.py":
            del graph[name]  # a face shows what its rooms hold; whoever imports it is not its part
    list(TopologicalSorter(graph).static_order())


def test_every_room_has_a_storey():
    assert {room(name) for name in MODULES if name != "quantcert"} <= set(LEVEL)


def test_an_import_from_above_would_be_seen():
    source = "def f():\n    from quantcert.run import anything\n"
    assert climbs("quantcert.exact.sums", imported(source)) == ["quantcert.run"]
