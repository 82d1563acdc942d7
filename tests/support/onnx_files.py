"""ONNX files made byte by byte, sound and malformed ones."""

import numpy as np

KINDS = {np.dtype(np.float32): 1, np.dtype(np.uint8): 2, np.dtype(np.int8): 3}


def field(number, content):
    """A field with a length; contents here are short."""
    if isinstance(content, int):
        return bytes([number << 3]) + varint(content)
    return bytes([number << 3 | 2]) + varint(len(content)) + content


def varint(value):
    made = []
    while value >= 0x80:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*made, value])


def tensor(name=b"w", dims=(2, 2), kind=1, raw=None, **others):
    parts = [*(field(1, extent) for extent in dims), field(2, kind), field(8, name)]
    if raw is not None:
        parts.append(field(9, raw))
    return b"".join(parts) + others.get("more", b"")


def model(*tensors, nodes=()):
    parts = [*(field(1, made) for made in nodes), *(field(5, made) for made in tensors)]
    return field(7, b"".join(parts))


def array(name, values):
    """A tensor with the elements of an array."""
    return tensor(name.encode(), values.shape, KINDS[values.dtype], values.tobytes())


def node(kind, inputs, outputs, name="", **integers):
    """An operation with attributes that are integers."""
    parts = [*(field(1, i.encode()) for i in inputs), *(field(2, o.encode()) for o in outputs)]
    parts += [field(3, name.encode()), field(4, kind.encode())]
    for key, value in integers.items():
        parts.append(field(5, field(1, key.encode()) + field(3, value)))
    return b"".join(parts)
