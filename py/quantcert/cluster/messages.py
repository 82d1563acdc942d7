"""What coordinator and workers say to each other: tasks and outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quantcert.certificate import Finding
from quantcert.exact import RowErrors
from quantcert.lean.check.store import Kept
from quantcert.literals import Tables
from quantcert.models.certificates import MatrixCert
from quantcert.roles import Role, Use
from quantcert.run.layer_plan import LayerPlan
from quantcert.run.layer_scan import MatrixScan
from quantcert.run.norm_builder import ChunkNorms
from quantcert.run.segments import row_segments
from quantcert.statements.catalogue import Layer


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
