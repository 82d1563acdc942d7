import numpy as np

from quantcert.integer.constants import rotation_table
from quantcert.integer.rope import rotate
from tests.support.plain_integers import shifted


def test_heads_are_rotated_as_stated():
    table = rotation_table((1.0, 0.1), 1.0, 6)
    heads = np.random.default_rng(0).integers(-(2**30), 2**30, (3, 2, 4))
    found = rotate(table, heads, 2)
    for token, head, i in np.ndindex(3, 2, 2):
        c, z = int(table.cosines[2 + token, i]), int(table.sines[2 + token, i])
        u, w = int(heads[token, head, i]), int(heads[token, head, i + 2])
        assert found[token, head, i] == shifted(u * c - w * z, 15)
        assert found[token, head, i + 2] == shifted(w * c + u * z, 15)
