"""Matrices that are quantized already, in a folder of files."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import OutputError
from quantcert.exact.groups import expand_groups
from quantcert.formats import QuantizedMatrix
from quantcert.forward.functions import Array
from quantcert.quantizer.plan import MatrixPlan

_DECODING = ("codes", "scales", "zero_points")
"""What a matrix is decoded from."""


class Kept:
    """What came out of matrices, by their names."""

    def __init__(self, folder: Path, run: str) -> None:
        """Files are written into this folder, and those that are there are believed.

        Args:
            folder: is made if there is none.
            run: what is quantized how; other runs do not use the folder.

        Raises:
            OutputError: if the folder is another run's.
        """
        self._folder, stamp = folder, folder / "run.txt"
        folder.mkdir(exist_ok=True)
        if not stamp.exists():
            if any(folder.iterdir()):
                raise OutputError(f"{folder}: is not empty; give a new folder")
            stamp.write_text(run, encoding="utf-8")
        elif stamp.read_text(encoding="utf-8") != run:
            raise OutputError(f"{folder}: holds matrices of another run")

    def __contains__(self, name: object) -> bool:
        """Whether a matrix of this name is there."""
        return self._file(str(name)).exists()

    def arrays(self, plan: MatrixPlan) -> list[NDArray[Any]]:
        """The stored arrays of a matrix, in the order of its plan."""
        with np.load(self._file(plan.name)) as found:
            return [found[f"stored{place}"] for place in range(len(plan.planned))]

    def decoded(self, plan: MatrixPlan) -> Array:
        """A matrix `[rows, columns]` as its codes and scales say."""
        with np.load(self._file(plan.name)) as found:
            codes, scales, zeros = (found[name] for name in _DECODING)
        form = codes.shape[1], plan.group_size, plan.target.codec.table_cycle
        steps = codes.astype(np.float64) - expand_groups(zeros, *form)
        result: Array = expand_groups(scales, *form) * steps
        return result

    def keep(self, plan: MatrixPlan, matrix: QuantizedMatrix) -> None:
        """Keep a matrix; it is there once all of it is."""
        file = self._file(plan.name)
        arrays = {f"stored{n}": array for n, array in enumerate(matrix.stored.values())}
        arrays |= {name: getattr(matrix, name) for name in _DECODING}
        part = file.with_suffix(".part")
        with zipfile.ZipFile(part, "w") as archive:
            for name, array in arrays.items():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                    np.lib.format.write_array(member, array, allow_pickle=False)
        part.replace(file)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name.replace('/', '_')}.npz"
