"""What workers must know of a run: where its files are, and how deep it goes."""

from __future__ import annotations

import socket
from pathlib import Path

from quantcert import __version__
from quantcert.cluster.messages import RunSpec
from quantcert.containers import Checkpoint
from quantcert.containers.places import address
from quantcert.run.open import Inputs


def run_spec(inputs: Inputs, literals: Path | None = None) -> RunSpec:
    """What workers must know of a run; `literals` are left by those that share our disks."""
    options, toolchain = inputs.options, inputs.library.toolchain
    checkpoints = [c for c in (inputs.quantized.checkpoint, inputs.base) if c is not None]
    return RunSpec(
        version=__version__,
        library=inputs.library.digest,
        checkpoint=address(options.checkpoint),
        base=None if options.base is None else address(options.base),
        requirements=None if inputs.requirements.is_default else inputs.requirements.text,
        level=options.level.value,
        gram=options.gram,
        host=socket.gethostname(),
        lean=toolchain.kind,
        toolchain_digest=options.toolchain_digest,
        seconds=options.limits.seconds,
        memory_bytes=options.limits.memory_bytes,
        settings={k: v for checkpoint in checkpoints for k, v in _settings(checkpoint).items()},
        literals=None if literals is None else str(literals),
    )


def _settings(checkpoint: Checkpoint) -> dict[str, str]:
    """Digests of a checkpoint's files that hold no tensors."""
    path = checkpoint.path.absolute()
    folder = path if path.is_dir() else path.parent
    weights = {file.name for file in checkpoint.weight_files()}
    files = {name: digest for name, digest in checkpoint.files().items() if name not in weights}
    return {address(folder / name): digest for name, digest in files.items()}
