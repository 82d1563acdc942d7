"""The figures on a text that stand in a certificate."""

import json
from dataclasses import replace

import pytest

from quantcert.certificate.plain import to_plain
from quantcert.containers import hash_file
from quantcert.errors import CalibrationError
from quantcert.run.options import VerifyOptions
from quantcert.run.quality import QualityOptions, evaluate_quality
from quantcert.run.text_quality import figures, text_quality
from tests.support.networks import small_network


def options(network, **given):
    return VerifyOptions(network.quantized, network.original, None, **given)


def test_nothing_is_measured_without_a_text(tmp_path):
    assert text_quality(options(small_network(tmp_path, "llama"))) is None


def test_figures_are_those_of_evaluate(tmp_path):
    network = small_network(tmp_path, "llama")
    found = text_quality(options(network, evaluate=network.text, evaluate_tokens=40))
    alone = evaluate_quality(
        QualityOptions(network.quantized, network.original, network.text, 40, 512, lambda *_: None)
    )
    assert found is not None
    assert found.figures == tuple(figures(alone.quality))
    assert found.text_sha256 == hash_file(network.text)
    assert (found.tokens, found.windows) == (alone.tokens, alone.windows)


def test_a_single_prediction_has_no_standard_error(tmp_path):
    network = small_network(tmp_path, "llama")
    network.text.write_text(" ".join(network.text.read_text().split()[:2]))
    found = text_quality(options(network, evaluate=network.text))
    assert found is not None
    assert found.tokens == 2
    perplexities = [x.error for x in found.figures if x.name.startswith("perplexity")]
    assert perplexities == [None] * 3
    json.dumps(to_plain(found), allow_nan=False)


def test_a_figure_that_is_not_finite_is_refused(tmp_path, monkeypatch):
    network = small_network(tmp_path, "llama")

    def spoiled(asked):
        found = evaluate_quality(asked)
        return replace(found, quality=replace(found.quality, kl_median=float("inf")))

    monkeypatch.setattr("quantcert.run.text_quality.evaluate_quality", spoiled)
    with pytest.raises(CalibrationError, match=r"text.*median is inf"):
        text_quality(options(network, evaluate=network.text, evaluate_tokens=40))
