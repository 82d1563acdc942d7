"""The benchmarks measure what they say, on small inputs."""

import contextlib
import os
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench import kernel, mixture
from bench import weights as weights_bench
from bench.kernel import chunk_rate, plain_rate
from bench.measure import Run, median_run, run, show, warm_cache
from bench.synthetic import weight_count, write_llama, write_matrices, write_synthetic
from quantcert.containers import open_checkpoint
from quantcert.errors import LeanError
from quantcert.formats import open_quantized
from quantcert.lean import Library
from quantcert.models.architecture import Unsupported, checkpoint_architecture
from tests.support.small_models import SmallModel

MIB = 1 << 20


def test_run_measures_time_processor_time_and_memory() -> None:
    code = f"import time; kept = bytearray(200 * {MIB}); time.sleep(0.3)"
    measured = run([sys.executable, "-c", code])
    assert measured.seconds >= 0.3
    assert 0 < measured.cpu_seconds < measured.seconds + 1
    # Linux counts what the parent held when it forked, and a test process may be large by then.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert 200 < measured.peak_mib < max(400, own + 50)


def test_run_counts_children() -> None:
    child = f"[b'x' * (200 * {MIB}), sum(range(10**7))]"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    measured = run([sys.executable, "-c", code])
    assert measured.peak_mib > 200
    assert measured.cpu_seconds > 0.05


@pytest.mark.parametrize("code", [1, 2])
def test_rejected_or_failed_run_is_no_measurement(code: int) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run([sys.executable, "-c", f"raise SystemExit({code})"])


def test_median_of_runs() -> None:
    runs = iter([Run(1.0, 5.0, 30.0), Run(3.0, 4.0, 10.0), Run(2.0, 9.0, 20.0)])
    assert median_run(lambda: next(runs), 3) == Run(2.0, 5.0, 30.0)


def test_synthetic_checkpoint(tmp_path: Path) -> None:
    """Two matrices, of which the second is the smaller one; random and reproducible."""
    folder = write_synthetic(tmp_path / "a", 5_000_000)
    checkpoint = open_checkpoint(folder)
    shapes = [checkpoint.info(name).shape for name in checkpoint.names()]
    assert shapes == [(4000, 1000), (1000, 1000)]
    assert weight_count(5_000_000) == 5_000_000
    values = checkpoint.read("layers.1.weight")
    assert values.dtype == np.float32
    assert np.std(values) == pytest.approx(1 / 32, rel=0.01)
    again = write_synthetic(tmp_path / "b", 5_000_000)
    name = "model.safetensors"
    assert (folder / name).read_bytes() == (again / name).read_bytes()


def test_synthetic_llama_is_a_network_of_bfloat16(tmp_path: Path) -> None:
    base = open_checkpoint(write_llama(tmp_path / "llama"))
    network = checkpoint_architecture(base)
    assert not isinstance(network, Unsupported)
    assert network.output == "logits"
    assert {base.info(name).dtype for name in base.names()} == {"BF16"}


def test_size_of_a_small_synthetic_checkpoint() -> None:
    assert [weight_count(n) for n in (1, 10**5, 10**8)] == [1000, 10**5, 10**8]


def test_kernel_rates(library: Library, model: SmallModel) -> None:
    quantized, base = open_quantized(model.quantized), open_checkpoint(model.original)
    names = quantized.matrices()
    chunks = chunk_rate(library, quantized, base, 3)
    rows, columns = max((quantized.shape(name) for name in names), key=np.prod)
    assert chunks.weights == rows * columns
    assert chunks.data_bytes > 8 * chunks.weights
    plain = plain_rate(library, quantized, base, 3)
    assert plain.weights == 4 * quantized.shape(names[-1])[1]
    assert plain.total_seconds > max(0.0, plain.kernel_seconds)


@pytest.mark.parametrize(("bound", "accepted"), [(5, True), (4, False)])
def test_plain_check_is_a_check(library: Library, bound: int, accepted: bool) -> None:
    """|-7 - 2 * (3 - 4)| = 5."""
    job = kernel._plain_job([kernel._plain_list([(-7, 2, 3, 4)])], 5, [bound])
    with contextlib.nullcontext() if accepted else pytest.raises(LeanError):
        kernel._seconds(library, job, 1)


