"""Requirement files: exact numbers in, clear errors out."""

import hashlib
import re
from fractions import Fraction
from pathlib import Path

import pytest

from quantcert.errors import RequirementError
from quantcert.requirements import (
    NEGLIGIBLE,
    AccumulatorRequirement,
    PromptRequirement,
    load_requirements,
    refuse_foreign_keys,
)
from quantcert.roles import Role

GOOD = """
version = 1
[accumulator]
width_bits = 24
activation_min = -7
activation_max = 8
[[layer]]
pattern = "encoder.*"
input_abs_max = 0.1
max_row_error = "1/3"
[[layer]]
pattern = "*"
input_abs_max = 2
max_relative_error = 0.25
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "need.toml"
    file.write_text(text)
    return file


def test_numbers_are_read_exactly(tmp_path: Path) -> None:
    need = load_requirements(written(tmp_path, GOOD))
    first = need.for_layer("encoder.w")
    assert first is not None
    assert first.input_abs_max == Fraction(1, 10)
    assert (first.max_row_error, first.max_relative_error) == (Fraction(1, 3), None)
    assert need.accumulator == AccumulatorRequirement(24, -7, 8)
    assert not need.is_default


def test_the_text_has_the_digest(tmp_path: Path) -> None:
    need = load_requirements(written(tmp_path, GOOD))
    assert need.text == GOOD
    assert hashlib.sha256(need.text.encode()).hexdigest() == need.sha256


def test_the_first_matching_rule_applies(tmp_path: Path) -> None:
    need = load_requirements(written(tmp_path, GOOD))
    other = need.for_layer("decoder.w")
    assert other is not None
    assert other.max_relative_error == Fraction(1, 4)


def test_no_rule_for_a_layer_that_no_pattern_matches(tmp_path: Path) -> None:
    text = GOOD.replace('pattern = "*"', 'pattern = "decoder.*"')
    assert load_requirements(written(tmp_path, text)).for_layer("pooler") is None


def test_the_shipped_default_is_labelled() -> None:
    need = load_requirements(None)
    assert need.is_default
    assert need.for_layer("anything") is not None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("version = 1", "version = 2", r"version is 2, allowed: 1"),
        ("width_bits = 24", "width = 24", r"unknown key accumulator\.width"),
        ("width_bits = 24", "width_bits = 1", r"accumulator\.width_bits is 1, allowed: .*\[2, 128"),
        ("activation_min = -7", "activation_min = 1", r"activation_min is 1"),
        ("activation_max = 8", "activation_max = 1.5", r"activation_max is 3/2"),
        ("input_abs_max = 0.1", "input_abs_max = -0.1", r"layer\[0\]\.input_abs_max is -1/10"),
        ("input_abs_max = 0.1", "input_abs_max = nan", r"not a TOML file|input_abs_max is nan"),
        ("input_abs_max = 2", 'input_abs_max = "1/0"', r"layer\[1\]\.input_abs_max is '1/0'"),
        ("input_abs_max = 2", "input_abs_max = true", r"layer\[1\]\.input_abs_max is True"),
        ('max_row_error = "1/3"', "", r"exactly one of max_row_error, max_relative_error"),
        ('pattern = "*"', "pattern = 3", r"pattern is 3"),
        ('pattern = "*"', "colour = 3", r"unknown key layer\[1\]\.colour"),
        ("input_abs_max = 2", "input_abs_max = 1e99999", r"exponents go up to 9999"),
        ("input_abs_max = 2", 'input_abs_max = "1e99999"', r"input_abs_max is '1e99999'"),
        ("input_abs_max = 2", "", r"layer\[1\]\.input_abs_max is missing, allowed: an exact"),
        ("width_bits = 24", "", r"accumulator\.width_bits is missing, allowed: .*\[2, 128"),
        ('pattern = "*"', 'pattern = ""', r"pattern is '', allowed: a shell pattern"),
        ('pattern = "*"', 'pattern = "*"\nrole = "conv"', r"role is 'conv', allowed: linear"),
        ("max_relative_error = 0.25", "", r"\(tolerance\) is \[\]"),
        ("version = 1", "version = 1\nseed = 3", r"unknown key seed"),
        ("[[layer]]", "[layer", r"not a TOML file"),
        ("version = 1", "version = " + 1900 * "[", r"not a TOML file"),
        ("version = 1", 50_000 * "a." + "b = 1", r"line \d: 100005 characters, at most 2000"),
    ],
)
def test_malformed_files_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    file = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(RequirementError, match=message) as error:
        load_requirements(file)
    assert str(file) in str(error.value)


def test_missing_sections_are_those_of_the_shipped_file(tmp_path: Path) -> None:
    shipped = load_requirements(None)
    layers = load_requirements(written(tmp_path, GOOD[: GOOD.index("[[layer]]")])).layers
    assert layers == shipped.layers
    text = "version = 1\n" + GOOD[GOOD.index("[[layer]]") :]
    found = load_requirements(written(tmp_path, text))
    assert found.accumulator == shipped.accumulator == AccumulatorRequirement(32, -128, 127)
    assert len(found.layers) == 2


def test_no_layer_at_all_is_refused(tmp_path: Path) -> None:
    text = "version = 1\nlayer = []\n"
    with pytest.raises(RequirementError, match=r"layer is \[\], allowed: at least one"):
        load_requirements(written(tmp_path, text))


def test_a_pattern_that_no_matrix_has_is_refused(tmp_path: Path) -> None:
    need = load_requirements(written(tmp_path, GOOD))
    need.check_patterns(["encoder.w", "decoder.w"])
    with pytest.raises(RequirementError, match=r"layer\[0\].pattern is 'encoder.\*', .* decoder.w"):
        need.check_patterns(["decoder.w"])
    with pytest.raises(RequirementError, match=r"the 0 quantized matrices"):
        need.check_patterns([])


def test_roles_and_what_is_negligible(tmp_path: Path) -> None:
    text = GOOD.replace("input_abs_max = 2", 'input_abs_max = 2\nrole = "lookup"\nnegligible = 0')
    first, second = load_requirements(written(tmp_path, text)).layers
    assert (first.role, first.negligible) == (None, NEGLIGIBLE)
    assert (second.role, second.negligible) == (Role.LOOKUP, 0)


def test_the_whole_model_may_be_asked_for_by_scope(tmp_path: Path) -> None:
    assert load_requirements(written(tmp_path, GOOD)).network == {}
    text = GOOD + "[network.all_inputs]\nmax_output_error = 2\n"
    text += '[network.region]\nmax_output_error = "1/3"\n'
    found = load_requirements(written(tmp_path, text)).network
    assert found == {"all inputs": Fraction(2), "region": Fraction(1, 3)}


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("[network]\nprompt = 2", r"network\.prompt must be a table"),
        ("[network.region]\nmax_error = 2", r"unknown key network\.region\.max_error"),
        ("[network.region]\nmax_output_error = -1", r"network\.region\.max_output_error is -1"),
        ("[network.region]", r"network\.region\.max_output_error is missing"),
    ],
)
def test_a_malformed_rule_for_the_whole_model_is_refused(
    tmp_path: Path, rule: str, message: str
) -> None:
    with pytest.raises(RequirementError, match=message):
        load_requirements(written(tmp_path, f"{GOOD}{rule}\n"))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequirementError, match=r"absent\.toml: cannot be read"):
        load_requirements(tmp_path / "absent.toml")


REASON = """
[[justifications]]
layer = "encoder.*"
check = "QC-ROW-ERROR"
rationale = "Bounded by the monitor, analysis SA-17."
author = "A. Author"
expires = 2027-06-30
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("QC-ROW-ERROR", "QC-AUDIT", "check is 'QC-AUDIT', allowed: QC-ROW-ERROR, QC-LINE-SHARE"),
        ("2027-06-30", '"2027-06-30"', "expires is '2027-06-30', allowed: a date such as"),
        ("2027-06-30", "2027-06-30T00:00:00Z", "allowed: a date such as 2027-06-30, without"),
        ("Bounded by the monitor, analysis SA-17.", " " * 20, "allowed: a sentence of at least"),
        ('author = "A. Author"\n', "", "author is missing, allowed: who answers for it"),
    ],
)
def test_a_justification_that_says_too_little_is_refused(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    file = written(tmp_path, GOOD + REASON)
    assert len(load_requirements(file).justifications) == 1
    with pytest.raises(RequirementError, match=re.escape(told)):
        load_requirements(written(tmp_path, GOOD + REASON.replace(old, new)))


def test_prompts_are_asked_for_the_same_next_tokens_unless_a_file_says_otherwise(tmp_path):
    assert load_requirements(None).prompts == PromptRequirement(Fraction(1))
    found = load_requirements(written(tmp_path, GOOD))
    assert (found.prompts, found.prompt_keys) == (PromptRequirement(Fraction(1)), ())
    text = '[prompts]\nmax_logit_error = 0.1\nmax_kl = "1/3"\nmax_perplexity_ratio = 1.1\n'
    found = load_requirements(written(tmp_path, GOOD + text))
    assert found.prompt_keys == ("max_logit_error", "max_kl", "max_perplexity_ratio")
    assert found.prompts == PromptRequirement(
        Fraction(1), Fraction(1, 10), Fraction(1, 3), Fraction(11, 10)
    )


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("same_next_token = true", Fraction(1)),
        ("same_next_token = false", None),
        ("min_agreeing_share = 0.9", Fraction(9, 10)),
        ("same_next_token = false\nmin_agreeing_share = 0.9", Fraction(9, 10)),
        ("same_next_token = true\nmin_agreeing_share = 1", Fraction(1)),
        ("", Fraction(1)),
    ],
)
def test_a_share_of_the_positions_may_be_enough(tmp_path, text, share):
    found = load_requirements(written(tmp_path, f"{GOOD}[prompts]\n{text}\n"))
    assert found.prompts.min_agreeing_share == share


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("same_token = true", r"unknown key prompts\.same_token, allowed: max_kl, max_logit_error"),
        ("same_next_token = 1", r"prompts\.same_next_token is 1, allowed: true or false"),
        ("max_kl = true", r"prompts\.max_kl is True, allowed: an exact number"),
        ("max_kl = -1", r"prompts\.max_kl is -1, allowed: an exact number >= 0"),
        ("max_kl = nan", r"prompts\.max_kl is|not a TOML file"),
        ("min_agreeing_share = 1.01", r"min_agreeing_share is 101/100, allowed: a number of at"),
        ("min_cosine = 1.01", r"prompts\.min_cosine is 101/100, allowed: a number of at most 1"),
        ("same_next_token = true\nmin_agreeing_share = 0.5", r"is 1/2, allowed: 1, as same_next"),
    ],
)
def test_malformed_requirements_on_prompts_are_refused(tmp_path, text, message):
    with pytest.raises(RequirementError, match=message):
        load_requirements(written(tmp_path, f"{GOOD}[prompts]\n{text}\n"))


def test_what_is_asked_of_prompts_must_fit_the_outputs_of_the_network(tmp_path):
    text = "[prompts]\nmax_output_error = 0.1\nmin_cosine = 0.99\n"
    vectors = load_requirements(written(tmp_path, GOOD + text))
    asked = vectors.prompts.of_encoder()
    assert (asked.max_output_error, asked.min_cosine) == (Fraction(1, 10), Fraction(99, 100))
    assert asked.min_agreeing_share is None
    refuse_foreign_keys(vectors, encodes=True)
    with pytest.raises(RequirementError, match=r"prompts\.max_output_error: the model is no enc"):
        refuse_foreign_keys(vectors, encodes=False)
    tokens = load_requirements(written(tmp_path, f"{GOOD}[prompts]\nsame_next_token = true\n"))
    refuse_foreign_keys(tokens, encodes=False)
    with pytest.raises(RequirementError, match=r"same_next_token: .* allowed: max_output_error, m"):
        refuse_foreign_keys(tokens, encodes=True)
    for encodes in (True, False):
        refuse_foreign_keys(load_requirements(None), encodes)
