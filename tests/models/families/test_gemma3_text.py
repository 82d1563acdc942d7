"""Gemma 3. Outputs are compared in `tests/forward/test_reference.py`."""

import pytest

from quantcert.models.net import Attention, RmsNormHeads, Rope, operations
from tests.support.recorded_networks import network, reason


def test_layers_with_a_window_have_angles_of_their_own() -> None:
    found = network("gemma3_text", "angles, old")
    assert found.frequencies == ((1.0, 500**-0.5), (1.0, 20**-0.5))
    tables = [net.angles for net in operations(found) if isinstance(net, Rope)]
    assert tables == [1, 1, 0, 0]
    masks = [net.mask for net in operations(found) if isinstance(net, Attention)]
    assert masks == [3, "causal"]


def test_older_and_newer_words_for_the_angles() -> None:
    scaled = network("gemma3_text", "angles, scaled").frequencies
    assert scaled == network("gemma3_text", "angles, new").frequencies
    assert scaled == ((1 / 8, 500**-0.5 / 8), (1.0, 20**-0.5))
    assert network("gemma3_text", "plain").frequencies == ((1.0, 1e-3), (1.0, 1e-2))


def test_heads_have_norms_whose_factors_are_stored_less_one() -> None:
    found = network("gemma3_text", "plain")
    norms = [net for net in operations(found) if isinstance(net, RmsNormHeads)]
    assert len(norms) == 4
    assert all(found.vectors[net.factors].plus_one for net in norms)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"attn_logit_softcapping": 50.0}, "attn_logit_softcapping 50.0 is not supported (null)"),
        ({"rope_parameters": {"rope_theta": 1e4}}, "an object with full_attention and sliding_"),
        ({"rope_parameters": {"full_attention": 3}}, "full_attention must be an object or null"),
        ({"rope_scaling": 3}, "rope_scaling must be an object or null, is 3"),
        (  # read as if it was not there
            {"rope_scaling": {"type": "linear", "factor": 2.0}},
            'type must be as rope_type, "default", is "linear"',
        ),
        (
            {"rope_scaling": {"rope_type": "linear", "factor": 2.0}, "rope_parameters": {}},
            "rope_parameters must be an object with full_attention, or null",
        ),
        (  # likewise
            {"rope_scaling": {"rope_type": "yarn", "factor": 2.0, "truncate": False}},
            "truncate must be true, is false",
        ),
        ({"rope_local_base_freq": 0}, "rope_theta must be a positive number"),
        ({"vision_config": {}}, 'key "vision_config" is not known'),
    ],
)
def test_what_is_not_supported(changes: dict[str, object], expected: str) -> None:
    assert expected in reason("gemma3_text", "plain", **changes)
