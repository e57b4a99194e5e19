"""The key folder: made at first start, private, noticed when it changes."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from linli.kit.identity import draw_id
from linli.kit.keys import KeyFolder, KeyRing


def test_first_start_makes_one_private_generation(tmp_path: Path) -> None:
    folder = tmp_path / "keys"

    ring = KeyFolder(folder).ring()

    assert [file.name for file in folder.iterdir()] == ["generation-0001.json"]
    assert (folder / "generation-0001.json").stat().st_mode & 0o777 == 0o600
    assert ring.current.number == 1
    assert KeyFolder(folder).ring().current == ring.current


def test_starting_together_agree_on_one_generation(tmp_path: Path) -> None:
    def start(_: int) -> bytes:
        return KeyFolder(tmp_path / "keys").ring().current.key_id

    with ThreadPoolExecutor(8) as pool:
        seen = set(pool.map(start, range(16)))

    assert len(seen) == 1


def test_exposed_key_file_is_refused(tmp_path: Path) -> None:
    KeyFolder(tmp_path).ring()
    (tmp_path / "generation-0001.json").chmod(0o644)

    with pytest.raises(ImproperlyConfigured):
        KeyFolder(tmp_path).ring()


def test_running_process_notices_a_new_generation(tmp_path: Path) -> None:
    running, administrator = KeyFolder(tmp_path), KeyFolder(tmp_path)
    first = running.ring().current

    second = administrator.add_generation("gm")

    assert running.ring().current == second
    assert running.ring().by_id(first.key_id) == first


def test_newest_generation_cannot_be_retired(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path)
    folder.add_generation("intl")

    with pytest.raises(ValueError, match="newest"):
        folder.retire_generation(2)
    folder.retire_generation(1)
    assert [one.number for one in folder.ring().generations] == [2]


def test_keys_do_not_show_in_representations(tmp_path: Path) -> None:
    generation = KeyFolder(tmp_path).ring().current

    assert repr(generation.encryption_key) not in repr(generation)
    assert repr(generation.index_key) not in repr(KeyRing([generation]).generations)


def test_drawn_numbers_are_distinct_rising_and_fit_a_bigint() -> None:
    numbers = [draw_id() for _ in range(20_000)]

    assert len(set(numbers)) == len(numbers)
    assert numbers[0] >> 32 <= numbers[-1] >> 32
    assert 0 < max(numbers) < 2**63
