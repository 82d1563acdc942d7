"""Sound documents that a user hands in: certificates, baselines, ranges, logits, signatures."""

import io
import json
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from quantcert.certificate.decode import open_certificate
from quantcert.certificate.encode import digest, to_document, to_json
from quantcert.exact.dyadic import Dyadic
from quantcert.forward.region_file import Origin, SourceFile, read_region, write_region
from quantcert.models.region import Size
from quantcert.regression.baseline import Tolerance, baseline_of, read_baseline, to_text
from quantcert.report.formats import FORMATS
from quantcert.report.source import Source
from quantcert.run.engine.golden import KIND, SCHEMA
from quantcert.run.engine.reading import read_golden, read_logits
from quantcert.signing.envelope import signed_envelope, verified_statement
from quantcert.signing.keys import read_private_key
from tests.forward.test_region_file import OBSERVED
from tests.support.certificates import SHA, WHOLE
from tests.support.keys import write_keys
from tests.support.machine_certificates import EVERY
from tests.support.sound_files import Read, Sound

_TOLD = tuple(form for form in FORMATS.values() if not form.binary)


def read_certificate(folder: Path) -> None:
    """A certificate of the right digest is read, told in every form, and made a baseline."""
    file = folder / "certificate.json"
    try:
        document = json.loads(file.read_bytes())
        document["digest"] = digest(document)
        file.write_text(json.dumps(document))
    except (ValueError, TypeError, AttributeError, RecursionError):
        pass  # what is no document at all is read as it is
    certificate, document = open_certificate(file)
    for form in _TOLD:
        form.render(Source(certificate, document))
    to_text(baseline_of(certificate))


@cache
def sound_documents() -> tuple[Sound, ...]:
    """One of each kind; of certificates, one with everything and one of prompts."""
    with tempfile.TemporaryDirectory() as folder:
        return tuple(_made(Path(folder)))


def _made(folder: Path) -> Iterator[Sound]:
    for name in ("network", "prompts", "justified", "unproved"):
        text = to_json(to_document(EVERY[name])).encode()
        yield Sound(f"certificate {name}", {"certificate.json": text}, read_certificate)
    baseline = to_text(baseline_of(WHOLE, (Tolerance("*", Fraction(1, 9)),), costs=True))
    yield _file("baseline", "baseline.json", baseline.encode(), read_baseline)
    yield _file("region", "region.json", _region(folder / "region.json"), read_region)
    array = io.BytesIO()
    np.save(array, np.arange(6, dtype=np.float32).reshape(2, 3))
    yield _file("logits", "l.npy", array.getvalue(), lambda path: read_logits(path, (2, 3)))
    golden = {
        "tokens": np.array([3, 5]),
        "original": np.ones((2, 3)),
        "original.tolerance": np.zeros((2, 3)),
    }
    stored = save(golden, {"kind": KIND, "schema": SCHEMA})
    yield _file("golden", "g.safetensors", stored, lambda path: read_golden(path, "original"))
    yield _envelope(folder)


def _region(file: Path) -> bytes:
    source = SourceFile("text", SHA)
    origin = Origin("llama", {"config.json": SHA}, {"config.json": SHA}, source, source, 100, 2, 50)
    size = Size(Dyadic(3, 1), Dyadic(0, 0), Dyadic(1 << 80, 3))
    write_region(file, {"p output": size}, {"p norm": Dyadic(5, 70)}, origin, OBSERVED)
    return file.read_bytes()


def _envelope(folder: Path) -> Sound:
    private, public = write_keys(folder)
    statement = {"subject": [{"name": "f", "digest": {"sha256": SHA}}], "predicateType": "t"}
    payload = json.dumps(statement | {"predicate": {"result": "PASSED"}}).encode()
    text = signed_envelope(payload, read_private_key(private)).encode()
    files = {"e.json": text, "key.pub": public.read_bytes()}
    return Sound("envelope", files, lambda at: verified_statement(at / "e.json", at / "key.pub"))


def _file(name: str, file: str, content: bytes, read: Read) -> Sound:
    return Sound(name, {file: content}, lambda folder: read(folder / file))
