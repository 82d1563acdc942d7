"""Texts that are cut at their numbers and names."""

from __future__ import annotations

import pytest

from quantcert.lean.pattern.text import Cut, by_class, cut, finer, name_marker, number_marker


def text(module: str, rows: int, name: str, top: int = 3) -> str:
    return (
        f"prelude\nimport QuantCert.Core\nimport Data.{module}\n/-! {rows} rows, `{module}` -/\n"
        f"namespace Proofs.{module}\nset_option maxRecDepth 100000\n"
        f"/-- {name} -/\nnoncomputable def {name} : Nat := {rows} + x.1 + Data.{module}.w\n"
        f"theorem {name}_ok : Proofs.{module}.{name}.foo ≤ {rows} + {top} := t{top}₀ h.{name}\n"
        f"end Proofs.{module}\n"
    )


def cut_text(module: str, rows: int, name: str, top: int = 3) -> Cut:
    names = [f"Proofs.{module}", f"Data.{module}", f"Data.{module}.w"]
    found = cut(text(module, rows, name, top).replace(f" t{top}₀ h.{name}", " t1₀"), names)
    assert found is not None
    return found


def test_texts_that_differ_in_numbers_and_names_have_one_pattern() -> None:
    first, second = cut_text("L0", 12, "chunk0"), cut_text("L177_x", 9, "chunk8", 4)
    assert first.pattern == second.pattern
    assert first.numbers == (12, 12, 3)
    assert second.numbers == (9, 9, 4)
    assert first.parts == ("L0", "L0", "w", "chunk0", "chunk0_ok")
    assert "maxRecDepth 100000" in first.pattern
    assert "x.1 " in first.pattern
    assert "rows" not in first.pattern


def test_markers_stand_where_names_and_numbers_stood() -> None:
    found = cut_text("L0", 12, "chunk0")
    marked = found.marked([0, 0, 1])
    line = (
        f"theorem {name_marker(4)} : Proofs.{name_marker(0)}.{name_marker(3)}.foo ≤ "
        f"{number_marker(0)} + {number_marker(1)} := t1₀"
    )
    assert line in marked.splitlines()
    assert found.names["Data.L0.w"] == f"Data.{name_marker(1)}.{name_marker(2)}"
    assert by_class([0, 0, 1], found.numbers) == [12, 3]
    assert by_class([0, 1, 1], found.numbers) is None


def test_numbers_of_a_codec_stay() -> None:
    five, six = (cut(f"def w : Chunk (Codec.uniform {bits}) 9 := 3\n", []) for bits in (5, 6))
    assert five is not None
    assert six is not None
    assert five.numbers == six.numbers == (9, 3)
    assert "(Codec.uniform 5)" in five.pattern
    assert "(Codec.uniform 6)" in six.pattern


@pytest.mark.parametrize(
    "addition",
    [
        'def s := "/- not a comment -/"',
        "/- a /- nested -/ comment -/",
        "def a.b : Nat := 1",
        "theorem t : w = 1 := rfl",
        "theorem t : chunk0.foo = 1 := rfl",
        "theorem t : L0.chunk0 = 1 := rfl",
        "def f := qcHole_1",
    ],
)
def test_doubtful_texts_are_not_cut(addition: str) -> None:
    whole = text("L0", 12, "chunk0").replace(" t3₀ h.chunk0", f" t\n{addition}\n")
    assert cut(whole, ["Proofs.L0", "Data.L0", "Data.L0.w"]) is None


def test_classes_become_finer() -> None:
    first = finer([0, 0, 0, 0], [5, 5, 7, 5])
    assert first == [0, 0, 1, 0]
    assert finer(first, [5, 6, 6, 5]) == [0, 1, 2, 0]
    assert finer(first, [8, 8, 8, 8]) == first
