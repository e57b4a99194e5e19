"""Chinese texts say 您 to whoever reads them, those of the packages too."""

from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import override
from django.utils.translation.trans_real import translation

# Only on the framework's own page about tokens, which this installation never shows.
DEBUG_PAGE = 'If you are using the <meta name="referrer"'


def test_no_chinese_text_of_the_installation_says_ni():
    texts: dict[object, str] = {}
    for part in translation("zh-hans")._catalog._catalogs:
        for source, text in part.items():
            texts.setdefault(source, text)  # the first catalogue is the one that is read

    assert len(texts) > 4_000
    rude = {str(source) for source, text in texts.items() if "你" in str(text)}
    assert {source for source in rude if not source.startswith(DEBUG_PAGE)} == set()


def test_hints_on_passwords_are_polite():
    with override("zh-hans"):
        hints = [str(hint) for hint in password_validators_help_texts()]

    assert hints == [
        "您的密码至少要有 10 个字符。",
        "您的密码不能与您的其他个人信息太相似。",
        "您的密码不能是常见密码。",
    ]
