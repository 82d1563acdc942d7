from quantcert.engine import prepared, prepared_program
from tests.support.networks import small_network


def test_a_program_is_made_once_for_a_checkpoint_and_precision(tmp_path, monkeypatch):
    network = small_network(tmp_path, "llama")
    first = prepared_program(network.checkpoint, 16, tmp_path / "cache")
    other = prepared_program(network.checkpoint, 8, tmp_path / "cache")
    assert first.read_bytes() != other.read_bytes()
    monkeypatch.setattr(prepared, "build_program", None)
    assert prepared_program(network.checkpoint, 16, tmp_path / "cache") == first
    assert set((tmp_path / "cache" / "programs").iterdir()) == {first, other}


def test_another_version_makes_its_own_program(tmp_path, monkeypatch):
    network = small_network(tmp_path, "llama")
    first = prepared_program(network.checkpoint, 16, tmp_path / "cache")
    monkeypatch.setattr(prepared, "__version__", "another")
    assert prepared_program(network.checkpoint, 16, tmp_path / "cache") != first
