"""The booth in a real browser, under the strictest content policy."""

import base64
import hashlib
import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from booth_requests import BUDGET, COMMITTEE, OWNER, SAMPLE_ELECTION, election_with
from page_stand import OLDER_BROWSER, Answer, Stand, serving
from playwright.sync_api import Browser, Page

from linli.belenios.booth import page_data, short_number

pytestmark = pytest.mark.browser
PUBLIC = "de999e6540114a618179bbe0ca60675938921e408425843bc67ac1027a112364"


def accepted(body: str) -> Answer:
    tracker = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode().rstrip("=")
    return 200, {"tracker": tracker, "facts": {"收到时间": "2026-03-02 09:30"}}


def stand_for(election: str, **more: object) -> Stand:
    data = page_data(
        election=election, submit_url="/cast", language="zh-Hans", credentials=[PUBLIC]
    )
    return Stand("booth", data, answer=accepted, **more)


class Visit:
    """One visit to the booth: the page, and everything the browser complained about."""

    def __init__(self, browser: Browser, stand: Stand, *, anchor: str = "", width: int = 360):
        self.stand = stand
        self.context = browser.new_context(viewport={"width": width, "height": 740})
        self.context.add_init_script(OLDER_BROWSER)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._only_this_place)
        self.page.goto(stand.url + anchor)

    def _only_this_place(self, request: object) -> None:
        if not request.url.startswith(self.stand.url):
            self.complaints.append(f"request to {request.url}")

    def __enter__(self) -> "Visit":
        return self

    def __exit__(self, *exception: object) -> None:
        self.context.close()

    def next(self) -> None:
        self.page.click("button[type=submit]")

    def heading(self) -> str:
        return self.page.inner_text("h2")

    def error(self) -> str:
        return self.page.inner_text(".page-error:not([hidden])")

    def choose(self, *answers: str) -> None:
        for answer in answers:
            self.page.get_by_text(answer, exact=True).click()
        self.next()

    def encrypt(self) -> float:
        """Encrypt, and return the milliseconds that the making of the ballot took."""
        self.page.click("button.page-first")
        self.page.wait_for_selector("#tracker")
        return float(self.page.get_attribute("[data-encryption-ms]", "data-encryption-ms"))


def test_vote_from_credential_to_receipt(browser: Browser) -> None:
    election = election_with(json.loads(SAMPLE_ELECTION)["questions"][0], COMMITTEE, BUDGET)
    with serving(stand_for(election)) as stand, Visit(browser, stand) as visit:
        page = visit.page
        page.fill("#credential", OWNER.replace("-", " "))
        visit.next()
        visit.choose("反对")
        visit.choose("候选人1", "候选人2")
        assert visit.error() == "请至少选择5项。"
        visit.choose("候选人3", "候选人4", "候选人9")
        visit.choose("空白票（以上都不选）")
        assert page.locator(".page-box li").all_inner_texts() == [
            *("反对", "候选人1", "候选人2", "候选人3", "候选人4", "候选人9"),
            "空白票（以上都不选）",
        ]
        visit.encrypt()
        tracker = page.get_attribute("#tracker", "data-tracker")
        page.click("#send")
        page.wait_for_selector("text=选票已收到")

        assert tracker == accepted(stand.posts[0])[1]["tracker"]
        assert page.inner_text("#tracker-short") == short_number(tracker)
        assert page.inner_text("dd") == "2026-03-02 09:30"
        assert visit.complaints == []
        assert sorted(stand.requests) == ["GET /", "GET /booth.css", "GET /booth.js", "POST /cast"]


def test_mistyped_credential_is_explained_and_mended(browser: Browser) -> None:
    with serving(stand_for(SAMPLE_ELECTION)) as stand, Visit(browser, stand) as visit:
        page = visit.page
        visit.next()
        assert visit.error() == "请输入凭证条上的投票凭证。"
        page.fill("#credential", OWNER[:-1])
        visit.next()
        assert visit.error() == "您输入了21个字符，投票凭证应为22个字符。请对照凭证条检查。"
        page.fill("#credential", OWNER[:-1] + "F")
        visit.next()
        assert visit.error().startswith("本次表决的名单中没有这个凭证。")
        page.get_by_text("是，就用这个凭证").click()

        assert visit.heading() == "您的选择"
        assert stand.posts == []


def test_scanned_credential_leaves_the_address(browser: Browser) -> None:
    with (
        serving(stand_for(SAMPLE_ELECTION)) as stand,
        Visit(browser, stand, anchor=f"#{OWNER}") as visit,
    ):
        assert visit.page.input_value("#credential") == OWNER
        assert visit.page.url == stand.url
        assert OWNER not in "".join(stand.requests)


