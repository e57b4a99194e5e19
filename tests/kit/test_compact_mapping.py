"""A compact mapping does what a dictionary does."""

from hypothesis import given
from hypothesis import strategies as st

from linli.kit.words import Words

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
