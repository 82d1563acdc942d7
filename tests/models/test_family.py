"""Keys of config.json: used, irrelevant or refused, and never ignored."""

import pytest

from quantcert.models.architecture import Unsupported, read_architecture
from quantcert.models.families import FAMILIES
from quantcert.models.family import HEADER, IRRELEVANT, REFUSED
from quantcert.models.net import Architecture
from tests.support.architectures import bert_config, bert_shapes, llama_config, llama_shapes

SAMPLES = {"bert": (bert_config, bert_shapes), "llama": (llama_config, llama_shapes)}


def read(family: str, **changes: object) -> Architecture | Unsupported:
    config, shapes = (make() for make in SAMPLES[family])
    return read_architecture(config | changes, shapes)


@pytest.mark.parametrize("family", SAMPLES)
@pytest.mark.parametrize("value", [None, False, 1, {}])
def test_an_unknown_key_is_a_reason_whatever_its_value(family: str, value: object) -> None:
    assert read(family, new_option=value) == Unsupported(
        f'config.json: key "new_option" is not known for {family} networks'
    )


@pytest.mark.parametrize("family", SAMPLES)
def test_irrelevant_keys_change_nothing(family: str) -> None:
    known = FAMILIES[family]
    values = {key: object() for key in IRRELEVANT | known.irrelevant}
    assert read(family, **values) == read(family)


@pytest.mark.parametrize("family", SAMPLES)
def test_refused_keys_have_one_meaning(family: str) -> None:
    for key, allowed in {**REFUSED, **FAMILIES[family].refused}.items():
        for value in allowed:
            assert read(family, **{key: value}) == read(family)
        for value in ({"x": 1}, 1, 0, "", []):
            result = read(family, **{key: value})
            assert isinstance(result, Unsupported), (key, value)
            assert f"config.json: {key} " in result.reason


@pytest.mark.parametrize("family", FAMILIES)
def test_a_key_is_in_one_list(family: str) -> None:
    known = FAMILIES[family]
    used = [name for setting in known.settings for name in setting.names]
    refused = REFUSED.keys() | known.refused.keys()
    assert len(used) == len(set(used))
    assert not set(used) & (refused | HEADER)
    assert not (IRRELEVANT | known.irrelevant) & (refused | HEADER)
    assert not set(used) & known.irrelevant


@pytest.mark.parametrize(
    ("names", "supported"),
    [
        (["LlamaForCausalLM"], True),
        ([], True),
        (None, True),
        (["MyLlamaForCausalLM"], False),
        (["LlamaForSequenceClassification"], False),
        (["LlamaForCausalLM", "LlamaForSequenceClassification"], False),
        ("LlamaForCausalLM", False),
        ([["LlamaForCausalLM"]], False),
    ],
)
def test_architectures(names: object, supported: bool) -> None:
    result = read("llama", architectures=names)
    if supported:
        assert isinstance(result, Architecture)
    else:
        assert isinstance(result, Unsupported)
        assert "is not supported (names among LlamaForCausalLM)" in result.reason


def test_architectures_may_be_missing() -> None:
    config = llama_config()
    del config["architectures"]
    assert isinstance(read_architecture(config, llama_shapes()), Architecture)


@pytest.mark.parametrize("key", ["auto_map", "quantization_config"])
def test_code_and_quantization_of_an_original_are_refused(key: str) -> None:
    result = read("llama", **{key: {"some": "thing"}})
    assert result == Unsupported(
        f'config.json: {key} {{"some": "thing"}} is not supported (null or {{}})'
    )
