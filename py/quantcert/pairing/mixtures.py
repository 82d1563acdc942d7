"""Mixtures of experts: whether experts of a layer are stored alike, and what scores them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quantcert.formats import QuantizedCheckpoint, Scheme
from quantcert.pairing.faults import FaultKind, TensorFault

EXPERT = re.compile(r"^(?P<before>.*experts)[.\[](?P<number>\d+)(?P<after>[.\]].*)$")
"""The name of an expert's tensor; what stands before and after the number is of all experts."""

_ROUTERS = ("gate.weight", "router.weight", "router.linear.weight")


def unlike_experts(quantized: QuantizedCheckpoint) -> Iterator[TensorFault]:
    """Experts that are stored in another way than the first one of their layer and role."""
    first: dict[tuple[str, str], str] = {}
    for name in quantized.matrices():
        match = EXPERT.match(name)
        if match is None:
            continue
        other = first.setdefault((match["before"], match["after"]), name)
        own, wanted = (_words(quantized.scheme(tensor)) for tensor in (name, other))
        if own != wanted:
            what = f"is stored as {own}, but {other} as {wanted}: engines read all experts alike"
            yield TensorFault(FaultKind.DIFFERS, name, what)


def quantized_routers(quantized: QuantizedCheckpoint) -> Iterator[str]:
    """What is to be said of quantized matrices that score experts."""
    names = [*quantized.matrices(), *quantized.plain()]
    stems = {name[: name.index("experts")] for name in names if "experts" in name}
    routers = {f"{stem}{last}" for stem in stems for last in _ROUTERS}
    for name in quantized.matrices():
        if name in routers:
            words = _words(quantized.scheme(name))
            yield (
                f"tensor {name}: is quantized ({words}) though it scores experts: errors may "
                "choose others, and engines keep it as it is"
            )


def _words(scheme: Scheme) -> str:
    bits = scheme.codec.word_bits
    return f"{scheme.format}, words of {bits} bits, groups of {scheme.group_size}"
