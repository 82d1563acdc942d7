"""Tables in characters: one line a row, nothing cut that fits, folded only what is settled."""

from dataclasses import replace
from fractions import Fraction

import pytest
from rich.cells import cell_len

from quantcert.certificate import Verdict
from quantcert.report.grid import grid, shortened
from quantcert.report.medium import Medium
from quantcert.report.model import CellKind, Column, Row, Table

COLUMNS = (
    Column("layer", CellKind.NAME),
    Column("shape", CellKind.TEXT, 2),
    Column("bound", CellKind.AT_MOST, 1, "bound: rounded up."),
    Column("margin", CellKind.AT_MOST),
    Column("verdict", CellKind.VERDICT),
)


def row(name: str, bound: Fraction, settled: bool = True, shape: str = "4×6") -> Row:
    verdict = Verdict.PROVED if settled else Verdict.FAILED
    return Row((name, shape, bound, bound / 2, verdict), settled=settled, margin=bound / 2)


def lines(rows: list[Row], **medium: object) -> list[str]:
    """Sentences and rows, each without the blanks at its end."""
    made = grid(Table("layer", COLUMNS, tuple(rows)), replace(Medium(), **medium))  # type: ignore[arg-type]
    return [
        told if isinstance(told, str) else "".join(text for text, _ in told).rstrip()
        for told in made
    ]


def rows_of(rows: list[Row], **medium: object) -> list[str]:
    """The lines below the rule."""
    found = lines(rows, **medium)
    rule = next(k for k, line in enumerate(found) if set(line) == {"─"})
    return [line for line in found[rule + 1 :] if line.endswith(("PROVED", "FAILED"))]


KINDS = ("attn.q_proj", "attn.o_proj", "mlp.down_proj")
STACK = [
    row(f"model.layers.{layer}.{kind}.weight", Fraction(layer + 1, 10), shape=f"{k}×6")
    for layer in range(12)
    for k, kind in enumerate(KINDS)
]


def test_what_all_rows_share_is_said_once() -> None:
    found = lines([row("a.x.weight", Fraction(1)), row("a.y.weight", Fraction(2))])
    assert found[0] == "every layer: shape 4×6"
    assert not any("shape" in line for line in found[1:])
    assert lines([row("a", Fraction(1))])[0].split() == [column.title for column in COLUMNS]


def test_what_all_names_begin_and_end_with_is_said_once() -> None:
    found = lines([row("model.xa.weight", Fraction(1)), row("model.xb.weight", Fraction(2))])
    assert "names begin with model. and end with .weight" in found
    assert [line.split()[0] for line in found[-3:-1]] == ["xa", "xb"]
    short = lines([row("a.xa.w", Fraction(1)), row("a.xb.w", Fraction(2))])
    assert not any(line.startswith("names ") for line in short)


def test_a_name_that_is_all_affix_is_left_whole() -> None:
    found = lines([row("model.", Fraction(1)), row("model.x", Fraction(2))])
    assert not any(line.startswith("names ") for line in found)


def test_settled_rows_of_a_kind_are_folded_into_the_one_nearest_to_refusal() -> None:
    found = rows_of(STACK)
    assert [line.split()[:2] for line in found] == [["*." + kind, "(12)"] for kind in KINDS]
    assert all(line.split()[-3:] == ["1.2", "0.6", "PROVED"] for line in found)
    assert not any(line.startswith("every layer") for line in lines(STACK))
    assert "(n): n of a kind" in lines(STACK)[-1]
    assert len(rows_of(STACK, verbose=True)) == len(STACK)
    assert "(n)" not in lines(STACK, verbose=True)[-1]


def test_a_kind_with_a_refused_row_is_not_folded() -> None:
    stack = [row("model.layers.3.attn.q_proj.weight", Fraction(3), settled=False)] + [
        each for each in STACK if "3.attn.q_proj" not in str(each.cells[0])
    ]
    found = rows_of(stack)
    assert sum("attn.q_proj" in line for line in found) == 12
    assert sum("mlp.down_proj" in line for line in found) == 1


def test_only_whole_numbers_in_a_name_are_alike() -> None:
    found = rows_of([row("mlp.fc1", Fraction(1)), row("mlp.fc2", Fraction(2))])
    assert [line.split()[0] for line in found] == ["fc1", "fc2"]
    blocks = rows_of([row(f"layer {k} mlp", Fraction(1)) for k in (0, 1, 10)])
    assert [line[:15] for line in blocks] == ["layer * mlp (3)"]


@pytest.mark.parametrize("width", [80, 100, 120, 200])
@pytest.mark.parametrize("verbose", [False, True])
def test_each_row_is_one_line_of_the_width(width: int, verbose: bool) -> None:
    deep = [
        replace(
            each,
            cells=(f"language_model.encoder.{each.cells[0]}.with.a.long.tail", *each.cells[1:]),
        )
        for each in STACK
    ] + [row("重み" * 60, Fraction(1, 3)), row("x\ny", Fraction(10**30))]
    found = lines(deep, width=width, verbose=verbose)
    body = [line for line in found if line.endswith(("PROVED", "FAILED"))]
    assert len(body) == (len(deep) if verbose else len(KINDS) + 2)
    assert all(cell_len(line) <= width for line in body)
    assert any("x\\ny" in line for line in body)


def test_columns_of_the_highest_rank_go_first_and_names_are_shortened_last() -> None:
    pair = [row("a" * 40, Fraction(1)), row("b" * 40, Fraction(2), shape="7×8")]

    def head(width: int) -> list[str]:
        return lines(pair, width=width)[0].split()

    assert head(80) == ["layer", "shape", "bound", "margin", "verdict"]
    assert head(66) == ["layer", "bound", "margin", "verdict"]
    assert head(57) == ["layer", "margin", "verdict"]
    assert rows_of(pair, width=57)[0].startswith("a" * 40 + " ")
    assert rows_of(pair, width=45)[0].split()[0] == "a" * 13 + "…" + "a" * 14
    assert "bound: rounded up." in lines(pair, width=66)
    assert "bound: rounded up." not in lines(pair, width=57)


@pytest.mark.parametrize(
    ("name", "width", "text"),
    [
        ("encoder.layer.0.weight", 22, "encoder.layer.0.weight"),
        ("encoder.layer.0.weight", 11, "encod…eight"),
        ("encoder.layer.0.weight", 12, "encod…weight"),
        ("重み重み重み", 7, "重み…み"),
    ],
)
def test_names_are_shortened_in_the_middle(name: str, width: int, text: str) -> None:
    assert shortened(name, width, "…") == text
    assert cell_len(text) <= width
