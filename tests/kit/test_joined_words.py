"""Words side by side: the signs between them are those of the reader's language."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from linli.kit.joining import labelled, listed
from linli.kit.tags import device


@pytest.mark.parametrize(("language", "told"), [("zh-hans", "甲：乙、丙"), ("en", "甲: 乙, 丙")])
def test_labels_and_lists_are_written_as_the_language_does(language, told):
    with override(language):
        assert labelled("甲", listed(["乙", "丙"])) == told
        assert Template("甲{% colon %}乙").render(Context()) == told[: told.index("乙") + 1]


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130 Safari/537.36 Edg/130",
         "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/86 MicroMessenger/8", "WeChat · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Safari/604", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130) Firefox/130", "Firefox · Linux"),
        ("curl/8", "unknown device"),
    ],
)  # fmt: skip
def test_a_browser_is_named_as_people_call_it(agent, told):
    with override("en"):
        assert device(agent) == told
