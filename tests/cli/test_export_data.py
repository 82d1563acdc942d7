"""The exported folder is checkable by Lean alone: literals, definitions and proofs as source."""

import re
from pathlib import Path

import pytest

from quantcert.lean import CheckJob, Library, ModuleVerdict, build_library, check_modules
from quantcert.lean.toolchain import LEAN_VERSION
from quantcert.statements.data_text import literal_term
from tests.support.proved_networks import Networks
from tests.support.small_models import SmallModel, verify


@pytest.mark.parametrize("size", [0, 1, 1999, 2000, 2001, 6001])
def test_the_pieces_of_a_literal_add_up(size: int) -> None:
    data = bytes((7 * i + 1) % 256 for i in range(size))
    terms = re.findall(r"(0x[0-9a-f]+)(?: <<< (\d+))?", literal_term(data))
    total = sum(int(term, 16) << int(shift or 0) for term, shift in terms)
    assert total == int.from_bytes(data, "little")


def imports(source: str) -> tuple[str, ...]:
    return tuple(re.findall(r"^import (\S+)$", source, re.MULTILINE))


def exported(out: Path) -> dict[str, str]:
    """The text of all generated modules by name."""
    return {
        ".".join(file.relative_to(out).with_suffix("").parts): file.read_text()
        for folder in ("Data", "Proofs")
        for file in sorted((out / folder).rglob("*.lean"))
    }


def check_all(library: Library, sources: dict[str, str]) -> None:
    """Every module compiles from text, and the kernel accepts every declaration."""
    jobs = [
        CheckJob(
            name,
            source,
            {},
            imports=tuple(m for m in imports(source) if m not in sources),
            requires=tuple(m for m in imports(source) if m in sources),
            keep=True,
        )
        for name, source in sources.items()
    ]
    for result in check_modules(library, jobs, 2):
        assert result.verdict is ModuleVerdict.ACCEPTED, result.reason


@pytest.mark.parametrize("arguments", [(), ("--base",)])
def test_lean_checks_the_exported_sources(
    library: Library, any_model: SmallModel, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    base = (*arguments, any_model.original) if arguments else ()
    assert verify(any_model.quantized, *base, "--out", out, "--export-data").exit_code == 0
    sources = exported(out)
    assert {name.split(".")[0] for name in sources} == {"Data", "Proofs"}
    check_all(library, sources)


def test_lean_checks_the_exported_sources_of_a_network(
    library: Library, networks: Networks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among them the vectors: every imported data module of every written module is there."""
    model, out = networks["mixture"].model, tmp_path / "out"
    monkeypatch.setattr("quantcert.lean.check.store.cache_root", lambda: networks.cache)
    arguments = (model.quantized, "--base", model.original, "--region", model.region)
    assert verify(*arguments, "--out", out, "--export-data").exit_code == 0
    sources = exported(out)
    wanted = {m for source in sources.values() for m in imports(source) if m.startswith("Data.")}
    assert "Data.Vectors" in wanted
    assert wanted == {name for name in sources if name.startswith("Data.")}
    check_all(library, sources)


def test_the_folder_is_a_project_that_needs_nothing_else(
    library: Library, model: SmallModel, tmp_path: Path
) -> None:
    """Its sources alone, the library's among them, compile and are replayed by the kernel."""
    out = tmp_path / "out"
    arguments = (model.quantized, "--base", model.original, "--out", out, "--export-data")
    assert verify(*arguments).exit_code == 0
    assert (out / "lean-toolchain").read_text() == f"leanprover/lean4:v{LEAN_VERSION}\n"
    assert "lean_lib Proofs" in (out / "lakefile.lean").read_text()
    built = build_library(library.toolchain, 2, sources=out, root_module="Proofs")
    assert {name for name in built.modules if name.startswith("Proofs.")} == {
        name for name in exported(out) if name.startswith("Proofs.")
    }
    assert any(name.endswith(".weights_error") for name in built.index)


def test_without_the_option_no_literal_is_written(model: SmallModel, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert verify(model.quantized, "--base", model.original, "--out", out).exit_code == 0
    written = {path.name for path in out.iterdir()}
    assert not written & {"Data", "QuantCert", "lakefile.lean"}
