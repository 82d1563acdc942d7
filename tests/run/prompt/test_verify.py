"""The kernel accepts what both networks compute, and refuses a box that is off by one unit."""

from dataclasses import replace

import numpy as np
import pytest

from quantcert.errors import CalibrationError
from quantcert.lean import ModuleVerdict, check_modules
from quantcert.prompts.boxes import Box
from quantcert.prompts.compare import largest_difference
from quantcert.prompts.trace import SeqTrace
from quantcert.run.prompt import precision, verify
from quantcert.run.prompt.modules import module_names
from quantcert.run.prompt.networks import open_prompt, prompt_networks
from quantcert.run.prompt.precision import enclose_pair
from quantcert.run.prompt.result import PositionVerdict, PromptVerdict, judged
from quantcert.run.prompt.verify import PromptRun, check_tokens
from quantcert.run.prompt.words import conclusion
from tests.support.checkpoints import edit_tensor
from tests.support.networks import small_network
from tests.support.prompt_modules import prompt_modules

TOKENS = (3, 5)
BITS = 40


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    model = small_network(tmp_path_factory.mktemp("model"), "llama", "alt43")
    return open_prompt(model.quantized, model.original)


def moved(box: Box) -> Box:
    """The box with its first midpoint one unit higher."""
    first = box.claims[0]
    claims = ((first[0]._replace(mid=first[0].mid + 1), *first[1:]), *box.claims[1:])
    return Box(box.scale, claims)


def with_moved_output(trace):
    if isinstance(trace, SeqTrace):
        return replace(trace, second=with_moved_output(trace.second))
    return replace(trace, out=moved(trace.out))


def test_a_box_that_is_off_by_one_unit_is_refused(inputs, library, tmp_path):
    pair = enclose_pair(prompt_networks(inputs, TOKENS), inputs.architecture, BITS)
    traces = pair.quantized.traces
    spoilt = replace(pair.quantized, traces=(*traces[:-1], with_moved_output(traces[-1])))
    pair = replace(pair, quantized=spoilt)
    modules = prompt_modules(pair, tmp_path)
    results = tuple(check_modules(library, modules.jobs, 2))
    verdicts = {result.name: result.verdict for result in results}
    names = module_names(TOKENS)
    last = f"{names.quantized}Block{len(traces) - 1}"
    refused = {name: v for name, v in verdicts.items() if v is not ModuleVerdict.ACCEPTED}
    assert refused == {
        last: ModuleVerdict.REJECTED,
        names.quantized: ModuleVerdict.UNPROVED,
        names.comparison: ModuleVerdict.UNPROVED,
    }
    assert len(verdicts) == modules.count == 2 * len(traces) + 4
    result = judged(modules, results)
    assert result.verdict is PromptVerdict.UNPROVED
    assert result.proved is None
    assert result.reason


def test_networks_with_other_norms_are_compared(inputs, library, tmp_path):
    model = small_network(tmp_path, "llama", "alt43")

    def change(values: np.ndarray) -> None:
        values[2] *= 1.25

    edit_tensor(model.quantized / "model.safetensors", "model.norm.weight", change, np.float32)
    changed = open_prompt(model.quantized, model.original)
    result = PromptRun(library, bits=BITS).check(changed, TOKENS)
    assert {module.verdict for module in result.modules} == {ModuleVerdict.ACCEPTED}
    assert result.verdict is PromptVerdict.PROVED
    same = enclose_pair(prompt_networks(inputs, TOKENS), inputs.architecture, BITS)
    logits = (same.original.logits, same.quantized.logits)
    before = [largest_difference(t, *logits).fraction for t in range(len(TOKENS))]
    assert result.proved.difference > max(before)


def test_too_few_bits_prove_nothing(inputs, library):
    result = PromptRun(library, bits=16).check(inputs, TOKENS)
    assert result.verdict is PromptVerdict.UNPROVED
    assert result.modules == ()
    assert "with 16 bits" in result.reason
    needed = int(result.reason.split("about ")[1].split()[0])
    assert enclose_pair(prompt_networks(inputs, TOKENS), inputs.architecture, needed).sharp


def test_enclosures_that_cannot_be_compared_prove_nothing(inputs, library, monkeypatch):
    monkeypatch.setattr(precision, "_WIDEST", 100)
    result = PromptRun(library, bits=18).check(inputs, TOKENS)
    assert result.verdict is PromptVerdict.UNPROVED
    assert result.modules == ()
    assert result.reason.startswith("with 18 bits the logits at position ")


def test_large_networks_are_enclosed_while_the_kernel_checks(inputs, library, monkeypatch):
    """What is proved is the same, and so is what is too wide."""
    known = PromptRun(library, bits=BITS).check(inputs, TOKENS)
    monkeypatch.setattr(verify, "SMALL", 0)
    found = PromptRun(library, bits=BITS).check(inputs, TOKENS)
    assert found.proved == known.proved
    assert [m.olean_sha256 for m in found.modules] == [m.olean_sha256 for m in known.modules]
    assert PromptRun(library, bits=16).check(inputs, TOKENS).reason.startswith("with 16 bits the")


def test_undecided_positions_are_undecided(inputs, tmp_path):
    pair = enclose_pair(prompt_networks(inputs, (*TOKENS, 1)), inputs.architecture, 22)
    modules = prompt_modules(pair, tmp_path)
    result = judged(modules, ())
    comparison = modules.names.comparison
    verdicts = [position.verdict for position in result.proved.positions]
    assert verdicts == [PositionVerdict.SAME, PositionVerdict.SAME, PositionVerdict.UNDECIDED]
    assert result.verdict is PromptVerdict.UNPROVED
    assert conclusion(result).startswith(
        "UNPROVED: with 22 bits the next tokens are not decided at positions 2, "
    )
    needed = int(conclusion(result).split("positions 2, ")[1].split()[0])
    finer = enclose_pair(prompt_networks(inputs, (*TOKENS, 1)), inputs.architecture, needed)
    assert finer.original.decided
    assert finer.quantized.decided
    stated = modules.jobs[-1].theorems
    assert f"{comparison}.next_tokens_1" in stated
    assert f"{comparison}.next_tokens_2" not in stated
    assert all(set(position.theorems) <= set(stated) for position in result.proved.positions)
    for position in result.proved.positions:
        for side in ("original", "quantized"):
            known = getattr(position, f"{side}_lead") is not None
            assert (f"{comparison}.{side}_leads_{position.position}" in stated) == known
            assert known == (getattr(position, side) is not None)
    assert f"{comparison}.same_next_token" not in stated


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        ((3,), "has 1 tokens, must be 2 to 16"),
        ((1,) * 17, "has 17 tokens"),
        ((1, 20), r"token 20 is not in 0\.\.19"),
    ],
)
def test_tokens_that_the_network_does_not_read_are_refused(inputs, tokens, message):
    with pytest.raises(CalibrationError, match=message):
        check_tokens(inputs.architecture, tokens)
