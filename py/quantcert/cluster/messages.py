"""What coordinator and workers say to each other: bytes of JSON, and of compiled modules.

8 bytes     length of the JSON text, little-endian
JSON text   compressed by zlib; of each compiled module it has the length
modules     one after the other
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from quantcert.certificate import Finding
from quantcert.cluster.plain import from_plain, to_plain
from quantcert.exact import RowErrors
from quantcert.lean import ModuleResult
from quantcert.lean.check.store import Kept
from quantcert.literals import Tables
from quantcert.models.certificates import MatrixCert
from quantcert.roles import Role, Use
from quantcert.run.layer_plan import LayerPlan
from quantcert.run.layer_scan import MatrixScan
from quantcert.run.norm_builder import ChunkNorms
from quantcert.run.segments import row_segments
from quantcert.statements.catalogue import Layer

_LENGTH_BYTES = 8
_FIELDS = "__dataclass_fields__"
_MOST_TEXT = 1 << 30
T = TypeVar("T")


@dataclass(frozen=True)
class RunSpec:
    """What a worker must know of a run: checkpoints by path or URL, and how deep it goes.

    `settings` are digests of the checkpoints' files that hold no tensors, by path; `requirements`
    is the text of the file, None for the shipped one; `host` is the coordinator's machine.
    `literals` is a folder for data modules that the coordinator needs, if workers share its disks.
    """

    version: str
    library: str
    checkpoint: str
    base: str | None
    requirements: str | None
    level: str
    gram: bool
    host: str
    lean: str
    toolchain_digest: str | None
    seconds: float
    memory_bytes: int
    settings: Mapping[str, str]
    literals: str | None = None


@dataclass(frozen=True)
class Numbers:
    """What a scan of a matrix found, without what follows from it; see `MatrixScan`."""

    segments: RowErrors
    weight_high: int
    scale_high: int
    offset_high: int
    tables: Tables
    heaviest_column: int

    @classmethod
    def of(cls, plan: LayerPlan) -> Numbers | None:
        """Those of a plan, None without an original."""
        scan = plan.scan
        if scan is None:
            return None
        highs = (scan.weight_high, scan.scale_high, scan.offset_high)
        return cls(scan.segments, *highs, scan.tables, plan.heaviest_column)

    def scan(self, layer: Layer) -> MatrixScan:
        """The scan of a layer. Raises ValueError if it has other rows or columns."""
        parts = len(row_segments(layer))
        sums = self.segments
        rows = (sums.sum_abs, sums.max_abs, sums.sum_sq, sums.weight_sum_abs, sums.weight_max_abs)
        columns = layer.columns if Use.COLUMNS in layer.uses else 0
        lengths = {len(values) for values in (sums.column_sum_abs, sums.weight_column_sum_abs)}
        if {len(values) for values in rows} != {layer.rows * parts} or lengths != {columns}:
            raise ValueError(f"{layer.tensor}: sums of other rows or columns than the matrix has")
        highs = (self.weight_high, self.scale_high, self.offset_high)
        return MatrixScan(sums.joined(parts), sums, *highs, self.tables)


@dataclass(frozen=True)
class LayerTask:
    """A matrix to be checked: its place in the checkpoint, the digests of its tensors, its roles.

    Of a large matrix, `parts` are the modules that are wanted, all if there are none, and `numbers`
    what was found of it before; with `scan_only` nothing but these is wanted. With `leave` its data
    modules are left in the run's folder for literals.
    """

    index: int
    tensor: str
    digests: Mapping[str, str]
    roles: tuple[Role, ...]
    norms: bool
    parts: tuple[str, ...] = ()
    numbers: Numbers | None = None
    scan_only: bool = False
    leave: bool = False


@dataclass(frozen=True)
class KeyedModule:
    """A result and its compiled module, and the key under which a store keeps them."""

    key: str
    kept: Kept


@dataclass(frozen=True)
class PromptTask:
    """Some modules of a prompt, of blocks and of positions: its tokens, and with how many bits.

    See `PromptRun`.
    """

    tokens: tuple[int, ...]
    bits: int | None
    first_bits: int | None
    modules: tuple[str, ...]


@dataclass(frozen=True)
class NormsTask:
    """Matrices whose norms are measured, by their places in the architecture of the network.

    `digests` are those of their tensors.
    """

    places: tuple[int, ...]
    digests: Mapping[str, str]


@dataclass(frozen=True)
class MeasuredMatrix:
    """The norms of a matrix at a place, and how those of the original and the error were found."""

    place: int
    cert: MatrixCert
    methods: tuple[str, str]


@dataclass(frozen=True)
class Task:
    """Matrices of a run, modules of a prompt, or norms; `kept` are modules accepted before."""

    spec: RunSpec
    layers: tuple[LayerTask, ...]
    prompt: PromptTask | None = None
    norms: NormsTask | None = None
    kept: tuple[KeyedModule, ...] = ()


@dataclass(frozen=True)
class WrittenData:
    """A data module on a worker: digests of its literals by name, and the file that was `left`."""

    name: str
    literals: Mapping[str, str]
    left: str = ""


@dataclass(frozen=True)
class StoredFault:
    """A stored number of a checkpoint that is not finite or outside its range."""

    of_checkpoint: bool
    file: str
    tensor: str
    what: str
    row: int | None
    column: int | None


@dataclass(frozen=True)
class LayerOutcome:
    """What became of a matrix on a worker.

    `data` and `norms` are in the order in which they were made, `found` is what refutes a check.
    If a stored number is spoiled, `fault` is all that is known.
    """

    tensor: str
    numbers: Numbers | None = None
    data: tuple[WrittenData, ...] = ()
    norms: tuple[ChunkNorms, ...] = ()
    found: Finding | None = None
    fault: StoredFault | None = None
    modules: tuple[KeyedModule, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a worker answers: an outcome for each matrix, or why there is none.

    `host` is the worker's name of its machine, `prompt` the modules of a prompt, `norms` what was
    measured. An `unfit` worker can do nothing for the run: it has another version, or cannot open
    the checkpoints.
    """

    host: str
    layers: tuple[LayerOutcome, ...] = ()
    error: str = ""
    prompt: tuple[KeyedModule, ...] = ()
    norms: tuple[MeasuredMatrix, ...] = ()
    unfit: bool = False


