"""Every tensor of a quantized checkpoint against its original: what differs, what has no partner.

A tensor that was not quantized must hold the very numbers of the original. What is found here is
a verdict on the checkpoint, not an error: the matrices that have their originals are judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from quantcert.containers import WEIGHT_DTYPES, Checkpoint, Tensors
from quantcert.formats import QuantizedCheckpoint
from quantcert.pairing.coverage import uncovered
from quantcert.pairing.faults import FaultKind, TensorComparison, TensorFault
from quantcert.pairing.mixtures import quantized_routers, unlike_experts
from quantcert.pairing.original import Original
from quantcert.pairing.parts import TensorMap
from quantcert.pairing.values import (
    FLOATS,
    first_difference,
    first_not_finite,
    not_finite,
    refuse_not_finite,
)

Unused = Callable[[Checkpoint, str], str]
"""Why no output depends on a tensor of a checkpoint; empty if one may."""

_OTHER_MODEL = "is this the base of another model?"


def all_used(checkpoint: Checkpoint, tensor: str) -> str:
    """The `Unused` of a network of which nothing is known."""
    return ""


def compare_tensors(
    quantized: QuantizedCheckpoint,
    base: Checkpoint | None,
    tensor_map: TensorMap | None = None,
    unused: Unused = all_used,
) -> TensorComparison:
    """Compare all tensors; without an original, look for unquantized numbers that are not finite.

    Tensors of the checkpoint stand for what `tensor_map` says, else for one of the same name.

    Raises:
        CheckpointError: if a file cannot be read, a part is none of its tensor, or the original
            holds a NaN or an infinity where the checkpoint does not.
    """
    if base is None:
        bad = (_not_finite(quantized.checkpoint, name) for name in quantized.plain())
        faults = (*(fault for fault in bad if fault is not None), *unlike_experts(quantized))
        return TensorComparison(faults, tuple(quantized_routers(quantized)))
    original = Original(base, tensor_map)
    found: list[TensorFault | str] = [
        *_matrices(quantized, original),
        *_plain(quantized, original, [base, quantized.checkpoint], unused),
        *_left_out(quantized, base, original),
        *_left_over(quantized, base, original, unused),
        *_layouts(tensor_map or {}),
        *unlike_experts(quantized),
        *quantized_routers(quantized),
    ]
    return TensorComparison(
        tuple(item for item in found if isinstance(item, TensorFault)),
        tuple(item for item in found if isinstance(item, str)),
    )


def _matrices(quantized: QuantizedCheckpoint, original: Original) -> Iterator[TensorFault]:
    """Quantized matrices without an original of their shape."""
    for name in quantized.matrices():
        if name not in original:
            yield _surplus(name)
            continue
        info, shape = original.info(name), quantized.shape(name)
        if info.shape != shape:
            yield _shapes(name, info.shape, shape, original.place(name))
        elif info.dtype not in WEIGHT_DTYPES:
            allowed = ", ".join(WEIGHT_DTYPES)
            what = f"dtype {info.dtype} in {original.place(name)}, must be one of {allowed}"
            yield TensorFault(FaultKind.DIFFERS, name, what)


def _plain(
    quantized: QuantizedCheckpoint, original: Original, sides: list[Checkpoint], unused: Unused
) -> Iterator[TensorFault | str]:
    """The tensors that were not quantized; `sides` are original and checkpoint."""
    for name in quantized.plain():
        if name not in original:
            reason = unused(quantized.checkpoint, name)
            yield _listed(name, "in the checkpoint alone", reason) if reason else _surplus(name)
            continue
        found = _difference(quantized.checkpoint, original, name)
        if isinstance(found, TensorFault):
            reasons = [unused(side, name) for side in sides if name in side]
            yield _listed(name, found.what, reasons[0]) if all(reasons) else found
        elif found:
            yield f"tensor {name}: {found}"


def _left_out(
    quantized: QuantizedCheckpoint, base: Checkpoint, original: Original
) -> Iterator[TensorFault]:
    """What tensors of the checkpoint leave out of the tensors that they are parts of."""
    stored = {name: quantized.shape(name) for name in quantized.matrices()} | {
        name: quantized.checkpoint.info(name).shape
        for name in quantized.plain()
        if original.is_assembled(name)
    }
    fitting = [
        n for n, shape in stored.items() if n in original and original.info(n).shape == shape
    ]
    for tensor, what in uncovered(base, [p for name in fitting for p in original.parts(name)]):
        yield TensorFault(FaultKind.MISSING, tensor, what)


def _left_over(
    quantized: QuantizedCheckpoint, base: Checkpoint, original: Original, unused: Unused
) -> Iterator[TensorFault | str]:
    """Tensors of the original that nothing of the checkpoint stands for."""
    names = (*quantized.matrices(), *quantized.plain())
    taken = {part.tensor for name in names for part in original.parts(name)}
    for name in sorted(set(base.names()) - taken):
        reason = unused(base, name) or quantized.left_out(name)
        if reason:
            yield _listed(name, "in the original alone", reason)
        else:
            what = f"in the original, but nothing of the checkpoint stands for it; {_OTHER_MODEL}"
            yield TensorFault(FaultKind.MISSING, name, what)


def _layouts(tensor_map: TensorMap) -> Iterator[str]:
    """Which tensors are stored otherwise: put together, or taken apart or renamed."""
    taken: dict[str, list[str]] = {}
    for name, made in tensor_map.items():
        if len(made.parts) > 1:
            yield f"tensor {name}: {' above '.join(map(str, made.parts))} in the original"
        else:
            taken.setdefault(made.parts[0].tensor, []).append(name)
    for tensor, (first, *others) in taken.items():
        more = f" and {len(others)} more" if others else ""
        yield f"tensor {tensor} of the original: {first}{more} in the checkpoint"


def _difference(checkpoint: Checkpoint, base: Original, name: str) -> TensorFault | str:
    """A fault, or what differs without a consequence; empty if nothing does."""
    original, stored = base.info(name), checkpoint.info(name)
    if original.shape != stored.shape:
        return _shapes(name, original.shape, stored.shape, base.place(name))
    same_type, bad = original.dtype == stored.dtype, _not_finite(checkpoint, name)
    whole = not base.is_assembled(name)
    if whole and same_type and base.digests(name)[name] == checkpoint.sha256(name):
        return "" if bad is None else f"{bad.what}, as in the original"
    if bad is not None:
        return bad
    refuse_not_finite(base, name)
    types = f"dtype {original.dtype} in the original, {stored.dtype} in the checkpoint"
    if not same_type and not {original.dtype, stored.dtype} <= FLOATS:
        return TensorFault(FaultKind.DIFFERS, name, types)
    found = first_difference(base, checkpoint, name)
    if found is None:
        other = "other bytes, the same numbers" if whole else ""
        return other if same_type else f"{types}, the same numbers"
    at, left, right = found
    values = f"element {at} is {left} in {base.place(name)}, {right} in the checkpoint"
    what = values if same_type else f"{values}; {types}"
    return _at(FaultKind.DIFFERS, name, what, at)


def _not_finite(container: Tensors, name: str) -> TensorFault | None:
    found = first_not_finite(container, name)
    if found is None:
        return None
    return _at(FaultKind.STORED_VALUE, name, not_finite(*found), found[0])


def _shapes(
    name: str, original: tuple[int, ...], stored: tuple[int, ...], place: str
) -> TensorFault:
    what = f"shape {list(original)} in {place}, {list(stored)} in the checkpoint; {_OTHER_MODEL}"
    return TensorFault(FaultKind.DIFFERS, name, what)


def _surplus(name: str) -> TensorFault:
    what = f"in the checkpoint, but not in the original; {_OTHER_MODEL}"
    return TensorFault(FaultKind.SURPLUS, name, what)


def _at(kind: FaultKind, name: str, what: str, at: list[int]) -> TensorFault:
    row, column = at if len(at) == 2 else (None, None)
    return TensorFault(kind, name, what, row, column)


def _listed(name: str, what: str, reason: str) -> str:
    return f"tensor {name}: {what}; {reason}"
