"""Lean refuses every kind of claim that is wrong, and accepts the same claim where it is right."""

import re
from dataclasses import replace

import pytest

from quantcert.lean import Limits, Outcome
from quantcert.lean.process.runners import RunnerPool
from quantcert.prompts.boxes import Box
from quantcert.statements.prompt import PROMPT_IMPORTS
from quantcert.statements.render import PREAMBLE
from tests.support.prompt_networks import NETWORKS
from tests.support.prompt_refusals import Spoilt, blocks, checked

SCALE = 24
LLAMA = NETWORKS["llama"]


@pytest.fixture(scope="module")
def accepts(library, tmp_path_factory):
    """Whether Lean proves statements after some commands."""
    folder = tmp_path_factory.mktemp("lean")
    head = ["prelude", *(f"import {module}" for module in PROMPT_IMPORTS), *PREAMBLE]
    with RunnerPool(library.toolchain, 1) as pool:

        def run(commands: list[str], statements: list[str]) -> bool:
            proofs = [f"example : {text} := by decide +kernel" for text in statements]
            file = folder / "Refused.lean"
            file.write_text("\n\n".join([*head, *commands, *proofs]))
            olean, limits = folder / "Refused.olean", Limits(seconds=120.0)
            found = pool.compile(file, olean, folder, [library.path], limits)
            assert found.outcome in (Outcome.OK, Outcome.REJECTED), found.reason
            return found.outcome is Outcome.OK

        yield run


def kinds(known):
    """The first place of each kind of operation in a network: block and number in it."""
    found = {}
    for place, (net, given, _) in enumerate(blocks(known, SCALE)):
        met = Spoilt(known, SCALE)
        met.net(net, given.box)
        for number, kind in enumerate(met.kinds):
            found.setdefault(kind, (place, number))
    return found


PLACES = {}
for _name, _known in NETWORKS.items():
    for _kind, _place in kinds(_known).items():
        PLACES.setdefault(_kind, (_name, *_place))


def test_all_kinds_of_operations_are_spoilt():
    assert {"Lookup", "Linear", "Bias", "Scale", "RmsNorm", "RmsNormHeads", "LayerNorm"} <= {
        *PLACES
    }
    assert {"Rope", "Attention", "Add", "Mul", "SoftCap", "Mixture", "Routed"} <= {*PLACES}
    assert {"relu", "silu", "gelu", "gelu_tanh"} <= {*PLACES}


@pytest.mark.parametrize("kind", PLACES)
def test_a_claim_that_is_off_by_one_unit_is_refused(accepts, kind):
    """A midpoint one unit further from the truth, and a radius that is smaller by one.

    The claims after it are those that would follow.
    """
    name, place, number = PLACES[kind]
    known = NETWORKS[name]
    net, given, trace = list(blocks(known, SCALE))[place]
    commands, wrong = checked(known, net, given, trace, "Right"), []
    changes = {"Up": (1, 0), "Down": (-1, 0), "Narrow": (0, -1)}
    parts = ("out", "roots") if kind in ("RmsNorm", "RmsNormHeads", "LayerNorm") else ("out",)
    for part in parts:
        for change, (mid, rad) in changes.items():
            spoilt = Spoilt(known, SCALE, number, part, mid, rad)
            try:
                claims = spoilt.net(net, given.box)
            except ArithmeticError:
                continue
            if min(c.rad for row in claims.out.claims for c in row) >= 0:
                commands += checked(known, net, given, claims, f"{change}{part}")
                wrong.append(f"{change}{part}")
    both = [f"and Up{part}.found Down{part}.found = false" for part in parts]
    narrow = [f"{name}.found = false" for name in wrong if name.startswith("Narrow")]
    assert accepts(commands, ["Right.found = true", *both, *narrow])


def spoilt_llama(change):
    """The second net, which attends, in another network than the claims are about."""
    net, given, trace = list(blocks(LLAMA, SCALE))[1]
    return checked(change(LLAMA), net, given, trace, "Wrong")


def test_columns_that_are_exchanged_are_refused(accepts):
    def exchanged(known):
        first = known.matrices[1]
        turned = replace(first, entries=first.entries[:, ::-1])
        return replace(known, matrices=(known.matrices[0], turned, *known.matrices[2:]))

    assert accepts(spoilt_llama(exchanged), ["Wrong.found = false"])


def test_columns_of_another_layer_are_refused(accepts):
    """The keys' matrix in the place of the values'."""

    def of_another_layer(known):
        first, keys, values, *others = known.matrices
        assert keys.shape == values.shape
        return replace(known, matrices=(first, keys, keys, *others))

    assert accepts(spoilt_llama(of_another_layer), ["Wrong.found = false"])


def test_another_token_is_refused(accepts):
    net, given, trace = next(blocks(LLAMA, SCALE))
    tokens = (*LLAMA.tokens[:-1], (LLAMA.tokens[-1] + 1) % 5)
    commands = checked(replace(LLAMA, tokens=tokens), net, given, trace, "Wrong")
    assert accepts(commands, ["Wrong.found = false"])


def test_a_precision_that_is_not_the_claimed_one_is_refused(accepts):
    """The same numbers in units of half the size."""
    net, given, trace = next(blocks(LLAMA, SCALE))
    finer = replace(trace, out=Box(trace.out.scale + 1, trace.out.claims))
    commands = checked(LLAMA, net, given, finer, "Wrong")
    assert accepts(commands, ["Wrong.found = false"])


def test_a_statement_that_is_wrong_is_not_proved(accepts):
    net, given, trace = next(blocks(LLAMA, SCALE))
    commands = checked(LLAMA, net, given, trace, "Right")
    assert re.search(r"def found : Bool", "\n".join(commands))
    assert not accepts(commands, ["Right.found = false"])
