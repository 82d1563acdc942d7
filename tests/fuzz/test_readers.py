"""Whatever is in a file, it is read or refused with an error of the package, in short time."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantcert.errors import QuantCertError
from tests.support.sound_documents import sound_documents
from tests.support.sound_files import Sound, sound_files
from tests.support.spoiling import spoil

SOUND = (*sound_files(), *sound_documents())
RANDOMS = st.randoms(use_true_random=False)


@pytest.mark.parametrize("sound", SOUND, ids=lambda sound: sound.name)
def test_what_is_sound_is_read(sound: Sound, tmp_path) -> None:
    sound.read(sound.write(tmp_path / "sound"))


@pytest.mark.parametrize("sound", SOUND, ids=lambda sound: sound.name)
def test_what_is_spoiled_is_read_or_refused(sound: Sound, tmp_path_factory) -> None:
    folder = sound.write(tmp_path_factory.mktemp("spoiled"))

    @settings(max_examples=20, database=None, derandomize=True)
    @given(st.sampled_from(sorted(sound.files)), RANDOMS)
    def check(name: str, random: Random) -> None:
        (folder / name).write_bytes(spoil(name, sound.files[name], random))
        try:
            sound.read(folder)
        except QuantCertError:
            pass
        finally:
            (folder / name).write_bytes(sound.files[name])

    check()
