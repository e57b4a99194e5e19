"""A compact mapping does what a dictionary does."""

from hypothesis import given
from hypothesis import strategies as st

from linli.kit import words as words_module
from linli.kit.words import Marks, Words

number = st.integers(0, 2**64 - 1)
few = st.integers(0, 40) | number


@given(batches=st.lists(st.dictionaries(few, number, max_size=30), max_size=12), asked=st.sets(few))
def test_words_are_those_of_a_dictionary(batches, asked):
    words, plain = Words(), {}
    for batch in batches:
        words.update(batch)
        plain.update(batch)

    wanted = asked | set(plain)
    assert words.found(wanted) == {key: plain[key] for key in wanted if key in plain}


def test_words_told_again_are_the_last_ones_however_long_the_runs(monkeypatch):
    monkeypatch.setattr(words_module, "_LONGEST_MERGED", 8)
    words = Words()
    for told in range(12):
        words.update(dict.fromkeys(range(told, 10 + told), told))

    found = words.found(range(21))

    assert found == {key: min(key, 11) for key in range(21)}


@given(numbers=st.lists(st.integers(0, 2**40) | st.integers(0, 9_000)))
def test_marks_are_those_of_a_set(numbers):
    marks, plain = Marks(), set()

    for number in numbers:
        assert marks.add(number) == (number not in plain)
        plain.add(number)
