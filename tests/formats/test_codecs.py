import re

import pytest

from quantcert._resources import lean_dir
from quantcert.formats.codec import codes_of_words
from quantcert.formats.codecs import TableCodec, UniformCodec, ValueCodec
from quantcert.formats.minifloat import E4M3


@pytest.mark.parametrize("bits", range(1, 9))
def test_a_uniform_code_is_its_word(bits):
    codec = UniformCodec(bits)
    assert codec == UniformCodec(bits)
    assert (codec.lanes, codec.code_bits) == (1, bits)
    assert codes_of_words(codec, 0).tolist() == list(range(1 << bits))


def test_levels_of_either_sign_are_shifted_to_codes():
    codec = TableCodec(2, [0, 300, -2, 7])
    assert (codec.shift, codec.code_bits) == (2, 9)
    assert codes_of_words(codec, 0).tolist() == [2, 302, 0, 9]
    assert codec.lean == "(Codec.levels 2 [2, 302, 0, 9])"
    assert codec == TableCodec(2, (0, 300, -2, 7)) != TableCodec(2, [0, 300, -2, 8])


def test_levels_without_a_sign_are_not_shifted():
    assert TableCodec(1, [3, 1]).codes == (3, 1)


def test_decoded_values_have_no_codes():
    codec = ValueCodec()
    assert (codec.word_bits, codec.code_bits, codec.packed_code(0, 5)) == (0, 0, 0)


@pytest.mark.parametrize("bits", [0, 9])
def test_sizes_of_words_are_limited(bits):
    with pytest.raises(ValueError, match=f"{bits} bits"):
        UniformCodec(bits)
    with pytest.raises(ValueError, match=f"{bits} bits"):
        TableCodec(bits, [0] * (1 << bits))


def test_the_table_that_lean_has_a_program_for_is_the_codecs():
    codec = TableCodec(8, E4M3.levels)
    assert codec.lean == "Codec.e4m3"
    text = (lean_dir() / "QuantCert" / "Spec" / "Format" / "Float8.lean").read_text()
    (listed,) = re.findall(r"def Float8.e4m3 : List Nat :=\s*\[([0-9, \n]*)\]", text)
    assert tuple(map(int, listed.split(","))) == codec.codes
    assert TableCodec(8, range(256)).lean_import == "QuantCert.Cert.Format.Levels"


def test_a_level_that_is_not_negative_is_needed():
    with pytest.raises(ValueError, match="all levels are negative"):
        TableCodec(1, [-2, -1])


def test_every_word_needs_its_level():
    with pytest.raises(ValueError, match="3 levels for words of 2 bits"):
        TableCodec(2, [0, 1, 2])
