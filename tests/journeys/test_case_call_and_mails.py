"""A case with a call, a delay and a dispute in a real browser, and every letter it causes.

The clock of the pages stands where the test puts it, so that each due time and each morning's
summary is known. With LINLI_LETTERS=path all letters are written there to be read.
"""

import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.timezone import localtime
from playwright.sync_api import expect

from linli.apps.accounts.models import Account
from linli.apps.accounts.selectors import actor_of
from linli.apps.cases.models import Delay, Task
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.tasks import TaskState
from linli.apps.notices import services as notices
from linli.apps.notices import tasks
from linli.apps.notices.rules.posting import Language
from linli.apps.people.models import Person
from linli.apps.places.models import Place
from linli.kit import channels
from linli.kit.sealed_fields import opened
from linli.web import middleware
from tests.factories.cases import NOW, give_cell, resident
from tests.factories.notices import make_channel
from tests.journeys.test_case_life import PHONE, Stage, rate

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NAME = "金丝雀"
PEOPLE = ("reporter", "clerk", "dispatcher", "handler", "officer", "grid_worker")
MORNING = datetime(2026, 3, 3, 0, 5, tzinfo=UTC)  # Tuesday, 08:05 in Shanghai


class Clock(datetime):
    """The clock that the pages read."""

    at = NOW

    @classmethod
    def now(cls, tz=None):
        return cls.at


class Post(Stage):
    """A town at its browsers, its clock, and the letters that its worker sends."""

    def __init__(self, page, home, language):
        super().__init__(page, home, language)
        self.town = replace(self.town, reporter=resident(NAME))
        give_cell(self.town)
        self.letters = []
        for who in PEOPLE:
            self.sit(who)
            account = Account.objects.get(pk=self.clients[who].session["_auth_user_id"])
            make_channel(account, address=f"{who}@example.com")
            actor = actor_of(account, now=NOW)
            notices.set_language(actor=actor, language=Language(language), now=NOW)
        mail.outbox.clear()

    def at(self, hour, minute=0, day=0):
        """Set the clock to a time in Shanghai, so many days after the report."""
        Clock.at = NOW.replace(hour=hour - 8, minute=minute) + timedelta(days=day)

    def sent(self):
        """Let the worker send what is due; return whom it wrote to about what."""
        tasks.sum_up(Clock.at)
        tasks.deliver(Clock.at)
        letters, mail.outbox[:] = list(mail.outbox), []
        self.letters += letters
        return {letter.to[0].partition("@")[0]: letter for letter in letters}, len(letters)

    def told(self, *whom):
        """Let the worker send; exactly these are written to, once each, and nothing else is."""
        letters, count = self.sent()
        assert set(letters) == set(whom)
        assert count == len(whom)
        for letter in letters.values():
            self.check(letter)
        return letters

    def check(self, letter):
        """Whatever a letter says: number, language, link, and nothing sealed."""
        assert self.case.number in letter.body
        path = reverse("cases:case", args=[self.case.number])
        assert f"https://linli.example{path}" in letter.body
        opened_page = self.clients[letter.to[0].partition("@")[0]].get(path)
        assert self.case.number in opened_page.content.decode()
        # Names of places and bodies are names in every language.
        names = ["第1网格", "住建局", *Place.objects.values_list("name", flat=True)]
        said = re.sub(rf"https://\S+|{self.case.number}|{'|'.join(names)}", "", letter.body)
        other = "[a-z]" if self.language == "zh-hans" else "[一-鿿]"
        assert not re.search(other, said), said
        whole = letter.subject + letter.body + str(letter.message())
        for secret in secrets_of():
            assert secret not in whole
        assert "3号楼前路灯不亮" not in whole  # nor what was written
        assert "cases." not in whole  # no code without its words
        assert "%(" not in whole


def secrets_of():
    """Return name, phones and numbers of everybody in the register."""
    found = {NAME}
    for person in Person.objects.all():
        found |= {opened(value) for value in (person.id_number, person.phone) if value}
    return found


