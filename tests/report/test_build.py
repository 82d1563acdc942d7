"""The report of a certificate: summary, sections, what was measured beside what is proved."""

import shlex
from dataclasses import replace
from fractions import Fraction

from quantcert.certificate import (
    Finding,
    HostRecord,
    KernelRecord,
    ObservedLogits,
    Rule,
    Verdict,
)
from quantcert.certificate.claims import modelled, not_shown
from quantcert.report.model import Command, Line, Listing
from tests.support.certificates import CERTIFICATE, NETWORK, WHOLE
from tests.support.reports import report_of, section, table_of

LOGITS = ObservedLogits(Fraction("0.25"), Fraction("3.1"), Fraction("11.9"), Fraction("12.3456"))


def test_the_summary_counts_and_names_the_requirements() -> None:
    texts = [line.text for line in report_of(CERTIFICATE).summary]
    assert texts[0] == "1 of 2 layers accepted, 24 of 48 weights in accepted layers"
    assert "default requirements default.toml" in texts[1]
    assert [line.transient for line in report_of(CERTIFICATE).summary] == [False, False, True]


def test_measured_perplexity_stands_beside_the_verdict() -> None:
    network = replace(NETWORK, observed_logits=LOGITS)
    (line,) = (x for x in report_of(replace(WHOLE, network=network)).summary if x.tone)
    assert line == Line(
        "MEASURED in float64 on 512 tokens of <news>.txt, not proved: perplexity 12.3456, of the "
        "original 11.9; the probability of a token changed at most 3.1-fold, a logit by at most "
        "0.25",
        Verdict.MEASURED,
    )
    assert not any(line.tone for line in report_of(WHOLE).summary)


def test_what_is_modelled_and_what_is_not_is_listed_whole() -> None:
    report = report_of(WHOLE)
    for title, texts in (("What is modelled", modelled), ("What is not shown", not_shown)):
        (listing,) = section(report, title).items
        assert isinstance(listing, Listing)
        assert [line.text for line in listing.lines] == texts(WHOLE)


def test_everything_that_was_read_is_identified() -> None:
    table = table_of(section(report_of(WHOLE), "Identity"))
    rows = {row.cells[0]: row.cells[1] for row in table.rows}
    tool = WHOLE.tool
    assert rows["quantcert 0.1.0, library"] == tool.library_sha256
    assert rows["Lean 4.35.0 (embedded), commit"] == tool.lean_commit
    assert rows["checkpoint model.safetensors"] == WHOLE.files[0].sha256
    assert rows["certificate"] == report_of(WHOLE).digest


def test_the_command_can_be_pasted_as_it_stands() -> None:
    odd = replace(WHOLE, command=("verify-model", "my model; rm -rf /", "--base", "o'r"))
    (command,) = (
        item for item in section(report_of(odd), "Run again").items if isinstance(item, Command)
    )
    assert command.text == """verify-model 'my model; rm -rf /' --base 'o'"'"'r'"""
    assert tuple(shlex.split(command.text)) == odd.command


def test_what_is_assumed_has_identifiers_that_are_used_once() -> None:
    names = [row.cells[0] for row in table_of(section(report_of(WHOLE), "Assumptions")).rows]
    assert len(set(names)) == len(names)
    assert {"A-INPUT-RANGE", "A-ROW-SUMS", "A-GRAPH", "H-GELU", "H-ASSUMPTION-REGION"} <= set(names)
    alone = [row.cells[0] for row in table_of(section(report_of(CERTIFICATE), "Assumptions")).rows]
    assert "A-GRAPH" not in alone
    assert "A-ACTIVATION-RANGE" not in alone


def test_a_failed_check_of_the_checkpoint_comes_first_among_what_is_refused() -> None:
    finding = Finding(Rule.CONFIG_DIFFERS, "rms_norm_eps is 1e-05, of the original 1e-06")
    for certificate in (CERTIFICATE, WHOLE):
        found = section(report_of(replace(certificate, findings=(finding,))), "What is refused")
        assert found.items[0] == Line(f"FAILED {finding.message} [{finding.rule}]", Verdict.FAILED)
        remedies = [item.text for item in found.items if isinstance(item, Line)]
        assert f"{finding.rule}: {Rule.CONFIG_DIFFERS.remedy}" in remedies


def test_harmless_differences_of_configs_are_listed() -> None:
    report = report_of(replace(WHOLE, config_differences=("use_cache: true and false",)))
    (listing,) = section(report, "Where the two config.json differ").items
    assert listing == Listing((Line("use_cache: true and false"),), 1)


def test_excluded_tensors_are_listed_if_there_are_any() -> None:
    table = table_of(section(report_of(WHOLE), "Tensors not covered"))
    assert [row.cells for row in table.rows] == [("bias", "1-D, copied")]
    titles = [each.title for each in report_of(replace(WHOLE, excluded={})).sections]
    assert "Tensors not covered" not in titles


def test_a_layer_says_what_it_is_in_the_original() -> None:
    """Unless that is the tensor of its own name."""
    parts = ("all.<0>, entry [3]", "k.weight")
    layer = replace(CERTIFICATE.layers[0], original_parts=parts)
    for found, lines in (
        (
            replace(CERTIFICATE, layers=(layer,)),
            ["In the original it is all.<0>, entry [3] above "],
        ),
        (replace(CERTIFICATE, layers=CERTIFICATE.layers[:1]), []),
    ):
        items = section(report_of(found), layer.tensor).items
        texts = [item.text for item in items if isinstance(item, Line)]
        assert texts == [f"{line}k.weight." for line in lines]


def test_other_machines_kernels_are_told() -> None:
    hosts = (HostRecord("10.0.0.1", 46, ("a",)), HostRecord("10.0.0.2", 1200, ("b",)))
    kernels = KernelRecord(hosts, 2, ("a",), Fraction(1, 20), 7)
    measured = replace(WHOLE.measurement, kernels=kernels)
    line = report_of(replace(WHOLE, measurement=measured)).summary[-1]
    assert line == Line(
        "accepted by the kernels of: 10.0.0.1 46 modules, 10.0.0.2 1,200 modules; 2 replayed here "
        "as well",
        transient=True,
    )
