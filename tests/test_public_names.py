"""What `import quantcert` offers: sorted, complete, loaded when it is used."""

import subprocess
import sys

import pytest

import quantcert
from quantcert import errors

LOADED = "import sys, quantcert; {}; print(*(m for m in sys.modules if m.startswith('quantcert.')))"


def loaded_after(statement: str) -> set[str]:
    """Modules of the package that are loaded after a statement in a fresh Python."""
    command = [sys.executable, "-c", LOADED.format(statement)]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def test_names_are_sorted_and_offered_once() -> None:
    assert quantcert.__all__ == sorted(set(quantcert.__all__))
    assert dir(quantcert) == quantcert.__all__


@pytest.mark.parametrize("name", quantcert.__all__)
def test_each_name_is_there(name: str) -> None:
    found = getattr(quantcert, name)
    assert getattr(found, "__name__", name) == name
    assert found.__doc__


def test_every_error_is_offered() -> None:
    tree = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.QuantCertError)
    }
    assert tree <= set(quantcert.__all__)


def test_other_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="module 'quantcert' has no attribute 'prove'"):
        quantcert.prove  # noqa: B018


def test_nothing_is_loaded_before_it_is_used() -> None:
    assert loaded_after("pass") == set()
    assert loaded_after("quantcert.CheckpointError") == {"quantcert.errors"}
    assert "quantcert.run.verify" in loaded_after("quantcert.verify")


@pytest.mark.parametrize("name", ["quantize", "verify"])
def test_a_function_is_no_package(name: str) -> None:
    """Whatever was imported before."""
    statement = f"import quantcert.quantizer, quantcert.run.verify; quantcert.{name}.__call__"
    assert "quantcert.api" in loaded_after(statement)
