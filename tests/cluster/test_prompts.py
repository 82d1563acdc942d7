"""What workers return of prompts is kept under the keys of a store, and nowhere else."""

import hashlib
from dataclasses import replace

from quantcert.cluster.messages import KeyedModule
from quantcert.cluster.prompts import keep_prompt
from quantcert.lean import Library, ModuleVerdict, ResultStore
from quantcert.lean.check.store import Kept
from tests.support.cluster_runs import module_named
from tests.support.runs import result_of

KEY = hashlib.sha256(b"a").hexdigest()


def returned(key: str, **changes: object) -> KeyedModule:
    result = replace(result_of(module_named("Proofs.A")), **changes)  # type: ignore[arg-type]
    return KeyedModule(key, Kept(result, b"olean"))


def test_an_accepted_module_is_kept_with_its_host(library: Library, tmp_path) -> None:
    store = ResultStore(library, tmp_path / "results")
    assert list(keep_prompt((returned(KEY),), store, "10.0.0.1")) == [KEY]
    found = store.at(KEY)
    assert found is not None
    assert (found.result.host, found.olean) == ("10.0.0.1", b"olean")


def test_nothing_is_replaced(library: Library, tmp_path) -> None:
    store = ResultStore(library, tmp_path / "results")
    list(keep_prompt((returned(KEY),), store, "first"))
    assert list(keep_prompt((returned(KEY),), store, "second")) == []
    found = store.at(KEY)
    assert found is not None
    assert found.result.host == "first"


def test_other_keys_and_verdicts_are_not_kept(library: Library, tmp_path) -> None:
    store = ResultStore(library, tmp_path / "results")
    refused = returned(KEY, verdict=ModuleVerdict.REJECTED)
    modules = (returned("../../x"), returned(KEY.upper()), returned(KEY + "/x"), refused)
    assert list(keep_prompt(modules, store, "h")) == []
    assert list(tmp_path.rglob("*.olean")) == []
