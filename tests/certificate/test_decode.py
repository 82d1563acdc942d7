"""A certificate read back from its document is the same one, and concludes for itself."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quantcert.certificate import Certificate
from quantcert.certificate.decode import from_document, open_certificate
from quantcert.certificate.encode import digest, to_document
from quantcert.errors import CertificateError
from tests.support.certificates import BY_COLUMNS, CERTIFICATE, WHOLE

SHARES = replace(CERTIFICATE, layers=(BY_COLUMNS,))


def written(document: dict[str, Any], folder: Path) -> Path:
    document["digest"] = digest(document)
    file = folder / "certificate.json"
    file.write_text(json.dumps(document))
    return file


@pytest.mark.parametrize("certificate", [CERTIFICATE, WHOLE, SHARES])
def test_nothing_is_lost_on_the_way(certificate: Certificate, tmp_path: Path) -> None:
    document = json.loads(json.dumps(to_document(certificate)))
    assert from_document(document) == certificate
    assert open_certificate(written(document, tmp_path)) == (certificate, document)


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("conclusion", "accepted", True),
        ("conclusion", "layers", "accepted"),
        ("coverage", "layers_accepted", 2),
        ("coverage", "weights_proved", 48),
    ],
)
def test_a_conclusion_that_does_not_follow_is_refused(
    part: str, key: str, value: object, tmp_path: Path
) -> None:
    document = to_document(CERTIFICATE)
    document[part][key] = value
    with pytest.raises(CertificateError, match=f"{part}/{key} is {value!r}, from its evidence"):
        open_certificate(written(document, tmp_path))


def test_a_verdict_that_its_bounds_contradict_is_refused(tmp_path: Path) -> None:
    document = to_document(WHOLE)
    document["network"]["scopes"][0]["verdict"] = "PROVED"
    with pytest.raises(CertificateError, match="contradicts itself: all inputs: PROVED with"):
        open_certificate(written(document, tmp_path))


def test_a_rule_that_is_not_known_is_refused(tmp_path: Path) -> None:
    document = to_document(CERTIFICATE)
    document["layers"][1]["finding"]["rule"] = "QC-NONE-SUCH"
    with pytest.raises(CertificateError, match="contradicts itself: 'QC-NONE-SUCH'"):
        open_certificate(written(document, tmp_path))
