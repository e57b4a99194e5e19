"""Exact comparison; heads and areas never mix."""

import pytest

from linli.core.arithmetic import AreaCm, AreaMalformed, Heads, at_least, more_than_half


def test_exactly_two_thirds_is_enough_and_exactly_half_is_not():
    assert at_least(AreaCm(2000000), AreaCm(3000000), 2, 3)
    assert not at_least(AreaCm(1999999), AreaCm(3000000), 2, 3)
    assert not more_than_half(Heads(100), Heads(200))
    assert more_than_half(Heads(101), Heads(200))


def test_heads_and_areas_refuse_each_other():
    with pytest.raises(TypeError):
        at_least(Heads(1), AreaCm(1), 2, 3)
    with pytest.raises(TypeError):
        Heads(1) + AreaCm(1)
    with pytest.raises(TypeError):
        assert Heads(1) < AreaCm(2)


@pytest.mark.parametrize("text", ["", "-1", "1.001", "NaN", "Infinity", "一百", "1e999999999"])
def test_malformed_area_is_refused(text):
    with pytest.raises(AreaMalformed):
        AreaCm.from_text(text)


def test_area_is_exact():
    assert AreaCm.from_text(" 89.57 ") == AreaCm(8957)
    assert str(AreaCm(8905)) == "89.05"
