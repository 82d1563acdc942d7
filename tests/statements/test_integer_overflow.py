import pytest

from quantcert.integer import Program, build_program
from quantcert.integer.ranges import program_ranges
from quantcert.statements.integer_overflow import (
    JoinedParts,
    layer_within,
    overflow_facts,
    rows_within,
    table_within,
)
from tests.support.networks import small_network


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Program:
    return build_program(small_network(tmp_path_factory.mktemp("m"), "llama", "pair11").checkpoint)


def test_layers_are_claimed_on_the_stream_before_them(program):
    ranges = program_ranges(program)
    first, second = (layer_within(program, ranges, number) for number in range(2))
    assert first.startswith(f"Layer.Within rowLists sizes ⟨8, 16, 32768⟩ {ranges.entry} layer ⟨⟨")
    stream = (
        ranges.entry + ranges.sizes.layers[0].output.output + ranges.sizes.layers[0].down.output
    )
    assert second.startswith(f"Layer.Within rowLists sizes ⟨8, 16, 32768⟩ {stream} layer ⟨⟨")
    norm = ranges.sizes.layers[0].query
    assert f"⟩, ⟨{norm.norm}, {norm.bias}, {norm.shift}, {norm.output}⟩, ⟨" in first


def test_rows_are_joined_part_by_part():
    statement, proof = rows_within(7, ["a", "b"])
    assert statement == "RowsWithin 7 [a.toColumns, b.toColumns]"
    assert proof == (
        "(rowsWithin_cons a_checked (by decide +kernel) "
        "(rowsWithin_cons b_checked (by decide +kernel) rowsWithin_nil))"
    )


def test_a_table_is_joined_part_by_part():
    statement, proof = table_within(3, 7, ["a", "b"])
    assert statement == "TableWithin 3 7 [a.toColumns, b.toColumns]"
    assert proof == (
        "(tableWithin_cons a_checked (by decide +kernel) "
        "(tableWithin_cons b_checked (by decide +kernel) tableWithin_nil))"
    )


def test_a_run_is_joined_from_its_modules(program):
    ranges = program_ranges(program)
    parts = JoinedParts(["L0", "L1"], ["H0", "H1"], ["E0"], "heads", "table")
    facts = overflow_facts(program, ranges, parts)
    assert facts["layers_within"] == "⟨L0.within, L1.within, True.intro⟩"
    joined = "(rowsWithin_append H0.rows_within (rowsWithin_append H1.rows_within rowsWithin_nil))"
    assert str(facts["rows_within"]).endswith(f" heads from {joined})")
    table = f"TableWithin 8 {ranges.weight} table"
    joined = "(tableWithin_append E0.entries_within tableWithin_nil)"
    assert facts["entries_within"] == f"(show {table} from {joined})"
