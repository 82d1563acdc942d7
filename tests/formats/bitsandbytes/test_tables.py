import numpy as np
import pytest
from safetensors.numpy import load_file

from quantcert.formats.bitsandbytes.tables import TABLES
from tests.support.foreign import golden


@pytest.mark.parametrize("kind", ["nf4", "fp4"])
def test_the_tables_are_those_that_the_library_stores(kind):
    stored = load_file(golden("bitsandbytes", kind) / "model.safetensors")["a.weight.quant_map"]
    assert stored.astype(np.float64).tolist() == TABLES[kind].values.tolist()
