"""Proved logits of the integer program as golden ones: exact, and around them real networks."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from quantcert.errors import CheckpointError, OutputError
from quantcert.exact.dyadic import Dyadic
from quantcert.run.engine.golden import KIND, SCHEMA, golden_sha256
from quantcert.run.engine.golden import UNIT as UNIT_KEY
from quantcert.run.engine.reading import golden_file_sha256, read_golden, read_logits
from quantcert.run.integer.golden import run_arrays, write_run_golden
from quantcert.run.integer.prove import ProvedRun
from quantcert.run.prompt.golden import write_arrays
from tests.run.integer.test_beside import BESIDE

UNIT = 20
LOGITS = ((5 << UNIT, -1, 2**62 + 1), (3, 2, 1), (0, 0, 7))
RUN = ProvedRun((3, 5, 7), UNIT, LOGITS, (2, 0, 2), "Proofs.Run", ())
COMPARED = replace(RUN, beside=(BESIDE, replace(BESIDE, network="quantized")))


def test_what_float64_does_not_hold_is_the_tolerance():
    arrays = run_arrays(RUN)
    assert set(arrays) == {"tokens", "integer", "integer.tolerance"}
    assert arrays["tokens"].tolist() == [3, 5, 7]
    found = [[Fraction(v) for v in row] for row in arrays["integer"].tolist()]
    exact = [[Fraction(v, 1 << UNIT) for v in row] for row in LOGITS]
    assert arrays["integer.tolerance"].tolist() == [[0, 0, 2.0**-UNIT], [0] * 3, [0] * 3]
    assert found[1:] == exact[1:]
    assert found[0][2] == 2 ** (62 - UNIT)


def test_real_networks_are_within_what_is_proved_of_each_position():
    arrays = run_arrays(COMPARED)
    assert (arrays["original"] == arrays["integer"]).all()
    tolerances = arrays["quantized.tolerance"].tolist()
    assert tolerances[1:] == [[0.75] * 3, [0.5] * 3]
    assert tolerances[0] == [0.25, 0.25, 0.25 + 2.0**-UNIT]
    finer = replace(BESIDE, stated=replace(BESIDE.stated, differences=(Dyadic(3, 50),) * 3))
    arrays = run_arrays(replace(RUN, beside=(finer,)))
    assert (arrays["original"] == arrays["integer"]).all()
    assert arrays["original.tolerance"][1].tolist() == [3 * 2.0**-50] * 3


@pytest.mark.parametrize("run", [RUN, COMPARED])
def test_they_are_read_as_golden_ones(tmp_path, library, run):
    file = tmp_path / "run.safetensors"
    write_run_golden(file, run, {"config.json": "0" * 64}, ["tested Python"], library)
    golden = read_golden(file, "integer")
    assert (golden.tokens, golden.chooses) == (RUN.tokens, True)
    assert (golden.mids == run_arrays(run)["integer"]).all()
    assert golden_file_sha256(file) == golden_sha256(run_arrays(run))
    changed = replace(run, logits=(*LOGITS[:2], (0, 1, 7)))
    assert golden_sha256(run_arrays(changed)) != golden_file_sha256(file)
    if run is RUN:
        with pytest.raises(CheckpointError, match="has no tensor original"):
            read_golden(file, "original")


def test_integers_of_an_engine_are_taken_in_the_unit_of_the_program(tmp_path, library):
    file, found = tmp_path / "run.safetensors", tmp_path / "logits.npy"
    small = replace(RUN, logits=((5 << UNIT, -1, 1 << 53), *LOGITS[1:]))
    write_run_golden(file, small, {}, [], library)
    unit = read_golden(file, "integer").unit
    np.save(found, np.array(small.logits))
    assert (read_logits(found, (3, 3), unit) == run_arrays(small)["integer"]).all()
    with pytest.raises(CheckpointError, match="must be float16, float32 or float64"):
        read_logits(found, (3, 3))
    np.save(found, np.array(LOGITS))
    with pytest.raises(CheckpointError, match=r"entry \[0, 2\] has more than 53 bits"):
        read_logits(found, (3, 3), unit)
    assert unit == UNIT


@pytest.mark.parametrize("unit", ["", "64", "-1", "20x", "9" * 5000])
def test_another_unit_is_refused(tmp_path, library, unit):
    file = tmp_path / "run.safetensors"
    arrays = run_arrays(RUN)
    write_arrays(file, arrays, {"kind": KIND, "schema": SCHEMA, UNIT_KEY: unit})
    with pytest.raises(CheckpointError, match=r"integer_unit is .* must be 0 to 63"):
        read_golden(file, "integer")


def test_what_is_not_proved_is_not_written(tmp_path, library):
    refused = replace(RUN, obstacle="the enclosures are too wide")
    with pytest.raises(OutputError, match="not written: the enclosures are too wide"):
        write_run_golden(tmp_path / "a", refused, {}, [], library)
    assert not (tmp_path / "a").exists()