def pack(message: Any) -> bytes:
    """A message as bytes."""
    blobs: list[bytes] = []

    def shown(value: Any) -> Any:
        if isinstance(value, Kept):
            blobs.append(value.olean)
            plain = {f.name: getattr(value.result, f.name) for f in fields(ModuleResult)}
            return {"result": to_plain(plain | {"messages": ()}), "olean": len(value.olean)}
        if hasattr(value, _FIELDS):
            return {f.name: shown(getattr(value, f.name)) for f in fields(value) if f.init}
        if isinstance(value, tuple) and any(hasattr(item, _FIELDS) for item in value):
            return [shown(item) for item in value]
        return to_plain(value)

    text = zlib.compress(json.dumps(shown(message), separators=(",", ":")).encode(), 1)
    return b"".join([len(text).to_bytes(_LENGTH_BYTES, "little"), text, *blobs])


def unpack(kind: type[T], data: bytes) -> T:
    """The message of this kind. Raises ValueError if the bytes are none."""
    size = int.from_bytes(data[:_LENGTH_BYTES], "little")
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data[_LENGTH_BYTES : _LENGTH_BYTES + size], _MOST_TEXT)
        if not unpacker.eof:
            raise ValueError("the message is cut off or too long")
        plain = json.loads(text)
    except (zlib.error, RecursionError) as error:
        raise ValueError(f"not a message: {error}") from error
    return _Reader(data, _LENGTH_BYTES + size).read(kind, plain)


class _Reader:
    """Takes the compiled modules of a message in their order."""

    def __init__(self, data: bytes, position: int) -> None:
        self._data, self._position = data, position

    def read(self, kind: type[T], plain: Any) -> T:
        """The message, and no byte more."""
        found: T = from_plain(kind, plain, {Kept: self._kept})
        if self._position != len(self._data):
            raise ValueError("the message has bytes that nothing tells of")
        return found

    def _kept(self, plain: Any) -> Kept:
        if not isinstance(plain, dict) or plain.keys() != {"result", "olean"}:
            raise ValueError("not a kept module")
        size, start = from_plain(int, plain["olean"]), self._position
        if not 0 <= size <= len(self._data) - start:
            raise ValueError("a compiled module is cut off")
        self._position += size
        result = from_plain(ModuleResult, plain["result"])
        return Kept(result, self._data[start : self._position])