@pytest.fixture
def post(page, live_server, language, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(middleware, "datetime", Clock)
    channels._made.cache_clear()
    found = Post(page, live_server.url, language)
    yield found
    if os.environ.get("LINLI_LETTERS"):
        with Path(os.environ["LINLI_LETTERS"]).open("a", encoding="utf-8") as out:
            out.writelines(f"{one.to[0]}: {one.subject}\n\n{one.body}\n" for one in found.letters)
    channels._made.cache_clear()


def shown(at):
    """Return an instant as letters write it."""
    return f"{localtime(at):%Y-%m-%d %H:%M}"


def says(letter, chinese, english):
    """Return whether a letter holds the words of its language."""
    return (chinese if "选择通知的接收方式" in letter.body else english) in letter.body


def call(post):
    post.at(10, 30)
    post_page = post.sit("grid_worker", PHONE)
    post_page.goto(reverse("cases:case", args=[post.case.number]))
    form = post_page.locator("form[action$='/call/']")
    post_page.locator("details", has=form).locator("summary").click()
    form.locator(f"[name=bodies][value='{post.town.department.pk}']").check()
    form.locator("[name=text]").fill("线路漏电，请到场")
    form.locator("[name=legal_basis]").fill("职责清单第12条")
    form.locator("button.btn-primary").click()
    expect(post_page.locator(".message.success")).to_be_visible()
    return Task.objects.get(case=post.case, kind="CALL")


def answer(post, task, act, **fields):
    """The department answers on the page of the task, found from its inbox."""
    page = post.sit("officer")
    page.goto(reverse("cases:inbox"))
    page.locator(f"a[href='{reverse('cases:task', args=[task.pk])}']").first.click()
    form = page.locator(f"form[action$='/{act}/']").first
    page.locator("details", has=form).locator("summary").click()
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button.btn-primary").click()
    expect(page.locator(".message.success")).to_be_visible()
    task.refresh_from_db()


def side(post, who, ending, **fields):
    """Fill in a form beside the case."""
    page = post.sit(who)
    page.goto(reverse("cases:case", args=[post.case.number]))
    form = page.locator(f"form[action$='{ending}']").first
    page.locator("details", has=form).locator("summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "radio":
            form.locator(f"[name={name}][value='{value}']").check()
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.locator("button.btn-primary").click()
    expect(page.locator(".message.success")).to_be_visible()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_letter_of_a_case_with_a_call_a_delay_and_a_dispute(post, page, language):
    first_day(post, page)
    first_morning(post)
    checked_and_disputed(post)
    closed_and_rated(post)
    mornings_without_news(post)


def first_day(post, page):
    team = str(post.town.team.pk)
    post.at(9, 30)
    post.fill_report().locator(".report button.btn-lg").click()
    expect(page.locator(".status-line")).to_be_visible()
    assert post.case.photos.count() == 1
    post.told()  # ordinary work waits for the summary

    post.at(9, 45)
    post.act("clerk", "accept")
    post.at(10)
    post.act("dispatcher", "dispatch", body=team, legal_basis="物业服务合同第3条")
    post.told()

    task = call(post)
    letter = post.told("officer")["officer"]
    assert says(letter, "吹哨", "calls your office to come")
    assert shown(task.due_at) in letter.body
    assert says(letter, "已到场，或依据规定拒绝到场", "arrived, or refused on a legal basis")

    post.at(10, 50)
    answer(post, task, "take")
    letter = post.told("grid_worker")["grid_worker"]
    assert says(letter, "住建局已到场", "住建局 has arrived")
    assert says(letter, "处置结果应于", "The result is due by")
    assert shown(task.due_at) in letter.body
    post.at(11, 10)
    answer(post, task, "finish", text="已断电并隔离")
    assert task.state == TaskState.DONE
    letter = post.told("grid_worker")["grid_worker"]
    assert says(letter, "住建局已反馈处置结果", "住建局 has told its result")

    post.at(11, 20)
    post.act("handler", "take")
    post.at(14)
    side(
        post, "handler", "/more-time/",
        kind="EXTENSION", reason="PARTS", until="2026-03-16", text="灯具需订货",
    )  # fmt: skip
    letter = post.told("dispatcher")["dispatcher"]
    assert says(letter, "前审批", "Please decide by")
    assert shown(Delay.objects.get().decide_by) in letter.body
    post.at(15)
    side(post, "dispatcher", "/decide/", is_granted="yes", text="同意")
    post.told()

    own = post.sit("reporter", PHONE)
    own.goto(reverse("cases:case", args=[post.case.number]))
    reason = {"zh-hans": "等待材料、配件", "en": "Waiting for material or spare parts"}
    expect(own.locator("section[role=note]")).to_contain_text("2026-03-16")
    expect(own.locator("section[role=note]")).to_contain_text(reason[post.language])


def first_morning(post):
    """On the next morning one summary for the reporter and one for the post that has the case."""
    post.at(8, 5, day=1)
    letters = post.told("reporter", "handler")
    assert says(letters["reporter"], "延长至 2026-03-16", "given until 2026-03-16")
    assert "2026-03-09" not in letters["reporter"].body  # the day before more time was given
    assert not says(letters["reporter"], "派遣", "Dispatched")  # that is past
    assert shown(post.case.due_at) in letters["handler"].body
    post.at(8, 30, day=1)
    post.told()  # one a day


def checked_and_disputed(post):
    post.at(9, day=1)
    post.act("handler", "feed_back", outcome="SOLVED", text="已更换灯泡")
    post.told()
    post.at(10, day=1)
    post.act("clerk", "pass_check")
    letter = post.told("reporter")["reporter"]
    assert says(letter, "是否同意", "whether you agree")
    assert shown(post.case.due_at) in letter.body
    post.at(19, day=1)
    post.act("reporter", "dispute", PHONE, text="晚上又灭了")
    assert (post.case.state, post.case.reopened) == (CaseState.OPEN, 1)
    post.told()

    post.at(8, 5, day=2)
    letter = post.told("dispatcher")["dispatcher"]  # the post that has to act, and nobody else
    assert says(letter, "派遣给应当承办的单位", "send it to the office that should handle it")
    assert shown(post.case.due_at) in letter.body


def closed_and_rated(post):
    post.at(9, day=2)
    post.act("dispatcher", "dispatch", body=str(post.town.team.pk))
    post.at(10, day=2)
    post.act("handler", "take")
    post.at(11, day=2)
    post.act("handler", "feed_back", outcome="SOLVED", text="已更换线路")
    post.at(12, day=2)
    post.act("clerk", "pass_check")
    post.told("reporter")
    post.at(18, day=2)
    post.act("reporter", "confirm", PHONE)
    rate(post)
    assert (post.case.state, post.case.rating) == (CaseState.CLOSED, 5)
    post.told()


def mornings_without_news(post):
    """Everything is done: nobody is told of it any more."""
    for day in (3, 4):
        post.at(8, 5, day=day)
        post.told()
