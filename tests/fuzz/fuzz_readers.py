"""Search for files that a reader neither reads nor refuses, led by coverage.

    pip install atheris
    python tests/fuzz/fuzz_readers.py FOLDER [-max_total_time=600 and other options of libFuzzer]

FOLDER takes the inputs that reach new code (`corpus`) and those at which a reader failed otherwise
than by an error of the package, or took long (`found`): the first of each kind; how many there
were stands in `summary.txt`. The search goes on after a find. An input is a byte (which file of
which sound set of files) and the content of that file.
"""

import re
import sys
import time
import traceback
import warnings
from pathlib import Path
from random import Random

import atheris

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "py"), str(ROOT)]

with atheris.instrument_imports(include=["quantcert"]):
    from quantcert.errors import QuantCertError
    from tests.support.sound_documents import sound_documents
    from tests.support.sound_files import sound_files
    from tests.support.spoiling import spoil

SOUND = (*sound_files(), *sound_documents())
PLACES = [(sound, name) for sound in SOUND for name in sound.spoiled]
SLOW_SECONDS = 10.0
TELL_EACH = 1000  # inputs


class Search:
    """Reads inputs, and keeps those that should not be."""

    def __init__(self, folder: Path) -> None:
        """Work in `folder`."""
        self.corpus, self.found = folder / "corpus", folder / "found"
        for path in (self.corpus, self.found):
            path.mkdir(parents=True, exist_ok=True)
        self.places = [
            (sound, name, folder / f"files{k}") for k, (sound, name) in enumerate(PLACES)
        ]
        for number, (sound, name, files) in enumerate(self.places):
            sound.write(files)
            (self.corpus / f"sound{number}").write_bytes(bytes([number]) + sound.files[name])
        self.summary = folder / "summary.txt"
        self.runs = self.read = 0
        self.kinds: dict[str, int] = {}

    def one(self, data: bytes) -> None:
        """Read one input."""
        sound, name, files = self.places[(data or b"\0")[0] % len(self.places)]
        (files / name).write_bytes(data[1:])
        self.runs += 1
        if self.runs % TELL_EACH == 0:
            self.tell()
        start = time.monotonic()
        try:
            sound.read(files)
            self.read += 1
        except QuantCertError:
            pass
        except Exception as error:
            self.keep(data, f"{sound.name} {name}", error)
        if time.monotonic() - start > SLOW_SECONDS:
            self.keep(data, f"{sound.name} {name}", TimeoutError("slow"))

    def keep(self, data: bytes, place: str, error: Exception) -> None:
        """Note a find, and keep its input if it is the first of its kind."""
        steps = traceback.extract_tb(error.__traceback__)
        inside = [step for step in steps if "/quantcert/" in step.filename]
        where = [f"{step.filename.rpartition('/quantcert/')[2]}:{step.lineno}" for step in inside]
        kind = " ".join([type(error).__name__, *where[-1:]])
        if kind not in self.kinds:
            file = self.found / re.sub(r"\W+", "-", kind)
            file.write_bytes(data)
            print(f"FOUND {kind} in {place}: {error}", file=sys.stderr)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1

    def tell(self) -> None:
        """Write what was done; libFuzzer ends the process without a farewell."""
        words = f"{self.runs:,} inputs, {self.read:,} read, {sum(self.kinds.values()):,} finds\n"
        lines = [f"{count:8,}  {kind}\n" for kind, count in sorted(self.kinds.items())]
        self.summary.write_text(words + "".join(lines))


def mutated(data: bytes, most: int, seed: int) -> bytes:
    """Mostly spoiled as the kind of file asks for, else as libFuzzer does it."""
    random = Random(seed)
    if not data or random.random() < 0.25:
        return atheris.Mutate(data, most)
    name = PLACES[data[0] % len(PLACES)][1]
    return (data[:1] + spoil(name, data[1:], random))[:most]


def main() -> None:
    """Search until libFuzzer's limits are reached."""
    warnings.simplefilter("error")
    search = Search(Path(sys.argv[1]))
    options = [
        sys.argv[0],
        str(search.corpus),
        "-max_len=200000",
        "-mutate_depth=1",
        "-rss_limit_mb=6000",
        *sys.argv[2:],
    ]
    atheris.Setup(options, search.one, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
