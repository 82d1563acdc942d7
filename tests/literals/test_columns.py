"""Column sums as digits: each column's place, padding, digits of several limbs."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from quantcert.exact import row_errors
from quantcert.literals import column_literals
from tests.support.matrices import Block, blocks


@given(blocks(), st.sampled_from([0, 64]))
@settings(max_examples=50, deadline=None)
def test_the_digit_of_a_column_holds_its_sum(block: Block, more: int) -> None:
    layout = replace(block.layout, width=block.width + 64 + more)
    errors = row_errors(block.weights, block.matrix, block.p, columns=True)
    literals = column_literals(errors, layout)
    expected = {"ke": errors.column_sum_abs, "kw": errors.weight_column_sum_abs}
    assert literals.keys() == expected.keys()
    for name, sums in expected.items():
        number = int.from_bytes(literals[name], "little")
        for column in range(block.shape.padded_columns):
            place = (
                column % block.shape.block_columns * block.shape.blocks
                + column // block.shape.block_columns
            )
            digit = number >> layout.width * place & (1 << layout.width) - 1
            assert digit == (sums[column] if column < block.columns else 0)
