"""A checkpoint may mix formats, group sizes and matrices that are not quantized."""

import re
from itertools import cycle
from pathlib import Path

import pytest

from quantcert.certificate import Certificate, Evidence, Verdict
from quantcert.certificate.encode import to_document
from quantcert.report.html import html_page
from quantcert.report.medium import Medium
from quantcert.run.options import Level, VerifyOptions
from tests.support.checkpoints import weights, write_checkpoint
from tests.support.mixed_checkpoints import write_mixed
from tests.support.networks import small_network
from tests.support.reports import printed, report_of
from tests.support.small_models import SmallModel
from tests.support.weight_runs import certified, run

TENSORS = {
    "a.weight": weights(6, 40),
    "b.weight": weights(5, 21, seed=1),
    "c.weight": weights(3, 24, seed=2),
    "kept.weight": weights(4, 4, seed=3),
    "bias": weights(6, seed=4),
}
CHOICES = {"a.weight": ("alt43", 16), "b.weight": ("pair11", 8), "c.weight": ("alt43", 6)}
SCHEMES = {name: f"{fmt}, groups of {size}" for name, (fmt, size) in CHOICES.items()}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SmallModel:
    folder = tmp_path_factory.mktemp("mixed")
    original = write_checkpoint(folder / "original", TENSORS)
    return SmallModel(original, write_mixed(folder / "quantized", original, CHOICES))


@pytest.fixture(scope="module")
def certificate(model: SmallModel, tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return run(model, tmp_path_factory.mktemp("out"))


def test_every_weight_of_every_scheme_is_proved(certificate: Certificate) -> None:
    assert certificate.accepted
    assert {layer.tensor: layer.scheme.label for layer in certificate.layers} == SCHEMES
    for layer in certificate.layers:
        assert (layer.verdict, layer.evidence) == (Verdict.PROVED, Evidence.WEIGHTS)
    assert set(certificate.excluded) == {"kept.weight", "bias"}


def test_the_document_and_both_reports_say_how_each_is_stored(certificate: Certificate) -> None:
    document = to_document(certificate)
    stored = {
        layer["tensor"]: (layer["scheme"]["format"], layer["scheme"]["group_size"])
        for layer in document["layers"]
    }
    assert stored == CHOICES
    text, page = printed(certificate, 300), html_page(report_of(certificate), Medium())
    for name, label in SCHEMES.items():
        short = name.removesuffix(".weight")  # what all names have is said once
        row = rf"(?m)^{short}\s.*{label}\s"
        assert re.search(row, text), text
        assert re.search(rf"{short}.*?{label}", page, re.DOTALL)


@pytest.mark.parametrize("level", [Level.ROWS, Level.STRUCTURE])
def test_other_levels_take_mixed_checkpoints(
    model: SmallModel, tmp_path: Path, level: Level
) -> None:
    base = None if level is Level.STRUCTURE else model.original
    options = VerifyOptions(model.quantized, base, None, tmp_path / "out", wanted_level=level)
    certificate = certified(options)
    assert certificate.level == level.value
    assert [layer.verdict for layer in certificate.layers] == [Verdict.PROVED] * len(CHOICES)


def test_a_network_of_mixed_formats_is_proved(tmp_path: Path) -> None:
    network = small_network(tmp_path, "llama")
    kinds = zip(network.checkpoint.matrices(), cycle([("pair11", 4), ("alt43", 2)]), strict=False)
    mixed = write_mixed(tmp_path / "mixed", network.original, dict(kinds))
    certificate = run(SmallModel(network.original, mixed), tmp_path)
    assert len(certificate.schemes) == 2
    assert certificate.network is not None
    (scope,) = certificate.network.scopes
    verdicts = {theorem.verdict for theorem in scope.theorems}
    assert verdicts == {Verdict.PROVED}
