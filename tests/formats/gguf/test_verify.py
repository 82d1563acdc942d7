"""Whole runs: every weight of every kind is proved, the settings of the network are compared."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from quantcert.certificate import Evidence, Rule, Verdict
from quantcert.certificate.encode import to_document
from quantcert.containers.gguf.types import TYPES
from quantcert.formats.gguf.kinds import BLOCK_KINDS, CODEBOOK_KINDS
from quantcert.run.open import open_run
from quantcert.run.options import Level, VerifyOptions
from tests.support.gguf_models import (
    FAMILIES,
    Arrays,
    Family,
    uniformly,
    write_model,
    write_original,
)
from tests.support.layouts import stack
from tests.support.weight_runs import certified, layers

COLUMNS = 512
WRITTEN = [*(BLOCK_KINDS.keys() - {"Q2_0"}), *CODEBOOK_KINDS, "F16", "BF16"]
"""Kinds that the package `gguf` can write."""
BITS = {kind.name: Fraction(8 * kind.nbytes, kind.columns) for kind in TYPES.values()}


def values_of(kind: int) -> str:
    return f"model.layers.{kind}.self_attn.v_proj.weight"


def one_layer_for_each_kind() -> tuple[Family, Arrays]:
    """Weights of two sizes, which one bit and ternary digits can tell as well."""
    llama, count = FAMILIES["llama"], len(WRITTEN)
    shapes = {values_of(number): (8, COLUMNS) for number in range(count)}
    shapes["model.embed_tokens.weight"] = (20, COLUMNS)
    config = {"hidden_size": COLUMNS, "num_hidden_layers": count}
    metadata = {
        "llama.block_count": count,
        "llama.embedding_length": COLUMNS,
        "llama.rope.dimension_count": COLUMNS // 4,
    }
    family = Family("llama", llama.config | config, shapes, llama.metadata | metadata)
    rng = np.random.default_rng(0)
    arrays = {
        name: (rng.choice([-0.1, 0.1], shape) + rng.normal(0, 0.01, shape)).astype(np.float32)
        for name, shape in shapes.items()
    }
    return family, arrays


def test_a_file_of_all_kinds_is_proved(tmp_path: Path) -> None:
    family, arrays = one_layer_for_each_kind()
    kinds = {values_of(number): kind for number, kind in enumerate(WRITTEN)}
    original = write_original(tmp_path / "original", family, arrays)
    path = write_model(tmp_path / "m.gguf", family, arrays, lambda n, _: kinds.get(n, "F32"))
    options = VerifyOptions(path, original, requirements=None, out=tmp_path / "out")
    certificate = certified(options)
    assert certificate.accepted, certificate.findings
    found = layers(certificate)
    assert found.keys() == kinds.keys()
    for name, kind in kinds.items():
        layer = found[name]
        assert (layer.verdict, layer.evidence) == (Verdict.PROVED, Evidence.WEIGHTS), layer.reason
        assert layer.scheme.format == f"gguf-{kind}"
        assert layer.scheme.layout["type"] == kind
        assert layer.bits_per_weight == BITS[kind]
    assert certificate.excluded.keys() == {"model.embed_tokens.weight"}
    assert to_document(certificate)["files"] == [
        {"file": "m.gguf", "sha256": certificate.files[0].sha256}
    ]


def test_a_network_whose_matrices_the_file_has_transposed_is_proved(tmp_path: Path) -> None:
    """Rows of GPT-2's matrices are columns of the file, each weight a group."""
    family = FAMILIES["gpt2"]
    original = write_original(tmp_path / "original", family)
    path = write_model(tmp_path / "m.gguf", family, kinds=uniformly("Q4_1"))
    certificate = certified(VerifyOptions(path, original, None, tmp_path / "out"))
    assert certificate.accepted
    assert {layer.verdict for layer in certificate.layers} == {Verdict.PROVED}
    transposed = layers(certificate)["transformer.h.0.attn.c_attn.weight"]
    assert transposed.scheme.layout["rows"] == "columns of the file"
    assert "d q + m" in transposed.scheme.layout["block"]
    assert certificate.network is not None


def test_without_an_original_the_structure_is_proved(tmp_path: Path) -> None:
    family = FAMILIES["bert"]
    path = write_model(tmp_path / "m.gguf", family, tensors_of_a_part=20)
    certificate = certified(
        VerifyOptions(path.with_name("m-00001-of-00002.gguf"), None, None, tmp_path / "out")
    )
    assert certificate.accepted
    assert {layer.evidence for layer in certificate.layers} == {Evidence.STRUCTURE}
    assert len(certificate.files) == 2


@pytest.mark.parametrize("theta", [10000.0, 20000.0])
def test_another_setting_of_the_network_is_a_finding(tmp_path: Path, theta: float) -> None:
    llama = FAMILIES["llama"]
    shapes = {"model.embed_tokens.weight": (20, 64), "model.norm.weight": (64,)}
    family = replace(llama, shapes=shapes, config=llama.config | {"rope_theta": theta})
    original = write_original(tmp_path / "original", family)
    path = write_model(tmp_path / "m.gguf", family, kinds=uniformly("Q5_1"))
    certificate = certified(VerifyOptions(path, original, None, tmp_path / "out"))
    assert [layer.verdict for layer in certificate.layers] == [Verdict.PROVED]
    assert certificate.accepted == (theta == 10000.0)
    assert [finding.rule for finding in certificate.findings] == (
        [] if certificate.accepted else [Rule.CONFIG_DIFFERS]
    )


def test_the_original_may_stack_its_experts(tmp_path: Path) -> None:
    """Gates and ups in one tensor there, which the file has apart, and under newer names."""
    family = FAMILIES["mixtral"]
    arrays = family.arrays()
    newer = {name.replace("block_sparse_moe", "mlp"): array for name, array in arrays.items()}
    original = write_original(tmp_path / "original", family, stack(newer))
    path = write_model(tmp_path / "m.gguf", family, arrays, uniformly("Q8_0"))
    inputs = open_run(VerifyOptions(path, original, None, None, Level.ROWS))
    assert (inputs.tensors.failed, inputs.unsupported) == ((), "")
    assert inputs.network is not None
    assert inputs.original is not None
    up = "model.layers.1.block_sparse_moe.experts.2.w3.weight"
    assert up in inputs.quantized.matrices()
    np.testing.assert_array_equal(inputs.original.read(up), arrays[up])
