"""The dtype in which a model is loaded, where a number of its network is rounded to it."""

from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.models.loading import as_loaded, with_dtype
from tests.support.checkpoints import write_checkpoint

GEMMA = {"model_type": "gemma2"}


@pytest.mark.parametrize(
    ("dtype", "word"),
    [
        (np.float32, "float32"),
        (np.float16, "float16"),
        (ml_dtypes.bfloat16, "bfloat16"),
        (np.float64, "float64"),
    ],
)
def test_it_is_that_of_the_first_floating_tensor(tmp_path: Path, dtype: type, word: str) -> None:
    tensors = {"a": np.arange(3), "b": np.ones(3, dtype), "c": np.ones(3, np.float32)}
    folder = write_checkpoint(tmp_path, tensors)
    (folder / "config.json").write_text('{"model_type": "gemma2"}')
    names = [name for name in open_checkpoint(folder).names() if name != "a"]
    assert as_loaded(open_checkpoint(folder)) == GEMMA | {
        "dtype": word if names[0] == "b" else "float32"
    }


@pytest.mark.parametrize("key", ["dtype", "torch_dtype"])
def test_what_config_json_says_goes_before(key: str) -> None:
    assert with_dtype(GEMMA | {key: "float16"}, "bfloat16") == GEMMA | {key: "float16"}
    assert with_dtype(GEMMA | {key: None}, "bfloat16") == GEMMA | {key: None, "dtype": "bfloat16"}
    assert with_dtype(GEMMA, None) == GEMMA


@pytest.mark.parametrize("kind", ["llama", "other", None])
def test_other_families_do_not_read_it(kind: str | None) -> None:
    assert with_dtype({"model_type": kind}, "bfloat16") == {"model_type": kind}
