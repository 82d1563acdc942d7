"""Scales of blocks and of tensors."""

import numpy as np

from quantcert.formats.modelopt.layout import multiplied_scales


def test_a_scale_is_multiplied_and_rounded_once():
    scales = np.array([[1.0, 15.0]])
    whole = np.float32(0.1)
    found = multiplied_scales(scales, whole)
    assert found.dtype == np.float32
    assert found.tolist() == [[float(whole), float(np.float32(15 * float(whole)))]]
