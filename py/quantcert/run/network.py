"""The checks of the theorems about the whole network, once every layer's are asked for.

The bounds of matrices come from the layers' own modules where those prove them, else they are
measured. If all are proved, and the layers' literals are still there, the theorems are applied to
the checkpoint's own numbers, so that nothing about weights is left to assume.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from quantcert.containers import Checkpoint
from quantcert.errors import RequirementError
from quantcert.exact.norms import Method, measure_norms
from quantcert.formats import QuantizedCheckpoint
from quantcert.forward.region_file import RegionFile, read_region
from quantcert.lean import CheckJob, DataModule, ModuleResult
from quantcert.models.after_norm import (
    AfterNormClaim,
    LayerAfterNorm,
    after_norm_claim,
    layers_after_norm,
)
from quantcert.models.architecture import Unsupported, checkpoint_architecture
from quantcert.models.certificates import MatrixCert, ModelCert, matrix_cert
from quantcert.models.net import Architecture, MatrixUse
from quantcert.models.region import Size
from quantcert.models.sizes import size_of_entries
from quantcert.requirements import Requirements
from quantcert.run.literals import LiteralFolder, listing_sha256
from quantcert.run.options import Progress, VerifyOptions
from quantcert.run.vectors import write_vectors
from quantcert.run.weights import WeightWork, literal_bytes
from quantcert.run.work import LayerWork, check_job
from quantcert.statements.checkpoint import ProvedMatrix, checkpoint_module
from quantcert.statements.model import ModelTheorems, model_theorems
from quantcert.statements.norms import NORM_IMPORTS
from quantcert.statements.render import GeneratedModule
from quantcert.statements.vectors import VECTOR_DATA, StoredVector, vector_module
from quantcert.statements.weights import MATRIX_IMPORTS


@dataclass(frozen=True)
class KnownMatrix:
    """Bounds of a matrix; `proved` if a layer's module proves them, else they were measured."""

    use: MatrixUse
    cert: MatrixCert
    methods: tuple[Method, Method]
    proved: ProvedMatrix | None = None


