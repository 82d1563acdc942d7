"""Functions of single entries and their derivatives, to a few units of float32."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.forward.functions import gelu_tanh, relu, silu
from quantcert.models.net import Function

Floating = NDArray[Any]
"""float32 or float64."""

_ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
"""Coefficients of Abramowitz and Stegun 7.1.26: the error is below 1.5e-7."""


def _normal(x: Floating) -> Floating:
    """The distribution function of the standard normal distribution."""
    scaled = np.abs(x) / math.sqrt(2)
    t = 1 / (1 + 0.3275911 * scaled)
    series = np.zeros_like(t)
    for coefficient in reversed(_ERF):
        series = (series + coefficient) * t
    tail = 0.5 * series * np.exp(-scaled * scaled)
    result: Floating = np.where(x < 0, tail, 1 - tail)
    return result


def _gelu(x: Floating) -> Floating:
    result: Floating = x * _normal(x)
    return result


def _gelu_slope(x: Floating) -> Floating:
    density = np.exp(-0.5 * np.square(x)) / math.sqrt(2 * math.pi)
    result: Floating = _normal(x) + x * density
    return result


def _gelu_tanh_slope(x: Floating) -> Floating:
    short = np.clip(x, -10, 10)
    root = math.sqrt(2 / math.pi)
    tanh = np.tanh(root * (short + 0.044715 * short**3))
    inner = root * (1 + 3 * 0.044715 * np.square(short))
    result: Floating = 0.5 * (1 + tanh) + 0.5 * short * (1 - np.square(tanh)) * inner
    return result


def _silu_slope(x: Floating) -> Floating:
    share = 0.5 * (1 + np.tanh(0.5 * x))
    result: Floating = share * (1 + x * (1 - share))
    return result


def _relu_slope(x: Floating) -> Floating:
    result: Floating = (x > 0).astype(x.dtype)
    return result


FUNCTIONS: Mapping[
    Function, tuple[Callable[[Floating], Floating], Callable[[Floating], Floating]]
] = MappingProxyType(
    {
        "relu": (relu, _relu_slope),
        "gelu": (_gelu, _gelu_slope),
        "gelu_tanh": (gelu_tanh, _gelu_tanh_slope),
        "silu": (silu, _silu_slope),
    }
)
"""Each function and its derivative."""
