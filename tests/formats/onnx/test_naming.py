import pytest

from quantcert.formats.onnx.naming import matching

ORIGINALS = ["encoder.layer.0.query.weight", "encoder.layer.1.query.weight", "embed.weight", "norm"]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["embed.weight"], "embed.weight"),
        (["inner.encoder.layer.0.query.weight"], "encoder.layer.0.query.weight"),
        (["layer.1.query.weight"], "encoder.layer.1.query.weight"),
        (["query.weight"], None),
        (["val_49", "model.norm"], "norm"),
        (["enorm"], None),
        ([], None),
    ],
)
def test_a_name_may_have_other_modules_before_it(names, found):
    assert matching(names, ORIGINALS) == found
