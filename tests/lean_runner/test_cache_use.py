import os
from pathlib import Path

from quantcert.lean.cache_use import CacheUse, cache_use, prune_cache


def fill(root: Path) -> None:
    for name, size in (
        ("library-1/abc/QuantCert.olean", 100),
        ("library-1/abc/manifest.json", 10),
        ("patterns-1/ab/abc.pattern", 9),
        ("results-3/ab/abc.json", 7),
        ("results-3/ab/abc.olean", 5),
        ("toolchain-embedded.json", 3),
        ("foreign/file", 1000),
    ):
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes(size))
    (root / "modules").mkdir()
    os.link(root / "library-1/abc/QuantCert.olean", root / "modules" / "key.olean")


def test_the_parts_of_the_cache_are_counted_and_links_once(tmp_path: Path) -> None:
    fill(tmp_path)
    assert cache_use(tmp_path) == [
        CacheUse("compiled libraries", 2, 110),
        CacheUse("patterns of generated texts", 1, 9),
        CacheUse("results of checks", 2, 12),
        CacheUse("what is known of toolchains", 1, 3),
    ]


def test_an_empty_cache_has_no_parts(tmp_path: Path) -> None:
    assert cache_use(tmp_path / "none") == []
    assert prune_cache(0, tmp_path / "none") == 0


def test_what_is_old_is_deleted_and_nothing_of_others(tmp_path: Path) -> None:
    fill(tmp_path)
    old = tmp_path / "results-3" / "ab" / "abc.olean"
    os.utime(old, (0, 0))
    assert prune_cache(1, tmp_path) == 5
    assert not old.exists()
    assert prune_cache(-1, tmp_path) == 129
    assert cache_use(tmp_path) == []
    assert (tmp_path / "foreign" / "file").exists()
