"""Reader of compressed-tensors folders: what is quantized, what should be, and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from quantcert.containers import Checkpoint, read_elements
from quantcert.errors import CheckpointError
from quantcert.formats.arrays import require
from quantcert.formats.compressed_tensors.floats import FloatMatrix
from quantcert.formats.compressed_tensors.integers import CompressedIntegers
from quantcert.formats.compressed_tensors.layout import DENSE, PADDED, WordLayout, differ, fitting
from quantcert.formats.compressed_tensors.module import Module
from quantcert.formats.compressed_tensors.settings import (
    METHOD,
    CompressedSettings,
    parse_settings,
)
from quantcert.formats.compressed_tensors.stacks import entries
from quantcert.formats.compressed_tensors.targets import matching, scheme_of
from quantcert.formats.fused import fused_with
from quantcert.formats.minifloat import E2M1, E4M3
from quantcert.formats.misplaced import (
    Misplaced,
    kind,
    plain_modules,
    plain_though_quantized,
    quantized_though_listed,
)
from quantcert.formats.packed import in_place
from quantcert.formats.stored import StoredCheckpoint, StoredMatrix

_PACKED, _WEIGHT = ".weight_packed", ".weight"
_INTEGER_SCALES = ("F16", "BF16", "F32")
_STACKED = ("pack-quantized", "int-quantized", "float-quantized")
"""Forms whose tensors may be stacks: each matrix is stored as it would be by itself."""

_FUSABLE_SCALE = "weight_global_scale"


def open_compressed(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    """The reader that is registered for `quant_method` "compressed-tensors".

    Raises:
        CheckpointError: if the settings or the stored tensors are not as they must be.
    """
    parsed = parse_settings(checkpoint.path, settings)
    names = list(_quantized(checkpoint))
    if not names:
        raise CheckpointError(
            f"{checkpoint.path}: {METHOD}, but no tensor is named *{_PACKED} or has scales"
        )
    matrices = [m for name in names for m in _matrices(checkpoint, parsed, name, names)]
    return StoredCheckpoint(checkpoint, [*matrices, *_left_plain(checkpoint, parsed, names)])


def _quantized(checkpoint: Checkpoint) -> Iterator[str]:
    """Modules with codes."""
    for name in checkpoint.names():
        if name.endswith(_PACKED):
            yield name.removesuffix(_PACKED)
        elif name.endswith(_WEIGHT) and f"{name}_scale" in checkpoint:
            yield name.removesuffix(_WEIGHT)


def _matrices(
    checkpoint: Checkpoint, settings: CompressedSettings, name: str, names: list[str]
) -> Iterator[StoredMatrix]:
    """The matrix of a module, or those of its stack."""
    where = checkpoint.path
    ignored = matching(where, name, settings.ignore)
    scheme, _ = scheme_of(where, name, settings.schemes)
    module = Module(checkpoint, name, scheme or settings.schemes[0])
    stacked = len(module.codes.shape) == 3 and module.scheme.form in _STACKED
    if not (stacked or len(module.codes.shape) == 2) or 0 in module.codes.shape:
        raise CheckpointError(
            f"{module.codes.file}: tensor {module.codes.name}: shape "
            f"{list(module.codes.shape)}, only matrices are read"
        )
    if ignored or scheme is None:
        reason = f"{ignored!r} is on the list ignore" if ignored else "no group is for it"
        yield quantized_though_listed(METHOD, name, module.stored, reason)
    elif stacked:
        for entry in entries(checkpoint, name, module.codes):
            yield _by_form(replace(module, checkpoint=entry), names)
    else:
        yield _by_form(module, names)


def _by_form(module: Module, names: list[str]) -> StoredMatrix:
    form, codes = module.scheme.form, module.codes
    rows, columns = codes.shape
    if form == "pack-quantized":
        return _packed(module)
    if form == "int-quantized":
        require(codes, ["I8"], (rows, columns), f"{form}")
        return _integers(module, (rows, columns), None)
    if form in ("float-quantized", "mxfp8-quantized"):
        require(codes, ["F8_E4M3"], (rows, columns), f"{form}")
        return _floats(module, (rows, columns), names)
    require(codes, ["U8"], (rows, columns), f"{form}")
    return _floats(module, (rows, 2 * columns), names)


def _packed(module: Module) -> CompressedIntegers:
    codes, declared = module.codes, module.needed("weight_shape")
    require(declared, ["I64", "I32"], (2,), "a matrix")
    rows, columns = (int(extent) for extent in read_elements(declared, 0, 2))
    require(codes, ["I32"], codes.shape, "pack-quantized")
    if rows != codes.shape[0] or columns < 1:
        raise CheckpointError(
            f"{declared.file}: tensor {declared.name}: [{rows}, {columns}], but {codes.name} has "
            f"{codes.shape[0]} rows"
        )
    return _integers(module, (rows, columns), _layout(module, rows, columns))


def _layout(module: Module, rows: int, columns: int) -> WordLayout:
    """The layout of words that all shapes allow.

    Raises:
        CheckpointError: if there is none, or two of which it could be either.
    """
    codes, bits = module.codes, module.scheme.bits
    zeros = module.zeros if _zeros_packed(module) else None
    found = set(fitting(columns, bits, codes.shape[1]))
    counts = [columns]
    if zeros is not None:
        found &= set(fitting(rows, bits, zeros.shape[0] if zeros.shape else 0))
        counts.append(rows)
    if not found:
        raise CheckpointError(
            f"{codes.file}: tensor {codes.name}: no layout of {bits}-bit codes in words of 32 bits "
            f"has the stored shapes for {rows} rows and {columns} columns"
        )
    if len(found) > 1 and any(differ(count, bits) for count in counts):
        raise CheckpointError(
            f"{codes.file}: tensor {codes.name}: two layouts of {bits}-bit codes, of versions "
            "before and since 0.17.2, have the stored shapes; it is not clear which it is"
        )
    return DENSE if DENSE in found else PADDED


def _zeros_packed(module: Module) -> bool:
    return module.scheme.strategy in ("group", "channel")


def _integers(
    module: Module, shape: tuple[int, int], words: WordLayout | None
) -> CompressedIntegers:
    grid = module.grid(*shape)
    require(module.scales, _INTEGER_SCALES, module.scales.shape, "integers")
    packed = words is not None and _zeros_packed(module)
    zeros, groups = module.zeros, grid.shape(*shape)
    if zeros is not None and packed and words is not None:
        length = words.length(shape[0], module.scheme.bits)
        require(zeros, ["I32"], (length, groups[1]), f"{shape[0]} rows of zero-points")
    elif zeros is not None:
        require(zeros, ["I8"], module.scales.shape, "a zero-point for each scale")
    order = None
    if module.order is not None:
        require(module.order, ["I32", "I64"], (shape[1],), f"{shape[1]} columns")
        order = read_elements(module.order, 0, shape[1])
        order = None if in_place(order, grid.columns) else order
    return CompressedIntegers(module, shape, grid, words, packed, order)


def _floats(module: Module, shape: tuple[int, int], names: list[str]) -> FloatMatrix:
    grid, form = module.grid(*shape), module.scheme.form
    if form == "float-quantized":
        require(module.scales, _INTEGER_SCALES, module.scales.shape, form)
        return FloatMatrix(module, shape, grid, E4M3)
    if form in ("mxfp8-quantized", "mxfp4-pack-quantized"):
        require(module.scales, ["U8", "F8_E8M0"], module.scales.shape, form)
        return FloatMatrix(module, shape, grid, E4M3 if form[2:5] == "fp8" else E2M1, powers=True)
    require(module.scales, ["F8_E4M3"], module.scales.shape, form)
    scale = module.needed(_FUSABLE_SCALE)
    peers = [f"{name}.{_FUSABLE_SCALE}" for name in fused_with(module.name, names)]
    for info in (scale, *(module.checkpoint.info(n) for n in peers if n in module.checkpoint)):
        require(info, ["F32"], info.shape if info.shape in ((), (1,)) else (1,), "a tensor")
    others = tuple(module.checkpoint.info(name) for name in peers if name in module.checkpoint)
    return FloatMatrix(module, shape, grid, E2M1, global_scale=scale, fused=others)


def _left_plain(
    checkpoint: Checkpoint, settings: CompressedSettings, names: list[str]
) -> Iterator[Misplaced]:
    """Matrices that are stored unquantized though a group is for them."""
    kinds = {kind(name) for name in names}
    for module in plain_modules(checkpoint, names):
        if matching(checkpoint.path, module, settings.ignore):
            continue
        scheme, named = scheme_of(checkpoint.path, module, settings.schemes)
        if scheme is not None and (named or kind(module) in kinds):
            yield plain_though_quantized(METHOD, checkpoint.info(f"{module}{_WEIGHT}"))