@dataclass
class NetworkWork:
    """The network of a checkpoint, and what Lean is asked about it.

    `matrices`, `models` and `after_norms` are known when all `jobs` have been made.
    """

    architecture: Architecture
    quantized: QuantizedCheckpoint
    base: Checkpoint
    requirements: Requirements
    region: RegionFile | None
    folder: LiteralFolder
    progress: Progress
    matrices: list[KnownMatrix] = field(default_factory=list)
    vectors: list[StoredVector] = field(default_factory=list)
    models: list[ModelTheorems] = field(default_factory=list)
    after_norms: list[tuple[LayerAfterNorm, AfterNormClaim]] = field(default_factory=list)
    modules: list[GeneratedModule] = field(default_factory=list)
    results: dict[str, ModuleResult] = field(default_factory=dict)
    linked: bool = False
    _proved: dict[str, KnownMatrix] = field(default_factory=dict)
    _parts: list[GeneratedModule] = field(default_factory=list)
    _data: list[DataModule] = field(default_factory=list)

    def uses(self, tensor: str) -> bool:
        """Whether the literals of a matrix are to be left for the network's theorems."""
        return self._can_link and any(tensor == use.tensor for use in self.architecture.matrices)

    @cached_property
    def _can_link(self) -> bool:
        """Whether all matrices can be proved, and their literals kept until the end."""
        quantized = set(self.quantized.matrices())
        return self.folder.fits and all(
            use.tensor in quantized for use in self.architecture.matrices
        )

    def take(self, work: LayerWork) -> None:
        """Take up a layer all of whose checks have been made, unless its literals are wrong."""
        if not isinstance(work, WeightWork) or work.norms is None or work.mismatch is not None:
            return
        layer, claims = work.plan.layer, work.norms.claims
        proved = ProvedMatrix(layer.module, work.matrix.claim.p, f"{layer.module}.weights_norms")
        use = MatrixUse(layer.tensor, layer.rows, layer.columns)
        self._proved[layer.tensor] = KnownMatrix(use, claims.cert, claims.methods, proved)
        if self.uses(layer.tensor):
            self._parts += work.modules
            self._data += work.data

    def jobs(self) -> Iterator[CheckJob]:
        """Vectors, then the theorems of each scope, then their application to the checkpoint."""
        self.matrices = self._known_matrices()
        self.linked = all(matrix.proved for matrix in self.matrices)
        yield from self._vector_jobs()
        cert = self._certificate()
        for region in [None, self.region] if self.region else [None]:
            model = model_theorems(
                self.architecture,
                cert,
                self._digests(region),
                None if region is None else region.region,
                self._input_size(),
            )
            self.models.append(model)
            self.modules.append(model.module)
            yield check_job(model.module, keep=self.linked)
        if self.linked:
            yield self._checkpoint_job(cert)

    def record(self, result: ModuleResult) -> bool:
        """Keep the result if it is of one of the network's modules; whether it is."""
        if result.name not in {module.name for module in self.modules}:
            return False
        self.results[result.name] = result
        return True

    def _known_matrices(self) -> list[KnownMatrix]:
        """In the order of the architecture; those that no module proves are measured."""
        known = dict(self._proved)
        unproved = [use for use in self.architecture.matrices if use.tensor not in known]
        for done, use in enumerate(unproved, 1):
            known[use.tensor] = self._measured(use)
            self.progress("norms", done, len(unproved))
        return [known[use.tensor] for use in self.architecture.matrices]

    def _measured(self, use: MatrixUse) -> KnownMatrix:
        stored = use.tensor in self.quantized.matrices()
        norms = measure_norms(
            lambda start, stop: (
                self.base.read_rows(use.tensor, start, stop),
                self.quantized.read_rows(use.tensor, start, stop) if stored else None,
            ),
            use.rows,
            use.columns,
            self.architecture.head_dim,
        )
        return KnownMatrix(use, matrix_cert(norms), (norms.original.method, norms.error.method))

    def _vector_jobs(self) -> Iterator[CheckJob]:
        self.vectors, data = write_vectors(self.base, self.architecture.vectors, self.folder.path)
        module = vector_module(self.vectors, {VECTOR_DATA: listing_sha256(data)})
        self.modules.append(module)
        self._data.append(data)
        self._parts.append(module)
        yield check_job(module, [data], keep=True)

    def _certificate(self) -> ModelCert:
        architecture = self.architecture
        return ModelCert(
            architecture.head_dim,
            architecture.vocabulary,
            architecture.max_length,
            tuple(matrix.cert for matrix in self.matrices),
            tuple(vector.cert for vector in self.vectors),
        )

    def _checkpoint_job(self, cert: ModelCert) -> CheckJob:
        self.after_norms = [
            (layer, after_norm_claim(layer, cert)) for layer in layers_after_norm(self.architecture)
        ]
        parts = [*self._parts, *(model.module for model in self.models)]
        names = [*(data.name for data in self._data), *(part.name for part in parts)]
        module = checkpoint_module(
            self.architecture,
            [matrix.proved for matrix in self.matrices if matrix.proved],
            self.vectors,
            self.models,
            self.after_norms,
            [*MATRIX_IMPORTS, *NORM_IMPORTS, *names],
            self._digests(self.region),
        )
        self.modules.append(module)
        return check_job(module, self._data, parts)

    def _input_size(self) -> Size:
        """Bounds of the vectors that the network reads: what is required of its first layer."""
        rule = self.requirements.for_layer(self.architecture.matrices[0].tensor)
        limit = Fraction(1) if rule is None else rule.input_abs_max
        return size_of_entries(self.architecture.head_dim, self.architecture.input_dim, limit)

    def _digests(self, region: RegionFile | None) -> Mapping[str, str]:
        """What the numbers of the theorems come from."""
        files = {
            **{f"original {name}": sha for name, sha in self.base.files().items()},
            **{
                f"checkpoint {name}": sha for name, sha in self.quantized.checkpoint.files().items()
            },
        }
        return files if region is None else {**files, "region": region.region.sha256}


def open_network(
    options: VerifyOptions,
    quantized: QuantizedCheckpoint,
    base: Checkpoint,
    requirements: Requirements,
) -> NetworkWork | Unsupported:
    """The network of an original checkpoint with the region that is asked for, or why not.

    Raises CheckpointError for a known architecture with tensors that do not fit, CalibrationError
    for a region that is malformed or was measured on other checkpoints, RequirementError if a scope
    is required that cannot be had.
    """
    if "region" in requirements.network and options.region is None:
        raise RequirementError(f"{requirements.source}: network.region needs --region")
    region = None
    if options.region is not None:
        region = read_region(options.region)
        region.check(quantized.checkpoint, base, options.region)
    architecture = checkpoint_architecture(base)
    if isinstance(architecture, Unsupported):
        if requirements.network:
            raise RequirementError(
                f"{requirements.source}: network: no theorem can be had: {architecture.reason}"
            )
        return architecture
    size = sum(literal_bytes(use.rows * use.columns) for use in architecture.matrices)
    return NetworkWork(
        architecture, quantized, base, requirements, region, LiteralFolder(size), options.progress
    )
