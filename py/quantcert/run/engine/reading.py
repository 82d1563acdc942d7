"""Reading golden logits, and those of an engine from safetensors or npy; nothing is unpickled."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.container import TensorInfo
from quantcert.containers.npy import map_npy
from quantcert.containers.safetensors.header import read_header, read_header_and_metadata
from quantcert.containers.tensors import read_tensor
from quantcert.errors import CheckpointError
from quantcert.run.engine.golden import (
    INTEGER,
    KIND,
    LOGITS,
    NETWORKS,
    OUTPUT,
    SCHEMA,
    TOKENS,
    UNIT,
    golden_sha256,
    tolerance_of,
)

_UNITS = tuple(map(str, range(64)))
_EXACT = 1 << 53
"""Integers up to this size are float64 exactly."""
_FLOATS = ("F16", "BF16", "F32", "F64")


@dataclass(frozen=True)
class GoldenLogits:
    """The logits of one network: `mids` and `tolerances` are float64 `[positions, vocabulary]`.

    Unless it `chooses` next tokens they are the vectors of an encoder, `[positions, dim]`. Those of
    the integer program are integers in units of `2**-unit`, which is None for others.
    """

    tokens: tuple[int, ...]
    mids: NDArray[np.float64]
    tolerances: NDArray[np.float64]
    chooses: bool = True
    unit: int | None = None


def read_golden(path: Path, network: str) -> GoldenLogits:
    """The golden logits of a network. Raises CheckpointError for any other file."""
    held, metadata = _held(path)
    unit = _unit(path, metadata) if network == INTEGER else None
    tolerance = tolerance_of(network)
    names = {TOKENS: "I64", network: "F64", tolerance: "F64"}
    tokens, mids, tolerances = (_read(path, held, name, names[name]) for name in names)
    if mids.ndim != 2 or mids.size == 0:
        raise _misshapen(path, network, mids.shape, "[positions, vocabulary]")
    if tokens.shape != mids.shape[:1]:
        raise _misshapen(path, TOKENS, tokens.shape, list(mids.shape[:1]))
    if tolerances.shape != mids.shape:
        raise _misshapen(path, tolerance, tolerances.shape, list(mids.shape))
    if (tolerances < 0).any():
        raise CheckpointError(f"{path}: tensor {tolerance}: holds a negative number")
    chooses = metadata.get(OUTPUT, LOGITS) == LOGITS
    return GoldenLogits(tuple(tokens.tolist()), mids, tolerances, chooses, unit)


def golden_file_sha256(path: Path) -> str:
    """The digest by which a certificate knows the logits in a file.

    Raises CheckpointError for a file without golden logits of a run or of both networks.
    """
    held, _ = _held(path)
    names = {TOKENS: "I64"}
    told = {name for name in NETWORKS if name in held} | {INTEGER} if INTEGER in held else NETWORKS
    for network in told:
        names |= {network: "F64", tolerance_of(network): "F64"}
    return golden_sha256({name: _read(path, held, name, names[name]) for name in names})


def read_logits(path: Path, shape: tuple[int, ...], unit: int | None = None) -> NDArray[Any]:
    """Logits of the given shape in a float dtype of up to 64 bits, all finite.

    A safetensors file holds them as its only tensor, or as the one of the name `logits`. With a
    `unit` they may be an npy file of integers in units of `2**-unit`.

    Raises CheckpointError for anything else.
    """
    values = _read_npy(path, unit) if path.suffix == ".npy" else _read_safetensors(path)
    if values.shape != shape:
        raise CheckpointError(
            f"{path}: shape {list(values.shape)}, must be {list(shape)}: [positions, vocabulary] "
            "as in the golden logits"
        )
    return values


def _held(path: Path) -> tuple[dict[str, TensorInfo], dict[str, str]]:
    """The tensors of a file of golden logits, by name, and its metadata."""
    infos, metadata = read_header_and_metadata(path)
    if (metadata.get("kind"), metadata.get("schema")) != (KIND, SCHEMA):
        raise CheckpointError(
            f"{path}: is not a file of `quantcert prompt --golden`, schema {SCHEMA}"
        )
    return {info.name: info for info in infos}, metadata


def _unit(path: Path, metadata: dict[str, str]) -> int:
    """The unit of the integer program's logits."""
    found = metadata.get(UNIT, "")
    if found not in _UNITS:
        raise CheckpointError(f"{path}: {UNIT} is {found[:20]!r}, must be 0 to {len(_UNITS) - 1}")
    return int(found)


def _read(path: Path, held: dict[str, TensorInfo], name: str, dtype: str) -> NDArray[Any]:
    if name not in held:
        raise CheckpointError(f"{path}: has no tensor {name}")
    if held[name].dtype != dtype:
        raise CheckpointError(f"{path}: tensor {name}: dtype {held[name].dtype}, must be {dtype}")
    return read_tensor(held[name])


def _misshapen(path: Path, name: str, found: tuple[int, ...], wanted: object) -> CheckpointError:
    return CheckpointError(f"{path}: tensor {name}: shape {list(found)}, must be {wanted}")


def _read_safetensors(path: Path) -> NDArray[Any]:
    infos = read_header(path)
    named = [info for info in infos if len(infos) == 1 or info.name == LOGITS]
    if not named:
        raise CheckpointError(
            f"{path}: holds {len(infos)} tensors, must hold one alone or one named {LOGITS}"
        )
    info = named[0]
    if info.dtype not in _FLOATS:
        allowed = ", ".join(_FLOATS)
        raise CheckpointError(
            f"{path}: tensor {info.name}: dtype {info.dtype}, must be one of {allowed}"
        )
    return read_tensor(info)


def _read_npy(path: Path, unit: int | None) -> NDArray[Any]:
    values = map_npy(path)
    if unit is not None and values.dtype.kind == "i":
        return _scaled(path, np.array(values, np.int64), unit)
    if values.dtype.kind != "f" or values.dtype.itemsize > 8:
        raise CheckpointError(f"{path}: dtype {values.dtype}, must be float16, float32 or float64")
    bad = np.argwhere(~np.isfinite(values))
    if bad.size:
        raise CheckpointError(f"{path}: entry {bad[0].tolist()} is not finite")
    return np.array(values, dtype=values.dtype.newbyteorder("="))


def _scaled(path: Path, values: NDArray[np.int64], unit: int) -> NDArray[np.float64]:
    """Integers in units of `2**-unit`, exactly."""
    large = np.argwhere((values > _EXACT) | (values < -_EXACT))
    if large.size:
        raise CheckpointError(f"{path}: entry {large[0].tolist()} has more than 53 bits")
    return np.ldexp(values.astype(np.float64), -unit)
