"""Search in Chinese and Latin text, on whichever database the tests run."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.apps.places.models import PLACE_SEARCH as INDEX
from linli.kit.search import Document, pairs, runs

pytestmark = pytest.mark.django_db
TEXTS = {
    1: "北城街道",
    2: "东城街道",
    3: "王堤口社区居民委员会",
    4: "12号楼",
    5: "122号楼",
    6: "那𡌶村委会",
    7: "中国矿业大学（北京）社区",
    8: "Garden City 花园",
    9: "𰻝𰻝面小区",  # in Unicode since 2020, later than the engines' tables
}


@pytest.fixture
def index():
    INDEX.put(Document(number, text, (f"p{number}", "all")) for number, text in TEXTS.items())
    return INDEX


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("街道", [1, 2]),
        ("城街道", [1, 2]),
        ("北城街道", [1]),
        ("道", [1, 2]),
        ("社区", [3, 7]),
        ("区社", []),
        ("北京社区", []),
        ("北京 社区", [7]),
        ("(北京)", [7]),
        ("12号", [4]),
        ("12", [4, 5]),
        ("那𡌶", [6]),
        ("𡌶", [6]),
        ("𰻝面", [9]),
        ("garden", [8]),
        ("GARD", [8]),
        ("city 花", [8]),
        ("\uff27\uff21\uff32\uff24\uff25\uff2e", [8]),
        ("街道 王堤", []),
        ("", []),
        ("！？", []),
        ("'\"*)(:-", []),
        ("街' OR 'x", []),
    ],
)
def test_query_finds_the_texts_that_contain_it(index, query, found):
    assert index.find(query, limit=10) == found


def test_search_keeps_to_its_scopes(index):
    assert index.find("街道", scopes=["p2", "p3"], limit=10) == [2]
    assert index.find("街道", scopes=["all"], limit=10) == [1, 2]
    assert index.find("街道", scopes=[], limit=10) == []


def test_scope_that_is_no_plain_token_is_refused(index):
    with pytest.raises(ValueError, match="scope"):
        index.find("街道", scopes=['x" OR "all'], limit=10)


def test_lowest_numbers_come_first(index):
    assert index.find("街道", limit=1) == [1]


def test_new_text_replaces_the_old_one(index):
    index.put([Document(1, "南城街道", ("all",))])
    index.remove([2])

    assert index.find("北城", limit=10) == []
    assert index.find("街道", limit=10) == [1]


def test_sample_with_too_few_hits_is_not_the_answer(index, monkeypatch):
    monkeypatch.setattr("linli.kit.search.MANY_HITS", 0)
    monkeypatch.setattr("linli.kit.search._SAMPLED_HITS", 0)

    assert index.find("街道", limit=10) == [1, 2]


def test_sample_of_many_hits_answers_with_as_many_as_asked(index, monkeypatch):
    monkeypatch.setattr("linli.kit.search.MANY_HITS", 0)
    index.put(Document(number, "东城街道") for number in range(10, 40))

    found = index.find("街道", limit=20)

    assert len(found) == 20
    assert found == sorted(set(found))


def test_units_are_characters_and_latin_runs():
    assert runs("A座12号楼, 3单元") == [["a", "座", "12", "号", "楼"], ["3", "单", "元"]]
    assert pairs(["12", "号", "楼"]) == ["12号", "号楼"]


LETTERS = st.text("北城街道王堤口𡌶", min_size=1, max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(LETTERS, min_size=1, max_size=6), query=LETTERS)
def test_chinese_query_finds_exactly_the_texts_that_contain_it(texts, query):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {INDEX.table}")
    INDEX.put(Document(number, text) for number, text in enumerate(texts, start=1))

    containing = [number for number, text in enumerate(texts, start=1) if query in text]

    assert INDEX.find(query, limit=10) == containing
