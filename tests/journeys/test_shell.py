"""The shell in a real browser: keyboard only, phone menu, language, large text, sign-in by code."""

import re

import pytest
from playwright.sync_api import expect

from linli.apps.accounts.rules import Role
from linli.web.codes import code_sender
from tests.factories.accounts import PASSWORD, give_role, make_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def focus(page) -> str:
    return page.evaluate("document.activeElement.outerHTML.slice(0, 160)")


def outlined(page) -> bool:
    return page.evaluate(
        "() => { const s = getComputedStyle(document.activeElement);"
        " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 }"
    )


def test_sign_in_and_walk_with_the_keyboard_only(page):
    give_role(make_account("wang", name="王秀英"), Role.AUDIT_ADMIN, "")
    page.goto("/sign-in/")

    page.keyboard.press("Tab")
    assert 'class="skip"' in focus(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("wang")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("与我有关的事")

    reached = []
    for _step in range(14):
        page.keyboard.press("Tab")
        if focus(page).startswith("<body"):
            break
        reached.append(focus(page))
        assert outlined(page), f"no visible focus on {reached[-1]}"
    assert any('href="/trail/"' in element for element in reached)


def test_a_second_press_does_not_send_a_form_twice(page):
    make_account("wang")
    page.goto("/sign-in/")
    posts = []
    page.on("request", lambda asked: asked.method == "POST" and posts.append(asked.url))
    page.get_by_label("用户名或手机号").fill("wang")
    page.get_by_label("密码").fill(PASSWORD)

    page.locator("main form button").first.dblclick()
    expect(page.locator("h1")).to_have_text("与我有关的事")

    assert len(posts) == 1


def test_the_menu_of_a_phone_opens_closes_and_works_without_scripts(page, browser, live_server):
    give_role(make_account("wang", name="王秀英"), Role.AUDIT_ADMIN, "")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/sign-in/")
    page.get_by_label("用户名或手机号").fill("wang")
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main form button").first.click()
    entry = page.locator("#menu a[href='/trail/']")
    expect(entry).to_be_hidden()

    page.get_by_text("打开菜单").click()
    expect(entry).to_be_visible()
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()

    plain = browser.new_context(
        java_script_enabled=False, base_url=live_server.url,
        viewport={"width": 360, "height": 740}, storage_state=page.context.storage_state(),
    )  # fmt: skip
    other = plain.new_page()
    other.goto("/#menu")
    expect(other.locator("#menu a[href='/trail/']")).to_be_visible()
    plain.close()


def test_language_and_large_text_are_one_press_away_and_stay(page):
    page.goto("/sign-in/")

    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    page.get_by_role("button", name="Large text").click()
    page.goto("/sign-in/code/")

    expect(page.locator("html")).to_have_class(re.compile("large-text"))
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18
    assert page.locator("main .btn").first.bounding_box()["height"] >= 48


def test_a_resident_signs_in_with_a_code(page):
    make_account("resident", name="李大爷", phone="12012345678")
    page.goto("/sign-in/code/")

    page.get_by_label("手机号").fill("120 1234 5678")
    page.get_by_role("button", name="发送验证码").click()
    page.get_by_label("六位验证码").fill(code_sender()._sent[0].code)
    page.get_by_role("button", name="登录").click()

    expect(page.locator(".who .name")).to_have_text("李大爷")
    page.locator(".who summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.locator("h1")).to_have_text("登录")


def test_errors_are_said_at_the_field_and_in_a_summary(page):
    page.goto("/sign-in/code/")
    page.get_by_label("手机号").fill("12345")
    page.get_by_role("button", name="发送验证码").click()

    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    field = page.get_by_label("手机号")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby").split()
    assert "请输入十一位手机号。" in page.locator(f"#{described[-1]}").inner_text()
