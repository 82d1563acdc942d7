"""Results of a stream come in the order of its modules; no Lean."""

from dataclasses import dataclass, field

from quantcert.lean import Limits
from quantcert.run import module_stream
from quantcert.run.module_stream import check_stream


@dataclass
class Named:
    name: str


@dataclass
class Stream:
    names: list[str]
    jobs: list[Named] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.names)

    def stream(self):
        for name in self.names:
            self.jobs.append(Named(name))
            yield self.jobs[-1]


def backwards(library, jobs, processes, limits, store):
    """The last module is done first."""
    assert (library, processes, store) == ("library", 2, None)
    return [Named(job.name) for job in reversed(list(jobs))]


def test_results_are_in_the_order_of_the_modules(monkeypatch):
    monkeypatch.setattr(module_stream, "check_modules", backwards)
    told: list[tuple[str, int, int]] = []
    stream = Stream(["c", "a", "b"])
    results = check_stream(stream, "library", 2, Limits(), None, lambda *said: told.append(said))
    assert [result.name for result in results] == ["c", "a", "b"]
    assert told == [("modules", done, 3) for done in range(4)]
