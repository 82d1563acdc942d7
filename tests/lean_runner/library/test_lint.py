from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quantcert._resources import lean_dir
from quantcert.errors import ExitCode
from quantcert.lean import Library, Toolchain, build_library
from quantcert.lean.library.index import Entry
from quantcert.lean.library.lint import lint_library, lint_sources, main
from quantcert.lean.olean.module import Kind

Write = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(
        name: str, body: str = "", *, imports: str = "", title: str = "/-! # Title -/"
    ) -> None:
        path = tmp_path.joinpath(*name.split(".")).with_suffix(".lean")
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"import {module}\n" for module in imports.split())
        path.write_text(f"prelude\n{lines}{title}\n{body}\n")

    write("QuantCert", imports="QuantCert.Core QuantCert.Spec.A QuantCert.Thm.A")
    write("QuantCert.Core", "axiom propext : True")
    write("QuantCert.Spec.A", imports="QuantCert.Core")
    write("QuantCert.Thm.A", imports="QuantCert.Spec.A QuantCert.Core")
    return write


def test_clean_tree(tmp_path: Path, write: Write) -> None:
    assert lint_sources(tmp_path) == []


def test_layers(tmp_path: Path, write: Write) -> None:
    write("QuantCert.Thm.B")
    write("QuantCert.Spec.A", imports="QuantCert.Core QuantCert.Thm.B")
    assert lint_sources(tmp_path) == [
        "QuantCert.Spec.A: the layer Spec may not import QuantCert.Thm.B"
    ]
    write("QuantCert.Other.B")
    write("QuantCert.Spec.A", imports="QuantCert.Other.B QuantCert.Thm.B")
    assert "QuantCert.Spec.A: the layer Spec may not import QuantCert.Other.B" in lint_sources(
        tmp_path
    )


def test_orphan(tmp_path: Path, write: Write) -> None:
    write("QuantCert.Cert.Lost")
    assert lint_sources(tmp_path) == ["QuantCert.Cert.Lost: not imported from QuantCert"]


def test_prelude_and_title(tmp_path: Path, write: Write) -> None:
    write("QuantCert.Thm.A", title="/- no title -/")
    assert lint_sources(tmp_path) == ["QuantCert.Thm.A: has no title `/-! # ...`"]
    (tmp_path / "QuantCert" / "Thm" / "A.lean").write_text("/-! # Title -/\n")
    assert lint_sources(tmp_path) == ["QuantCert.Thm.A: does not begin with `prelude`"]


@pytest.mark.parametrize("word", ["axiom", "sorry", "native_decide", "csimp", "extern", "opaque"])
def test_words(tmp_path: Path, write: Write, word: str) -> None:
    write(
        "QuantCert.Thm.A",
        f"/- {word} -/ -- {word}\ntheorem {word}_x : {word}.y",
        imports="QuantCert.Core",
    )
    assert lint_sources(tmp_path) == []
    write("QuantCert.Thm.A", f"@[{word}] theorem x : 1 = 1 := y", imports="QuantCert.Core")
    assert lint_sources(tmp_path) == [f"QuantCert.Thm.A: contains `{word}`"]


def test_declarations_of_cert_are_described(tmp_path: Path, write: Write) -> None:
    body = "theorem check_sound (h1 : p) : q := h1\n/-- Doc. -/\ndef check : Bool := true"
    write("QuantCert.Thm.A", body, imports="QuantCert.Core")
    assert lint_sources(tmp_path) == []
    write("QuantCert.Cert.A", body)
    write("QuantCert", imports="QuantCert.Core QuantCert.Spec.A QuantCert.Thm.A QuantCert.Cert.A")
    assert lint_sources(tmp_path) == [
        "QuantCert.Cert.A: check_sound has no docstring",
        "QuantCert.Cert.A: check_sound has a hypothesis h1, whose name says nothing",
    ]


def entry(
    kind: Kind = Kind.THEOREM, axioms: str = "", uses: str = "", module: str = "QuantCert.Thm.A"
) -> Entry:
    return Entry(
        kind, module, "", "", frozenset(uses.split()), frozenset(), frozenset(axioms.split())
    )


@pytest.fixture(scope="module")
def core(toolchain: Toolchain) -> Library:
    return build_library(toolchain, 2, root_module="QuantCert.Core")


def test_core_has_exactly_the_pinned_axioms(core: Library) -> None:
    assert lint_library(core.index) == []


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        (entry(Kind.AXIOM, "x"), "x: an axiom that is not pinned"),
        (entry(axioms="propext sorryAx"), "x: rests on the axiom sorryAx"),
        (entry(uses="String"), "x: its statement rests on the opaque String"),
    ],
)
def test_compiled_library(core: Library, added: Entry, problem: str) -> None:
    assert lint_library({**core.index, "x": added}) == [problem]


def test_missing_axiom(core: Library) -> None:
    index = {name: e for name, e in core.index.items() if name != "propext"}
    assert lint_library(index) == ["propext: a pinned axiom is missing"]


def test_command(
    tmp_path: Path,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("quantcert.lean.library.lint.lean_dir", lambda: tmp_path)
    assert main(["--sources-only"]) == ExitCode.ACCEPTED
    write("QuantCert.Cert.Lost")
    assert main(["--sources-only"]) == ExitCode.REJECTED
    assert capsys.readouterr().out == "QuantCert.Cert.Lost: not imported from QuantCert\n"
    (tmp_path / "QuantCert.lean").unlink()
    assert main(["--sources-only"]) == ExitCode.COULD_NOT_RUN
    assert "no source file" in capsys.readouterr().err


def test_the_library_itself() -> None:
    if (lean_dir() / "QuantCert.lean").is_file():
        assert main([]) == ExitCode.ACCEPTED
