"""A run that is not to reuse anything looks for nothing in the user's cache."""

from pathlib import Path

import pytest

from quantcert.errors import LeanError
from quantcert.lean._cache import cache_root
from quantcert.run import open as opening
from quantcert.run.options import VerifyOptions
from quantcert.run.verify import verify_checkpoint
from tests.support.small_models import SmallModel


@pytest.mark.parametrize("reuse", [True, False])
def test_the_library_and_the_toolchain_are_looked_for_in_an_empty_folder(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reuse: bool
) -> None:
    seen: list[Path | None] = []

    def find(choice: str, digest: str | None, cache: Path | None) -> None:
        seen.append(cache)

    def build(*_: object, cache: Path | None) -> None:
        seen.append(cache)
        assert cache is None or (cache != cache_root() and list(cache.iterdir()) == [])
        raise LeanError("far enough")

    monkeypatch.setattr(opening, "find_toolchain", find)
    monkeypatch.setattr(opening, "build_library", build)
    options = VerifyOptions(model.quantized, model.original, None, tmp_path / "out", reuse=reuse)
    with pytest.raises(LeanError, match="far enough"):
        verify_checkpoint(options)
    assert [cache is None for cache in seen] == [reuse, reuse]
    assert all(cache is None or not cache.exists() for cache in seen)
