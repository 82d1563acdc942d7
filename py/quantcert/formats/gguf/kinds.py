"""The kinds of tensors that are read as quantized matrices."""

from __future__ import annotations

from quantcert.formats.gguf import k_blocks, level_blocks, plain_blocks
from quantcert.formats.gguf.blocks import BlockKind

BLOCK_KINDS: dict[str, BlockKind] = {
    kind.name: kind for kind in (*plain_blocks.KINDS, *k_blocks.KINDS, *level_blocks.KINDS)
}
"""Kinds with codes, by name."""

CODEBOOK_KINDS = frozenset(
    {"IQ1_S", "IQ1_M", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ3_XXS", "IQ3_S"}
)  # fmt: skip
"""Kinds whose words name vectors of a codebook: their values are decoded by the package `gguf`."""

FLOAT_KINDS = frozenset({"F32", "F16", "BF16"})
"""Kinds of plain numbers."""
