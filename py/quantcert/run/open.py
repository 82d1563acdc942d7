"""The inputs of a run, opened and checked against each other."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.errors import CalibrationError, CheckpointError, RequirementError
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.forward.region_file import RegionFile, read_region
from quantcert.lean import Library, ResultStore, build_library, find_toolchain
from quantcert.models.architecture import Unsupported
from quantcert.models.assumption import ALL_INPUTS, Assumption
from quantcert.models.compare import ConfigComparison, compare_configs
from quantcert.models.config import stated_dtype
from quantcert.models.layouts import Layouts, original_of
from quantcert.models.loading import as_loaded, with_dtype
from quantcert.models.net import Architecture
from quantcert.models.unused import UnusedTensors
from quantcert.pairing.compare import compare_tensors
from quantcert.pairing.faults import TensorComparison
from quantcert.pairing.original import Original
from quantcert.requirements import Requirements, load_requirements, refuse_foreign_keys
from quantcert.roles import Role
from quantcert.run.integer.opening import OpenedRuns, open_runs
from quantcert.run.layer_roles import layer_roles
from quantcert.run.network_tensors import network_obstacle
from quantcert.run.options import VerifyOptions
from quantcert.run.prompt.networks import prompt_inputs, refuse_large
from quantcert.run.prompt.opening import OpenedPrompts, open_prompts
from quantcert.run.prompt.plan import refuse_long
from quantcert.run.rotation.opening import OpenedRotation, open_rotation


@dataclass(frozen=True)
class NetworkInputs:
    """The network of an original checkpoint, and what is assumed of its inputs.

    Its tensors are those of the checkpoint. There are theorems for each assumption. `region` is the
    file that one of them is from, and what was observed.
    """

    architecture: Architecture
    assumptions: tuple[Assumption, ...]
    region: RegionFile | None


@dataclass(frozen=True)
class Inputs:
    """What a run works on; `base`, `original` and `config` are None without an original.

    `original` is `base` as the checkpoint stores it, `config` the two config.json compared.
    `tensors` is what was found of each tensor before any proof, `roles` what each quantized matrix
    does. `network` is None if no theorem about a whole network is asked for or can be had; then
    `unsupported` says why it cannot. `store` holds results of earlier runs, None if they do not
    count. `prompts` are what is asked about prompts, if anything, `rotation` the original that the
    base was rotated from, if that is to be proved, `runs` what the integer program reads.
    `started` is when opening began, by `time.monotonic`.
    """

    options: VerifyOptions
    requirements: Requirements
    quantized: QuantizedCheckpoint
    base: Checkpoint | None
    original: Original | None
    config: ConfigComparison | None
    tensors: TensorComparison
    roles: Mapping[str, tuple[Role, ...]]
    network: NetworkInputs | None
    unsupported: str
    library: Library
    store: ResultStore | None
    started: float
    prompts: OpenedPrompts | None = None
    rotation: OpenedRotation | None = None
    runs: OpenedRuns | None = None


def open_run(options: VerifyOptions, cache: Path | None = None) -> Inputs:
    """Open and check all inputs.

    The compiled library is looked for in `cache`, by default the user's, and put there.

    Raises CheckpointError, RequirementError, CalibrationError or LeanError for what cannot be used.
    """
    started = time.monotonic()
    requirements = load_requirements(options.requirements)
    base = None if options.base is None else open_checkpoint(options.base)
    quantized = open_quantized(options.checkpoint, base)
    if base is not None and not requirements.is_default:
        requirements.check_patterns(quantized.matrices())
    pair = None if base is None else _paired(quantized, base)
    asked = _asked_network(options, quantized, pair, requirements)
    roles = {} if pair is None else _roles(quantized, pair, requirements)
    network = _provable(asked, quantized, pair)
    prompts = _prompts(options, quantized, pair, requirements)
    rotation = _rotation(options, base)
    runs = _runs(options, quantized)
    library = _library(options, cache)
    return Inputs(
        options=options,
        requirements=requirements,
        quantized=quantized,
        base=base,
        original=pair.original if pair else None,
        config=pair.config if pair else None,
        tensors=pair.tensors if pair else compare_tensors(quantized, None),
        roles=roles,
        network=network if isinstance(network, NetworkInputs) else None,
        unsupported=network.reason if isinstance(network, Unsupported) else "",
        library=library,
        store=ResultStore(library) if options.reuse else None,
        started=started,
        prompts=prompts,
        rotation=rotation,
        runs=runs,
    )


@dataclass(frozen=True)
class _Pair:
    """An original and what was found of the checkpoint beside it."""

    base: Checkpoint
    original: Original
    layouts: Layouts
    config: ConfigComparison
    tensors: TensorComparison


def _paired(quantized: QuantizedCheckpoint, base: Checkpoint) -> _Pair:
    layouts, made, original = original_of(quantized, base)
    unused = UnusedTensors(base.config)
    config = as_loaded(base)
    return _Pair(
        base,
        original,
        layouts,
        compare_configs(config, with_dtype(quantized.checkpoint.config, stated_dtype(config))),
        compare_tensors(quantized, base, made, unused),
    )


def _roles(
    quantized: QuantizedCheckpoint, pair: _Pair, requirements: Requirements
) -> dict[str, tuple[Role, ...]]:
    return layer_roles(pair.layouts.known, quantized.matrices(), requirements)


def open_network(
    options: VerifyOptions,
    quantized: QuantizedCheckpoint,
    base: Checkpoint,
    architecture: Architecture | Unsupported,
    requirements: Requirements,
) -> NetworkInputs | Unsupported:
    """The network of an original checkpoint with the assumptions that are asked for, or why not.

    Raises CalibrationError for a region that is malformed or was measured on other checkpoints,
    RequirementError for a requirement under an assumption that is not made.
    """
    if "region" in requirements.network and options.region is None:
        raise RequirementError(f"{requirements.source}: network.region needs --region")
    region = None
    if options.region is not None:
        region = read_region(options.region)
        region.check(quantized.checkpoint, base, options.region)
    if isinstance(architecture, Unsupported):
        if requirements.network:
            raise RequirementError(
                f"{requirements.source}: network: no theorem can be had: {architecture.reason}"
            )
        return architecture
    own = () if region is None else (region.assumption,)
    assumptions = (ALL_INPUTS, *own, *options.assumptions)
    _check_assumptions(assumptions, requirements)
    return NetworkInputs(architecture, assumptions, region)


def _check_assumptions(assumptions: Sequence[Assumption], requirements: Requirements) -> None:
    words = [assumption.word for assumption in assumptions]
    if len(set(words)) < len(words):
        raise RequirementError(f"assumptions must have different names: {', '.join(words)}")
    names = {assumption.name for assumption in assumptions}
    for name in requirements.network:
        if name not in names:
            raise RequirementError(
                f"{requirements.source}: network.{name.replace(' ', '_')}: nothing of this name is "
                f"assumed in this run, allowed: {', '.join(words)}"
            )


def _provable(
    network: NetworkInputs | Unsupported | None,
    quantized: QuantizedCheckpoint,
    pair: _Pair | None,
) -> NetworkInputs | Unsupported | None:
    """The network, or why config.json or the tensors do not allow theorems about it."""
    if pair is None or not isinstance(network, NetworkInputs):
        return network
    obstacle = _obstacle(quantized, pair)
    return Unsupported(obstacle) if obstacle else network


def _obstacle(quantized: QuantizedCheckpoint, pair: _Pair) -> str:
    """Why config.json or the tensors do not allow theorems about a network; empty if they do."""
    for difference in pair.config.failed:
        return f"config.json: {difference}"
    plain = frozenset(quantized.plain())
    return network_obstacle(pair.layouts, pair.original, plain, pair.tensors)


def _prompts(
    options: VerifyOptions,
    quantized: QuantizedCheckpoint,
    pair: _Pair | None,
    requirements: Requirements,
) -> OpenedPrompts | None:
    """What is asked about prompts, if anything is.

    Raises RequirementError for requirements without prompts, CheckpointError or CalibrationError
    if no theorem can be had or the prompts cannot be read.
    """
    if options.prompts is None:
        if requirements.prompt_keys:
            raise RequirementError(f"{requirements.source}: prompts needs --prompts")
        return None
    if pair is None:
        raise CalibrationError(f"{options.prompts}: prompts need an original (--base)")
    inputs = prompt_inputs(quantized, pair.base, pair.original, pair.layouts)
    refuse_large(options.checkpoint, inputs.architecture, options.most_weights)
    refuse_foreign_keys(requirements, inputs.encodes)
    folders = (options.checkpoint, pair.base.path)
    obstacle = _obstacle(quantized, pair)
    opened = open_prompts(inputs, options.prompts, folders, obstacle, options.prompt_bits)
    if options.budget is not None:
        refuse_long(opened.plans, options.jobs, options.budget)
    return opened


def _runs(options: VerifyOptions, quantized: QuantizedCheckpoint) -> OpenedRuns | None:
    """What the integer program reads, if anything. Raises CheckpointError or CalibrationError."""
    if options.integer_prompts is None:
        return None
    place = options.checkpoint if options.checkpoint.is_dir() else options.checkpoint.parent
    folders = (place, *(() if options.base is None else (options.base,)))
    return open_runs(
        quantized, options.integer_prompts, folders, options.activation_bits, options.most_weights
    )


def _rotation(options: VerifyOptions, base: Checkpoint | None) -> OpenedRotation | None:
    """The original of the base, if it is given. Raises CheckpointError."""
    if options.rotated_from is None:
        return None
    if base is None or options.base is None:
        raise CheckpointError(f"{options.rotated_from}: a rotation needs its result (--base)")
    return open_rotation(options.rotated_from, base, options.base)


def _asked_network(
    options: VerifyOptions,
    quantized: QuantizedCheckpoint,
    pair: _Pair | None,
    requirements: Requirements,
) -> NetworkInputs | Unsupported | None:
    if pair is not None and options.network:
        known = pair.layouts.known
        return open_network(options, quantized, pair.base, known, requirements)
    if requirements.network:
        missing = "--base" if pair is None else "--network"
        raise RequirementError(f"{requirements.source}: network needs {missing}")
    return None


def _library(options: VerifyOptions, cache: Path | None) -> Library:
    toolchain = find_toolchain(options.lean, options.toolchain_digest, cache)
    return build_library(
        toolchain,
        options.jobs,
        lambda done, total, name: options.progress("Lean library", done, total),
        cache=cache,
    )
