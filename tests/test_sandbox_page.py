"""The sandbox's page in a browser: what is sent shows up, and what is hostile stays text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import needs_chromium
from casefiles import all_cases
from sandbox_calls import AUTHORIZATION, KEY, V1, V2, VOICE, client, many, v1, v2, voice

from msglint.recognition import recognise
from msglint.sandbox.server import running
from msglint.sandbox.settings import Settings
from msglint.source import Source
from msglint.stream import documents

pytestmark = [pytest.mark.slow, needs_chromium]


class Page:
    """The page of a sandbox, open in the browser, and a caller of its API."""

    def __init__(self, driver: Any, base_url: str) -> None:
        self.driver = driver
        self.api = client(base_url)
        driver.get(base_url)
        self.until(lambda: self.text("#link") == "live")

    def until(self, true: Callable[[], Any]) -> None:
        """Waits until something holds on the page."""
        from selenium.common.exceptions import StaleElementReferenceException
        from selenium.webdriver.support.ui import WebDriverWait

        moved = [StaleElementReferenceException]
        WebDriverWait(self.driver, 15, 0.05, moved).until(lambda driver: true())

    def all(self, selector: str) -> list[Any]:
        return list(self.driver.find_elements("css selector", selector))

    def text(self, selector: str) -> str:
        return str(self.driver.find_element("css selector", selector).text)

    def shown(self) -> list[str]:
        """The texts of the visible messages, newest first."""
        visible = "[...document.querySelectorAll('article.message')].filter((each) => each.checkVisibility())"
        return list(self.driver.execute_script(f"return {visible}.map((each) => each.innerText)"))

    def post(self, path: str, body: Any, headers: dict[str, str] = KEY) -> Any:
        return self.api.post(path, json=body, headers=headers)

    def filter(self, words: str) -> None:
        field = self.driver.find_element("id", "filter")
        field.clear()
        field.send_keys(words or " ")


@pytest.fixture
def page(chromium: Any) -> Iterator[Page]:
    with running(Settings(receipts_delay=0.2)) as base_url:
        opened = Page(chromium, base_url)
        yield opened
        severe = [each for each in chromium.get_log("browser") if each["level"] == "SEVERE"]
        opened.api.close()
        chromium.get("about:blank")
    assert severe == []


def test_a_message_shows_up_live_and_is_delivered(page: Page) -> None:
    assert page.driver.find_element("id", "empty").is_displayed()
    transid = page.post(V2, v2("+447700900101")).json()["messageId"]
    page.until(lambda: len(page.shown()) == 1)
    assert not page.driver.find_element("id", "empty").is_displayed()
    (shown,) = page.shown()
    for told in ("SMS", "HARBOUR", "Gate 3 is open.", "+447700900101", transid, "1 part", "GSM-7"):
        assert told in shown
    page.until(lambda: page.text(".pill") == "Delivered")
    assert page.text("#destinations") == "1"


def test_a_failed_delivery_and_a_batch(page: Page) -> None:
    page.post(V1, v1("+447700900199"))
    page.until(lambda: page.text(".pill") == "Un-Delivered")
    assert page.all(".pill")[0].get_attribute("data-state") == "failed"
    page.post(V1, v1(*many(100)))
    page.until(lambda: "and 99 more" in page.shown()[0])
    page.until(lambda: "95 Delivered" in page.shown()[0] and "4 Un-Delivered" in page.shown()[0])


def test_a_refused_request(page: Page) -> None:
    page.post(V1, v1("no number"))
    page.until(lambda: page.driver.find_element("id", "refused").is_displayed())
    page.driver.find_element("css selector", "#refused summary").click()
    assert "7004" in page.text("#refused-list")
    assert "/destination/0/msisdn/0" in page.text("#refused-list")


def test_filter_and_channels(page: Page) -> None:
    page.post(V2, v2("+447700900101"))
    page.post(V2, v2("+447700900102", content={"type": "text", "text": "Füllstand niedrig ☔"}))
    page.post(VOICE, voice(), AUTHORIZATION)
    page.until(lambda: len(page.shown()) == 3)
    for words, count in (
        ("füllstand", 1),
        ("900101", 1),
        ("sms", 2),
        ("gate open", 1),
        ("nothing", 0),
        ("", 3),
    ):
        page.filter(words)
        page.until(lambda count=count: len(page.shown()) == count)  # type: ignore[misc]
        assert page.driver.find_element("id", "none").is_displayed() == (count == 0)
    (button,) = page.all("#channels [data-channel=voice]")
    button.click()
    page.until(lambda: len(page.shown()) == 1)
    assert "incoming call" in page.shown()[0]


def test_forgetting(page: Page) -> None:
    page.post(V2, v2())
    page.until(lambda: len(page.shown()) == 1)
    page.driver.find_element("id", "forget").click()
    page.until(lambda: not page.shown())
    assert page.driver.find_element("id", "empty").is_displayed()


HOSTILE = (
    "<img src=x onerror=\"document.title='hacked'\">"
    "<script>document.title='hacked'</script></textarea><svg onload=\"document.title='hacked'\">"
)


def _hostile(value: Any) -> Any:
    """A body with hostile markup in each text of its content."""
    match value:
        case dict():
            return {key: _hostile(inner) for key, inner in value.items()}
        case list():
            return [_hostile(inner) for inner in value]
        case str() if " " in value or value.istitle():
            return HOSTILE
    return value


def test_hostile_text_of_every_channel_stays_text(page: Page) -> None:
    accepted = 0
    for case in all_cases():
        if (
            not case.good
            or case.index > 2
            or not case.file.stem.startswith("good")
            or case.file.parent.name == "yaml"
        ):
            continue
        for document in documents(Source(case.name, case.text)):
            for request in recognise(document, case.now).requests:
                part = "channels" if request.api == "v1" else "content"
                if request.api not in ("v1", "v2") or part not in request.value:
                    continue
                body = {**request.value, part: _hostile(request.value[part])}
                path = V1 if request.api == "v1" else V2
                accepted += "1001" in (told := page.post(path, body).text) or "queued" in told
    assert accepted > 60
    page.until(lambda: page.text("#requests") == f"{accepted:,}")
    page.driver.refresh()
    page.until(lambda: len(page.all("article.message")) == min(accepted, 200))
    assert any(HOSTILE in each for each in page.shown())
    assert page.driver.title == "msglint sandbox"
    assert page.all("article img, article script, article svg, article a, article textarea") == []


def test_an_email_is_framed_and_never_runs(page: Page) -> None:
    html = f'<h1 style="color: red">Hello</h1>{HOSTILE}<img src="https://pixel.example.com/x.png">'
    body = {
        "channel": "email",
        "from": "desk@example.com",
        "to": [{"email": ["rae@example.org"], "substitutions": {"name": "Rae"}}],
        "content": {"type": "html", "subject": HOSTILE, "html": html + "<p>$(name)</p>"},
    }
    assert page.post(V2, body).status_code == 201
    page.until(lambda: page.all("iframe.mail"))
    (frame,) = page.all("iframe.mail")
    assert frame.get_attribute("sandbox") == ""
    page.driver.switch_to.frame(frame)
    page.until(lambda: page.text("h1") == "Hello" if page.all("h1") else False)
    assert page.text("p") == "Rae"
    page.driver.switch_to.default_content()
    assert page.driver.title == "msglint sandbox"
    address = frame.get_attribute("src")
    page.driver.get_log("browser")
    page.driver.get(address)
    assert page.text("h1") == "Hello"
    assert page.driver.title != "hacked"
    loaded = page.driver.execute_cdp_cmd(
        "Runtime.evaluate", {"expression": "document.images[1].naturalWidth"}
    )
    assert not loaded.get("result", {}).get("value")
    page.driver.get_log("browser")


def test_nothing_comes_from_elsewhere(page: Page) -> None:
    page.post(V2, v2())
    page.until(lambda: page.shown())
    names = page.driver.execute_script(
        "return performance.getEntriesByType('resource').map((each) => each.name)"
    )
    assert len(names) >= 3
    assert all(name.startswith(str(page.api.base_url)) for name in names)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1300])
def test_it_fits_the_window_and_the_night(page: Page, scheme: str, width: int, tmp_path: Path) -> None:
    page.post(V1, v1(*many(200), channels={"sms": {"senderid": "HARBOUR", "text": "a" * 600}}))
    driver = page.driver
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        page.until(lambda: page.shown())
        assert driver.execute_script("return document.documentElement.scrollWidth") <= width
        ground = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, ground[4:-1].split(","))) < 200) == (scheme == "dark")
    finally:
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_a_flood_leaves_the_newest(page: Page) -> None:
    for start in range(0, 1000, 100):
        bodies = [v1(f"+4477001{number:05d}") for number in range(start, start + 100)]
        page.post(V1, bodies)
    page.until(lambda: page.text("#requests") == "1,000")
    page.until(lambda: "+447700100999" in page.shown()[0])
    assert len(page.all("article.message")) <= 300
    assert "of 1,000 requests" in page.text("#more")
