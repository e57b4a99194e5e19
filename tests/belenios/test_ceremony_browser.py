"""The trustees' page in a real browser, opened from a disk: from the key to the decryption."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from ceremony_cases import ED25519, Vote, finished, program, vote_for, vote_of_group
from ceremony_harms import few_ballots, other_weights
from conversations import PASSPHRASE as SECRET
from conversations import SECRETIVE
from page_stand import OLDER_BROWSER
from playwright.sync_api import Browser, Page

from linli.belenios.events import EventType
from linli.belenios.programs import sealed
from linli.belenios.programs.collect import main as collect
from linli.belenios.programs.keys import KEY
from linli.belenios.programs.page import write_page
from linli.belenios.trustees import Trustee, read_trustees, require_trustees
from linli.belenios.verify import verify_archive

pytestmark = pytest.mark.browser
PASSPHRASE = "正确的 马 电池 订书钉 十二"


@dataclass
class Desk:
    """A trustee at the page, and the folder in which the page's files are saved."""

    page: Page
    folder: Path
    complaints: list[str] = field(default_factory=list)

    def open(self, script: Path) -> None:
        self.page.add_init_script(OLDER_BROWSER)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._only_files)
        self.page.goto((script / "ceremony.html").as_uri())

    def _only_files(self, request: object) -> None:
        if not request.url.startswith(("file:", "blob:")):
            self.complaints.append(request.url)

    def choose(self, choice: str) -> None:
        self.page.reload()
        self.page.click(f"[data-choice='{choice}']")

    def fill(self, **fields: object) -> None:
        for name, value in fields.items():
            locator = self.page.locator(f"[data-field='{name.replace('__', '.')}']")
            if isinstance(value, str):
                locator.fill(value)
            else:
                locator.set_input_files(value)

    def go_on(self) -> None:
        self.page.click(".page-first")

    def save(self, name: str) -> Path:
        link = self.page.wait_for_selector(f"[data-save='{name}']", timeout=60_000)
        with self.page.expect_download() as download:
            link.click()
        path = self.folder / name
        download.value.save_as(path)
        return path

    def refusal(self) -> str:
        selector = ".page-error:not([hidden])"
        return self.page.wait_for_selector(selector, timeout=60_000).get_attribute("data-code")

    def key(self) -> dict[str, object]:
        return {
            "open__key": self.folder / "trustee-key.PRIVATE.json",
            "open__book": self.folder / "trustee-book.json",
            "open__passphrase": PASSPHRASE,
        }

    def note_in_book(self) -> None:
        """Save the new book, and show it to the page again."""
        self.fill(book__back=self.save("trustee-book.json"))
        self.go_on()


def cheapen(page: Path) -> None:
    """Let the passphrase of a test cost little; the real cost is seconds for each opening."""
    cost = '{"cost":{"passes":1,"memory":1024},"strings"'
    text = page.read_text("utf-8").replace('{"strings"', cost, 1)
    page.write_text(text, encoding="utf-8")


def make_key(desk: Desk) -> None:
    desk.choose("start.key")
    desk.fill(key__name="王托管", key__passphrase=PASSPHRASE, key__again=PASSPHRASE)
    desk.go_on()
    for name in ("trustee.json", "signing-key.json", "trustee-key.PRIVATE.json"):
        desk.save(name)
    desk.save("trustee-book.json")


def sign(desk: Desk, vote: Vote) -> None:
    desk.choose("start.sign")
    desk.fill(
        sign__manifest=vote.draft(), files__rosters=[vote.folder / "roster.csv"], **desk.key()
    )
    desk.go_on()
    desk.page.locator("[data-field='agree']").check(timeout=60_000)
    desk.go_on()
    desk.note_in_book()
    signed = desk.save("manifest.signed.json")
    (vote.folder / "manifest.json").write_bytes(signed.read_bytes())


def count(desk: Desk, vote: Vote) -> None:
    folder = vote.folder
    desk.choose("start.count")
    desk.fill(
        count__manifest=folder / "manifest.json",
        files__archives=[folder / "heads.bel", folder / "area.bel"],
        files__rosters=[folder / "roster.csv"],
        files__heads=folder / "heads.txt",
        **desk.key(),
    )
    desk.go_on()


def test_ceremony_from_key_to_decryption(browser: Browser, tmp_path: Path) -> None:
    write_page(tmp_path / "stick", language="zh-Hans")
    cheapen(tmp_path / "stick" / "ceremony.html")
    desk = Desk(browser.new_page(), tmp_path / "desk")
    desk.folder.mkdir()
    desk.open(tmp_path / "stick")
    make_key(desk)
    secret_file = (desk.folder / "trustee-key.PRIVATE.json").read_text()
    assert json.loads((desk.folder / "trustee.json").read_text())["name"] == "王托管"
    vote = vote_for(desk.folder, tmp_path / "vote", closes_at="2020-01-01T00:00:00Z")
    require_trustees(vote.heads.trustees, ED25519)
    vote.publish()
    vote.published_heads()
    sign(desk, vote)

    other_weights(vote)
    count(desk, vote)
    assert desk.refusal() == "manifest.setup"
    few_ballots(vote)
    count(desk, vote)
    assert desk.refusal() == "manifest.floor"
    vote.publish()
    count(desk, vote)
    desk.page.wait_for_selector("dl", timeout=60_000)
    desk.go_on()
    before = desk.folder / "trustee-book.json"
    desk.fill(book__back=before)  # the old book
    desk.go_on()
    assert desk.refusal() == "book.unsaved"
    desk.note_in_book()
    for name, made in (("heads", vote.heads), ("area", vote.area)):
        mine = desk.save(f"partial-decryption-{name}-1.json").read_bytes()
        vote.write(name, finished(made, vote.ballots, mine))
        assert verify_archive(vote.folder / f"{name}.bel").report.passed
    desk.save("trustee-book.json")
    vote.publish(until=EventType.ENCRYPTED_TALLY)
    count(desk, vote)
    assert desk.refusal() == "ledger.repeated"

    assert desk.complaints == []
    assert "secret" not in secret_file