def test_lost_answer_is_sent_again_unchanged(browser: Browser) -> None:
    outcomes = iter([(503, {}), (409, {"code": "voting.closed", "message": "表决已经截止。"})])
    stand = stand_for(SAMPLE_ELECTION)
    stand.answer = lambda body: next(outcomes, accepted(body))
    with serving(stand), Visit(browser, stand, anchor=f"#{OWNER}") as visit:
        visit.next()
        visit.choose("同意")
        visit.encrypt()
        visit.page.click("#send")
        visit.page.wait_for_selector("text=不能确定选票是否已经送达")
        visit.page.click("#send")
        visit.page.wait_for_selector("text=表决已经截止。")
        visit.page.click("#send")
        visit.page.wait_for_selector("text=选票已收到")

        assert len(stand.posts) == 3
        assert len(set(stand.posts)) == 1


def test_receipt_for_another_ballot_is_no_receipt(browser: Browser) -> None:
    stand = stand_for(SAMPLE_ELECTION)
    stand.answer = lambda body: (200, {"tracker": "X" * 43})
    with serving(stand), Visit(browser, stand, anchor=f"#{OWNER}") as visit:
        visit.next()
        visit.choose("同意")
        visit.encrypt()
        visit.page.click("#send")

        visit.page.wait_for_selector(".page-error:not([hidden])")
        assert "receipt.tracker" in visit.error()


def test_keyboard_alone_is_enough(browser: Browser) -> None:
    with serving(stand_for(SAMPLE_ELECTION)) as stand, Visit(browser, stand) as visit:
        keyboard = visit.page.keyboard
        focused = "document.activeElement.tagName"
        assert visit.page.evaluate(focused) == "H2"
        keyboard.press("Tab")
        keyboard.type(OWNER)
        keyboard.press("Enter")
        assert visit.page.evaluate(focused) == "H2"
        keyboard.press("Tab")
        keyboard.press("Space")
        keyboard.press("ArrowDown")
        keyboard.press("Enter")
        assert visit.page.locator(".page-box li").all_inner_texts() == ["反对"]
        keyboard.press("Tab")
        keyboard.press("Tab")
        keyboard.press("Enter")
        visit.page.wait_for_selector("#tracker")

        assert visit.page.evaluate(focused) == "H2"


@pytest.mark.parametrize("width", [180, 360])  # 180 is a 360 px phone at 200 % zoom
def test_nothing_overflows_and_targets_are_large(browser: Browser, width: int) -> None:
    election = election_with(COMMITTEE)
    with (
        serving(stand_for(election)) as stand,
        Visit(browser, stand, anchor=f"#{OWNER}", width=width) as visit,
    ):
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert visit.page.evaluate(wide) == 0
        visit.next()
        assert visit.page.evaluate(wide) == 0
        sizes = visit.page.evaluate(
            "[...document.querySelectorAll('label, button')]"
            ".map((element) => element.getBoundingClientRect().height)"
        )

        assert min(sizes) >= 48


def test_no_screen_has_a_known_barrier(browser: Browser) -> None:
    with (
        serving(stand_for(election_with(BUDGET))) as stand,
        Visit(browser, stand, anchor=f"#{OWNER}") as visit,
    ):
        found = [barriers(visit.page)]
        visit.next()
        found.append(barriers(visit.page))
        visit.choose("同意")
        found.append(barriers(visit.page))
        visit.encrypt()
        found.append(barriers(visit.page))

        assert found == [[], [], [], []]


def barriers(page: Page) -> list[str]:
    """Return what the accessibility checker objects to, but for what the whole site provides."""
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [item["id"] for item in violations if item["id"] != "page-has-heading-one"]


@pytest.mark.parametrize(
    ("question", "answers", "bar"),
    [
        (json.loads(SAMPLE_ELECTION)["questions"][0], ["同意"], 50),
        (COMMITTEE, [f"候选人{number}" for number in range(1, 7)], 150),
    ],
    ids=["one-of-three", "five-to-seven-of-nine"],
)
def test_ballot_is_made_within_its_budget(
    browser: Browser, question: dict[str, object], answers: list[str], bar: float
) -> None:
    stand = stand_for(election_with(question))
    with serving(stand), Visit(browser, stand, anchor=f"#{OWNER}") as visit:
        times = []
        for _ in range(5):
            visit.page.fill("#credential", OWNER)
            visit.next()
            visit.choose(*answers)
            times.append(visit.encrypt())
            visit.page.get_by_text("重新开始").click()

        assert min(times) <= bar
