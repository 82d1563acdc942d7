"""The whole model in a report: sections, layers after a norm, why there is no theorem."""

from dataclasses import replace

from quantcert.certificate import Finding, NetworkEvidence, Rule, Verdict
from quantcert.report.blocks import COMPARED
from quantcert.report.model import Line, Table
from quantcert.report.network import network_sections
from tests.support.certificates import AFTER_NORM, NETWORK


def test_why_there_is_no_theorem_is_told() -> None:
    (section,) = network_sections(NetworkEvidence.unsupported("model_type is 'rwkv'"))
    assert section.items == (
        Line("whole model: no theorem: model_type is 'rwkv'", Verdict.PROVED_VACUOUS),
    )
    assert list(network_sections(None)) == []


def test_each_scope_has_its_section_and_the_overview_leads_to_it() -> None:
    sections = list(network_sections(NETWORK))
    (overview,) = (item for item in sections[0].items if isinstance(item, Table))
    anchors = [section.anchor for section in sections[1:] if section.anchor]
    assert [row.target for row in overview.rows] == anchors
    assert len(anchors) == 2


def test_layers_after_a_norm_are_counted_and_problems_spelled_out() -> None:
    finding = Finding(Rule.AUDIT, "refused <so>")
    refused = replace(
        AFTER_NORM, verdict=Verdict.FAILED, theorem=replace(AFTER_NORM.theorem, finding=finding)
    )
    network = replace(NETWORK, after_norms=(AFTER_NORM, refused))
    section = next(s for s in network_sections(network) if s.title.startswith("Linear layers"))
    told = [item.text for item in section.items if isinstance(item, Line) and not item.detail]
    label = "all inputs: linear layers after a norm"
    assert told == [
        f"{label}: 1 PROVED, 0 PROVED-VACUOUS, 1 FAILED of 2",
        COMPARED,
        f"{label}: FAILED encoder.<0>.weight: refused <so>",
    ]
