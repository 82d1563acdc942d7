"""Malformed npy files."""

_HEADER = b"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3"


def unclosed_npy() -> bytes:
    """A file whose header, the text of a dictionary, does not end."""
    return b"\x93NUMPY\x01\x00" + len(_HEADER).to_bytes(2, "little") + _HEADER