def announced(desk: Desk, index: int) -> Path:
    desk.choose("start.shared")
    desk.page.click("[data-choice='shared.announce']")
    desk.fill(
        key__name="王托管",
        shared__size="3",
        shared__threshold="2",
        shared__index=str(index),
        key__passphrase=PASSPHRASE,
        key__again=PASSPHRASE,
    )
    desk.go_on()
    desk.save("trustee-key.PRIVATE.json")
    desk.save("signing-key.json")
    return desk.save(f"certificate-{index}.json")


def step(desk: Desk, choice: str, **files: object) -> None:
    desk.choose("start.shared")
    desk.page.click(f"[data-choice='{choice}']")
    key = {name: value for name, value in desk.key().items() if name != "open__book"}
    desk.fill(**key, **files)
    desk.go_on()


def test_shared_key_of_the_page_and_two_programs(browser: Browser, tmp_path: Path) -> None:
    write_page(tmp_path / "stick", language="zh-Hans")
    cheapen(tmp_path / "stick" / "ceremony.html")
    desk = Desk(browser.new_page(), tmp_path / "desk")
    desk.folder.mkdir()
    desk.open(tmp_path / "stick")
    others = {index: tmp_path / f"member{index}" for index in (1, 3)}
    for index, folder in others.items():
        program(folder, 2, 1, f"托管人{index}", 3, 2, index, *SECRETIVE)
    mine = announced(desk, 2)
    given = [others[3] / "certificate.json", mine, others[1] / "certificate.json"]
    certificates = tmp_path / "certificates.jsons"
    assert collect(["certificates", str(certificates), *map(str, given)]) == 0
    for folder in others.values():
        program(folder, 1, SECRET, certificates)

    step(desk, "shared.deal", shared__certificates=given[:2])
    assert desk.refusal() == "threshold.certificates"
    step(desk, "shared.deal", shared__certificates=given)
    dealt = desk.save("polynomial-2.json")
    given = [others[3] / "polynomial.json", dealt, others[1] / "polynomial.json"]
    polynomials, known = tmp_path / "polynomials.jsons", ["--certificates", str(certificates)]
    assert collect(["polynomials", str(polynomials), *map(str, given), *known]) == 0
    for folder in others.values():
        program(folder, 1, SECRET, certificates, polynomials)
    twice = [dealt, dealt, others[1] / "polynomial.json"]
    files = {"shared__certificates": certificates, "shared__polynomials": twice}
    step(desk, "shared.receive", **files)
    assert desk.refusal() == "threshold.shares"
    step(desk, "shared.receive", **(files | {"shared__polynomials": polynomials}))
    received = desk.save("voutput-2.json")
    desk.save("trustee-key.PRIVATE.json")
    desk.save("trustee-book.json")

    given = [received, *(folder / "voutput.json" for folder in others.values())]
    trustees = tmp_path / "trustees.json"
    known += ["--polynomials", str(polynomials)]
    assert collect(["trustees", str(trustees), *map(str, given), *known]) == 0
    [group] = read_trustees(trustees.read_bytes(), ED25519)
    own = json.loads((desk.folder / "trustee-key.PRIVATE.json").read_text())
    assert [key.public_key for key in group.keys][1] == own["public_key"]
    step(desk, "shared.receive", **(files | {"shared__polynomials": polynomials}))
    assert desk.refusal() == "key.complete"
    assert desk.complaints == []
    decrypts_with(desk, group, others, tmp_path / "vote")


def decrypts_with(desk: Desk, group: Trustee, others: dict[int, Path], folder: Path) -> None:
    """Let the page's key and one program's decrypt a vote of the group."""
    opened = sealed.unseal(others[3] / KEY, purpose="trustee", passphrase=SECRET)
    vote = vote_of_group(desk.folder, folder, group, {3: int(opened["secret"])})
    vote.publish(until=EventType.ENCRYPTED_TALLY)
    vote.published_heads()
    sign(desk, vote)
    vote.publish(until=EventType.ENCRYPTED_TALLY)
    count(desk, vote)
    desk.page.wait_for_selector("dl", timeout=60_000)
    desk.go_on()
    desk.note_in_book()
    for name, made in (("heads", vote.heads), ("area", vote.area)):
        mine = desk.save(f"partial-decryption-{name}-2.json").read_bytes()
        vote.write(name, finished(made, vote.ballots, mine, owner=2, other=3))
        assert verify_archive(vote.folder / f"{name}.bel").report.passed
