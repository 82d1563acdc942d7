"""What the parts of a run about a prompt cost, as measured: plans add it up.

Times are processor seconds of the machine that the page of figures is of; they may be off by a
factor of two or three elsewhere.
"""

from dataclasses import dataclass

_MIB = 1 << 20


@dataclass(frozen=True)
class Costs:
    """Seconds, and bytes, of what the kernel and Python do.

    `module` is once for each module: one for each block of each network, one for each network and
    one for the comparison. `step` is for an operation at a position, `product` for a weight and a
    token, `entry` for a number that an operation other than a product yields, `power` for an
    exponential, `score` for that of a head and a pair of positions, `series` for a GELU by the
    error function, `compared` for a number of the output at a position, `weight` for reading and
    writing a weight; the seconds are of few bits, but for those of steps and weights twice as many
    with `doubled_at` bits. A process of the kernel holds `resident`, `kernel_byte` for each byte
    that the weights of the largest block take on disk, `kernel_power` for each exponential or score
    of it and `kernel_series` for each GELU of a part and bit; Python `python_weight` for each
    weight of a small network, `python_streamed` for each one of the largest block of another; on
    disk a weight takes `disk_weight`, and `disk_bit` for each bit.
    """

    module: float = 0.2
    step: float = 0.01
    product: float = 5e-8
    entry: float = 3e-5
    power: float = 6e-5
    score: float = 1.6e-3
    series: float = 5.4e-4
    compared: float = 3e-4
    weight: float = 7e-7
    doubled_at: int = 300
    resident: int = 140 * _MIB
    kernel_byte: float = 1.3
    kernel_power: int = 40_000
    kernel_series: int = 5_000
    python_weight: int = 160
    python_streamed: int = 20
    disk_weight: float = 15
    disk_bit: float = 0.15


MEASURED = Costs()
