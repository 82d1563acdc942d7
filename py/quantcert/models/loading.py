"""The dtype in which a checkpoint is loaded, for networks with a number that is rounded to it.

Source: `from_pretrained` of `transformers` 5, whose default is the dtype that config.json names,
else that of the first tensor of floating-point numbers.
"""

from __future__ import annotations

from quantcert.containers import Checkpoint, StatedSettings
from quantcert.models.config import DTYPE_KEYS, Values, stated_dtype
from quantcert.models.families import FAMILIES

_WORDS = {"F32": "float32", "F16": "float16", "BF16": "bfloat16", "F64": "float64"}


def as_loaded(base: Checkpoint) -> Values:
    """The object of config.json of an original, with the dtype if its family reads it."""
    words = (_WORDS.get(base.info(name).dtype) for name in base.names())
    return with_dtype(base.config, next((word for word in words if word), None))


def reads_dtype(config: Values) -> bool:
    """Whether outputs of the network depend on the dtype in which it is loaded."""
    kind = config.get("model_type")
    family = FAMILIES.get(kind) if isinstance(kind, str) else None
    return family is not None and family.setting_of(DTYPE_KEYS[0]) is not None


def with_dtype(config: Values, dtype: object) -> Values:
    """The object with a dtype, if its family reads that and the object names none."""
    if not reads_dtype(config) or dtype is None or stated_dtype(config) is not None:
        return config
    made = {**config, DTYPE_KEYS[0]: dtype}
    return StatedSettings(made) if isinstance(config, StatedSettings) else made