def test_extrapolation_is_along_the_slope_and_labelled() -> None:
    runs = {
        10**6: Run(2.0, 3.0, 100.0),
        10**7: Run(11.0, 12.0, 100.0),
        10**8: Run(101.0, 120.0, 100.0),
    }
    figures = weights_bench.extrapolation(runs, 8.5)
    assert figures["scale_seconds_per_million_weights"] == 1.0
    assert figures["extrapolated_70e9_hours_on_two_cores"] == pytest.approx(70e3 / 3600, abs=0.01)
    assert "extrapolated" in str(figures["extrapolated_70e9_note"])
    assert weights_bench.extrapolation({10**5: Run(1.0, 1.0, 1.0)}, 8.5) == {}


def test_scaling_run(tmp_path: Path, library: Library) -> None:
    """A synthetic model is accepted, and nothing of it stays."""
    cache, home = tmp_path / "cache", tmp_path / "home"
    linked = cache / library.path.parent.name / library.path.name
    shutil.copytree(library.path, linked, copy_function=os.link)
    home.mkdir()
    measured = weights_bench.scale(home, cache, 10**4, 1)
    assert measured.seconds > 0
    assert not any(home.iterdir())
    names = weights_bench.scale_figures({10**4: measured})
    assert list(names) == ["scale_1e4_seconds", "scale_1e4_cpu_seconds", "scale_1e4_peak_mib"]


def test_speed_of_a_run() -> None:
    figures = weights_bench.total_figures(Run(10.0, 15.0, 1.0), 20_000_000)
    assert figures["weights_per_second_per_core"] == 1_000_000


def test_output(capsys: pytest.CaptureFixture[str]) -> None:
    show({"seconds": 1.5}, as_json=True)
    assert capsys.readouterr().out == '{\n  "seconds": 1.5\n}\n'
    show({"seconds": 1.5}, as_json=False)
    assert capsys.readouterr().out.split() == ["seconds", "1.5"]


def test_a_mixture_of_small_matrices(tmp_path: Path, library: Library) -> None:
    cache = warm_cache(tmp_path / "cache")
    measured = mixture.run_of(tmp_path / "home", 2, (4, 16), 8, "pair11", cache)
    assert measured.cpu_seconds > 0
    assert mixture.per_matrix(Run(9.0, 3.0, 1.0), Run(9.0, 4.8, 1.0), 20, 200) == 0.01


def test_bfloat16_matrices(tmp_path: Path) -> None:
    """They are the high halves of the float32 ones."""
    shapes = {"a": (3, 5), "b": (2, 7)}
    wide = open_checkpoint(write_matrices(tmp_path / "wide", shapes))
    narrow = open_checkpoint(write_matrices(tmp_path / "narrow", shapes, dtype="BF16"))
    for name, shape in shapes.items():
        assert narrow.info(name).shape == shape
        assert narrow.info(name).dtype == "BF16"
        high = wide.read(name).view(np.uint32) >> 16
        stored = narrow.read(name)
        assert np.array_equal(stored.view(np.uint16).ravel(), high.astype(np.uint16).ravel())


@pytest.mark.parametrize("script", ["weights", "verify"])
def test_help(script: str) -> None:
    root = Path(weights_bench.__file__).parents[1]
    command = [sys.executable, root / "bench" / f"{script}.py", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "--json" in shown
    assert "--repeats" in shown


def test_the_page_of_figures_names_what_the_scripts_print() -> None:
    root = Path(weights_bench.__file__).parents[1]
    scripts = [root / "bench" / f"{name}.py" for name in ("verify", "weights", "mixture")]
    sources = "".join(script.read_text() for script in scripts)
    page = (root / "docs" / "figures.md").read_text()
    keys = re.findall(r"^\|[^|]*\| `(\w+)` \|", page, re.MULTILINE)
    assert len(keys) > 15
    for key in keys:
        name = re.sub("^scale_1eN", "NAME", key).replace("NAME", "{name}")
        assert f'"{name}"' in sources, key
