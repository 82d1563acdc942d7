import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.exact import code_differences, decode_float64, decode_int64, expand_groups, to_int64
from quantcert.formats.codecs import TableCodec, UniformCodec
from tests.support.codecs import signed_matrix, uniform_matrix
from tests.support.matrices import decoded, formats, group_sizes, make_matrix

extents = st.integers(1, 40)


@given(formats, st.integers(1, 3), extents, group_sizes)
def test_each_column_gets_the_number_of_its_group_and_lane(fmt, rows, columns, group_size):
    groups = -(-columns // group_size)
    values = np.arange(rows * groups * len(fmt.levels)).reshape(rows, groups, len(fmt.levels))
    spread = expand_groups(values, columns, group_size, fmt.table_cycle)
    for column in range(columns):
        expected = values[:, column // group_size, column % len(fmt.levels)]
        np.testing.assert_array_equal(spread[:, column], expected)


@given(formats, st.integers(1, 3), extents, group_sizes, st.integers(0, 2**32 - 1))
def test_decoded_integers_are_the_exact_products(fmt, rows, columns, group_size, seed):
    matrix = make_matrix(np.random.default_rng(seed), fmt, rows, columns, group_size)
    differences = code_differences(matrix)
    assert differences.dtype == np.int8
    integers = decode_int64(to_int64(matrix.scales, 24), matrix)
    assert integers.tolist() == [[value * 2**24 for value in row] for row in decoded(matrix)]


@given(st.integers(1, 8), st.integers(1, 3), extents, st.integers(1, 9), st.integers(0, 2**32 - 1))
@example(8, 3, 40, 7, 0)
def test_codes_of_any_size_are_decoded_exactly(bits, rows, columns, group_size, seed):
    matrix = uniform_matrix(np.random.default_rng(seed), bits, rows, columns, group_size)
    differences = code_differences(matrix)
    assert differences.dtype == (np.int16 if bits == 8 else np.int8)
    wanted = [[value * 2**24 for value in row] for row in decoded(matrix)]
    assert decode_int64(to_int64(matrix.scales, 24), matrix).tolist() == wanted
    assert (decode_float64(matrix) * 2**24).tolist() == wanted


@given(st.sampled_from([4, 7, 8]), st.integers(0, 2**32 - 1))
def test_offsets_are_added(bits, seed):
    matrix = signed_matrix(
        np.random.default_rng(seed), UniformCodec(bits), (2, 9), 4, np.dtype(np.float16)
    )
    wanted = [[value * 2**24 for value in row] for row in decoded(matrix)]
    tables = (to_int64(matrix.scales, 24), matrix, to_int64(matrix.offsets, 24))
    assert decode_int64(*tables).tolist() == wanted
    assert (decode_float64(matrix) * 2**24).tolist() == wanted


def test_codes_of_many_bits_take_many_bytes():
    codec = TableCodec(1, (-(1 << 20), 1 << 20))
    matrix = signed_matrix(np.random.default_rng(0), codec, (2, 5), 5)
    wanted = matrix.codes.astype(int) - matrix.zero_points[:, :, 0].astype(int)
    assert code_differences(matrix).tolist() == wanted.tolist()
