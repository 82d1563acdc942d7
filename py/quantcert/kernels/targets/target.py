"""What is known of a target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from quantcert.kernels.golden import GoldenVectors
from quantcert.kernels.layer import KernelLayer
from quantcert.kernels.templates import write_templates


def no_facts(layer: KernelLayer, folder: Path) -> Mapping[str, object]:
    """Templates that ask for the layer alone."""
    return {}


@dataclass(frozen=True)
class Target:
    """A language or format that a layer can be written in.

    Attributes:
        name: its name, and that of the folder of its templates.
        summary: one clause for the help text.
        checks: commands, run in the folder of a kernel, and what each shows.
        prepare: what the templates ask for beside the layer and the number of golden vectors; may
            refuse the layer, and write files that no template makes to the folder.
    """

    name: str
    summary: str
    checks: tuple[tuple[str, str], ...]
    prepare: Callable[[KernelLayer, Path], Mapping[str, object]] = no_facts

    def write(self, folder: Path, layer: KernelLayer, golden: GoldenVectors) -> None:
        """Write the kernel and its check program to a folder that holds the arrays.

        Raises:
            QuantizeError: if the layer cannot be a kernel of this target.
            OutputError: if a file cannot be written.
        """
        facts = self.prepare(layer, folder)
        write_templates(folder, self.name, layer, vectors=len(golden.inputs), **facts)
