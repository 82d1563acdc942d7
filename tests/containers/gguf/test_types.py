"""The sizes of blocks are those that other implementations state."""

from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

from quantcert.containers.gguf.types import TYPES


def test_sizes_are_those_of_the_package_gguf() -> None:
    theirs = {
        number.value: (number.name, *GGML_QUANT_SIZES[number]) for number in GGMLQuantizationType
    }
    ours = {number: (found.name, found.columns, found.nbytes) for number, found in TYPES.items()}
    assert {number: ours[number] for number in theirs if number != 9} == {
        number: theirs[number] for number in theirs if number != 9
    }
    assert ours[9] == ("Q8_1", 32, 36)  # two float16 and 32 bytes; the package counts 40
    assert ours.keys() - theirs.keys() <= {42}
