"""Mean bits of matrices in several formats are the bytes that are stored for them."""

from fractions import Fraction
from pathlib import Path

from quantcert.formats import open_quantized
from quantcert.formats.bits import mean_bits
from quantcert.quantizer import Effort, Recipe, Rule, make_choice, quantize_by_recipe
from tests.support.gguf_models import FAMILIES, write_original


def test_large_matrices_count_for_more(tmp_path: Path) -> None:
    source = write_original(tmp_path / "original", FAMILIES["llama"])
    finer = Rule("*.down_proj.*", make_choice("grid6", None))
    recipe = Recipe(Effort.FAST, make_choice("grid3", None), (finer,))
    quantize_by_recipe(source, tmp_path / "out", recipe)
    found = open_quantized(tmp_path / "out")
    names = found.matrices()
    stored = sum(info.nbytes for name in names for info in found.stored(name))
    weights = sum(rows * columns for rows, columns in map(found.shape, names))
    assert len({found.bits_per_weight(name) for name in names}) > 1
    assert mean_bits(found) == Fraction(8 * stored, weights)
