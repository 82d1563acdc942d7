"""The templates of kernels, `specs/kernels/TARGET/FILE.j2`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from quantcert import __version__
from quantcert._resources import specs_dir
from quantcert.kernels.layer import KernelLayer
from quantcert.outputs import write_text


def write_templates(folder: Path, target: str, layer: KernelLayer, **facts: object) -> None:
    """Fill in every template of a target and write it to `folder`.

    Raises OutputError if a file cannot be written.
    """
    names = sorted(path.name for path in (specs_dir() / "kernels" / target).glob("*.j2"))
    for name in names:
        text = (
            _environment()
            .get_template(f"{target}/{name}")
            .render(layer=layer, banner=_banner(layer), **facts)
        )
        write_text(folder / name.removesuffix(".j2"), text)


def _banner(layer: KernelLayer) -> str:
    """One line that says what a file is; names of tensors are quoted, they may be anything."""
    name = "".join(c if c.isalnum() or c in "._-/[]" else "?" for c in layer.name)
    shape = f"{layer.rows} x {layer.columns}"
    bits = f"{layer.activation_bits}-bit activations"
    return f"{name}: {shape}, {layer.format}, {bits}. Written by quantcert {__version__}."


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(specs_dir() / "kernels"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
