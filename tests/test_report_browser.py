"""The page of --report in a browser: keys, views, filters, decisions that become a rule file, colours, other readers.

Headless Chromium (Debian: apt-get install chromium chromium-driver) through selenium; skipped where there is none.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from normalise import Alignment, Change, Normaliser, Result
from normalise.check import check
from normalise.report.page import Page

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed; it comes with the extra `test`")

RULES = """\
schema: 1
set: mine
title: For the tests
language: any
rules:
  - {id: uar, kind: phrase, title: UAR is Syria, for: UAR, write: Syrian Arab Republic}
  - {id: hmeimim, kind: entity, title: Hmeimim air base, name: Hmeimim, for: [Khmeimim, Khemeymim], unseen: false}
  - {id: pahon, kind: entity, title: Eric Pahon, name: Pahon, for: Pehon, safety: suggest, unseen: false}
  - {id: spokesman, kind: phrase, title: A spokesman, for: official representative, write: spokesman, safety: unsafe}
  - {id: comma, kind: pattern, title: No space before a comma, pattern: '\\ ,', replace: ','}
  - {id: ig, kind: phrase, title: IG is IS, for: IG, write: IS, stop: {sentence: [Lead ~]}}
"""
OTHER = "schema: 1\nset: other\ntitle: Another\nlanguage: any\nrules:\n  - {id: dash, kind: pattern, title: A dash, pattern: --, replace: –}\n"
TEXT = """\
A UAR base , Khmeimim , is in the UAR -- said Pehon.

The official representative Pehon spoke of Khemeymim, Khmeimim and the UAR.
The Lead IG came -- and so did an IG.
"""
DRIVERS = [path for name in ("chromedriver", "chromium.chromedriver") if (path := shutil.which(name))]
BROWSERS = [path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))]
FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update
--disable-sync --disable-dev-shm-usage --hide-scrollbars""".split()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser with nothing in it."""
    if not (DRIVERS and BROWSERS):
        pytest.skip("no Chromium with its driver here (Debian: apt-get install chromium chromium-driver)")
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = BROWSERS[0]
    for flag in [*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}", "--window-size=1360,900"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVERS[0]))
    driver.set_page_load_timeout(60)
    driver.set_script_timeout(60)
    yield driver
    driver.quit()


class Reader:
    """One who reads the page with keys and pointer."""

    def __init__(self, driver: Any, path: pathlib.Path) -> None:
        self.driver, self.path = driver, path

    def open(self, html: str) -> Reader:
        self.path.write_text(html, encoding="utf-8", newline="")
        self.driver.get(self.path.as_uri())
        return self

    def js(self, code: str, *arguments: object) -> Any:
        return self.driver.execute_script(code, *arguments)

    def cdp(self, command: str, **arguments: object) -> Any:
        return self.driver.execute_cdp_cmd(command, arguments)

    def size(self, width: int, height: int = 800) -> None:
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)

    def media(self, **features: str) -> None:
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": k.replace("_", "-"), "value": v} for k, v in features.items()])

    def press(self, keys: str) -> None:
        from selenium.webdriver import ActionChains

        for key in keys:
            ActionChains(self.driver, duration=0).send_keys(key).perform()

    def click(self, selector: str) -> None:
        self.js("document.querySelector(arguments[0]).click()", selector)

    def text(self, selector: str) -> str:
        return self.js("return document.querySelector(arguments[0]).innerText", selector)

    def look(self, number: int) -> None:
        self.click(f"#m{number}")

    def number(self, before: str, of: int = 0) -> int:
        """The number of the mark of that source text (the so many-th)."""
        return [i for i, text in enumerate(self.js("return [...document.querySelectorAll('.m[id]')].map(m => m.querySelector('del,span')?.textContent)")) if text == before][of]

    def yaml(self) -> str:
        self.click("#review")
        text = self.js("return document.querySelector('#yaml').value")
        self.click("#close")
        return text

    def until(self, true: Callable[[], object]) -> None:
        for _ in range(200):
            if true():
                return
            time.sleep(0.05)
        raise AssertionError("it did not come about")


@pytest.fixture
def reader(chromium: Any, tmp_path: pathlib.Path) -> Iterator[Reader]:
    made = Reader(chromium, tmp_path / "out.html")
    made.size(1360, 900)
    yield made
    problems = [entry["message"] for entry in chromium.get_log("browser")]
    chromium.get("about:blank")
    made.media()
    made.cdp("Emulation.setScriptExecutionDisabled", value=False)
    assert problems == []


@pytest.fixture
def rules(tmp_path: pathlib.Path) -> list[str]:
    for name, text in (("mine.yaml", RULES), ("other.yaml", OTHER)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [str(tmp_path / "mine.yaml"), str(tmp_path / "other.yaml")]


def page_of(normaliser: Normaliser, *texts: str) -> str:
    page = Page(normaliser)
    for number, text in enumerate(texts):
        page.begin(f"{number}.txt")
        page.unit(text, normaliser.apply(text))
        page.end()
    return page.html()


@pytest.fixture
def opened(reader: Reader, rules: list[str]) -> Reader:
    return reader.open(page_of(Normaliser(rules=rules), TEXT))


def test_next_and_previous_by_key_go_round_and_say_so(opened: Reader) -> None:
    opened.press("n")
    assert opened.js("return document.activeElement.id") == "m0"
    assert opened.text("#where").startswith("1 of ")
    total = int(opened.text("#where").split()[-1])
    opened.press("jjk")
    assert opened.text("#where") == f"2 of {total}"
    assert opened.js("return document.activeElement.id") == "m1"
    assert "No space before a comma" in opened.text("#why")
    assert "2 of" in opened.text("#say")
    opened.press("pp")
    assert opened.text("#where") == f"{total} of {total}"
    opened.click("#next")
    assert opened.text("#where") == f"1 of {total}"
    assert opened.js("return [...document.querySelectorAll('.m')].filter(m => m.tabIndex === 0).length") == 1


def test_hover_and_focus_tell_rule_reason_evidence_and_how_sure(opened: Reader) -> None:
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.by import By

    first, second = (opened.driver.find_element(By.ID, f"m{opened.number(name)}") for name in ("Khmeimim", "Pehon"))
    ActionChains(opened.driver).move_to_element(first).perform()
    told = opened.text("#why")
    for said in ("mine.hmeimim", "changed", "line 3", "Khmeimim", "Hmeimim air base", "listed form “Khmeimim”", "Sure", "2 places"):
        assert said in told
    opened.js("arguments[0].focus()", second)
    assert "Not sure: only suggested" in opened.text("#why")
    opened.look(opened.number("IG"))
    assert "Held back: stop: “Lead ~” in the sentence" in opened.text("#why")
    opened.press("\ue00c")
    assert opened.js("return document.querySelector('#why').hidden")


def test_what_only_a_guard_holds_back_cannot_be_accepted(reader: Reader, rules: list[str]) -> None:
    reader.open(page_of(Normaliser(rules=rules), "The Lead IG came."))
    reader.press("n")
    assert reader.js("return document.querySelector('#why [data-verdict=accept]').disabled")
    reader.press("a")
    assert "does not outweigh a guard" in reader.text("#say")
    assert reader.text("#decided") == "0"
    reader.press("r")
    assert reader.text("#decided") == "1"


def test_a_change_of_many_marks_is_seen_to_be_of_its_rule_set(opened: Reader) -> None:
    colours = opened.js("return [...document.querySelectorAll('.m.changed ins')].map(m => getComputedStyle(m).color)")
    assert len(set(colours)) == 2


def test_side_by_side_is_source_and_result(opened: Reader, rules: list[str]) -> None:
    opened.press("v")
    opened.until(lambda: opened.js("return document.querySelectorAll('.row > .res').length === document.querySelectorAll('.row').length"))
    opened.click("input[value=suggested]")
    sides = opened.js("return ['.src', '.res'].map(side => [...document.querySelectorAll('.row > ' + side)].map(r => r.innerText).join('\\n'))")
    shown = [side.replace("␣", " ") for side in sides]
    lines = [line for line in TEXT.splitlines() if line]
    assert shown[0].splitlines() == lines
    assert shown[1].splitlines() == [line for line in Normaliser(rules=rules).apply(TEXT).text.splitlines() if line]
    opened.press("v")
    assert not opened.js("return document.querySelector('#texts').checkVisibility()")
    opened.until(lambda: "Khemeymim" in opened.text("#spellings"))
    opened.press("v")
    opened.until(lambda: "UAR" in opened.text("#texts"))


def test_the_list_of_spellings_goes_by_key_too(opened: Reader) -> None:
    opened.press("vvn")
    assert opened.js("return document.activeElement.textContent").startswith("Pehon → Pahon")
    opened.press("a")
    opened.until(lambda: opened.js("return document.activeElement.querySelector('[aria-pressed=true]')?.textContent") == "Accept")
    opened.press("pr")
    assert opened.text("#decided") == "2"
    assert opened.js("return document.querySelectorAll('.m[id].accept').length") == 2
    opened.click("#spellings a")
    assert opened.js("return document.body.className") == "inline"
    assert opened.js("return document.activeElement.className").startswith("m suggested")
    opened.press("v")
    opened.until(lambda: opened.js("return document.activeElement.closest('.res') !== null"))


def test_filters(opened: Reader) -> None:
    every = int(opened.text("#where").split()[-1])
    opened.press("f")
    assert opened.js("return document.querySelector('#filter').getAttribute('aria-expanded')") == "true"

    def left(selector: str) -> int:
        opened.click(selector)
        number = int((opened.text("#where").split() or ["0"])[-1])
        opened.click(selector)
        return number

    assert left("input[name=state][value=suggested]") == every - 3
    assert left("input[name=state][value=held]") == every - 1
    assert left("input[name=kind][value=pattern]") == every - 4
    assert left("input[name=rule][value='mine.uar']") == every - 3
    assert left("input[name=set][value=other]") == every - 2
    opened.click("input[name=state][value=changed]")
    opened.press("n")
    assert "Pehon" in opened.text("#why")
    opened.click("input[name=state][value=changed]")
    assert int(opened.text("#where").split()[-1]) == every


def test_the_review_is_a_rule_file(opened: Reader, rules: list[str], tmp_path: pathlib.Path) -> None:
    for name, verdict in (("Pehon", "a"), ("Khmeimim", "e"), ("UAR", "r"), ("␣,", "r"), ("Khemeymim", "a")):
        opened.look(opened.number(name))
        opened.press(verdict)
    opened.look(opened.number("official representative"))
    opened.click("#why [data-verdict=accept]")
    assert opened.text("#decided") == "6"
    assert "holds for" in opened.text("#say")
    assert opened.js("return document.querySelectorAll('.m[id].refuse').length") == 5, "a comma, three times UAR, and Khmeimim with a comma"
    path = tmp_path / "review.yaml"
    path.write_text(opened.yaml(), encoding="utf-8")
    decided = Normaliser(rules=[*rules, str(path)])
    r = decided.apply(TEXT)
    assert r.text.splitlines() == [
        "A UAR base , Khmeimim , is in the UAR – said Pahon.", "",
        "The spokesman Pahon spoke of Hmeimim, Khmeimim and the UAR.",
        "The Lead IG came – and so did an IS.",
    ]  # fmt: skip
    assert decided.apply(r.text).text == r.text
    assert [f for f in check([*rules, path]) if f.path == str(path)] == []

    # The next page knows them, and another decision on one keeps the rest.
    again = opened.open(page_of(decided, TEXT))
    assert again.text("#decided") == "6"
    again.look(again.number("Khmeimim"))
    assert again.js("return document.querySelector('#why [aria-pressed=true]').textContent") == "Someone else"
    again.click("#why [data-verdict=accept]")
    path.write_text(again.yaml(), encoding="utf-8")
    assert Normaliser(rules=[*rules, str(path)]).apply(TEXT).text.startswith("A UAR base , Hmeimim , is in")
    again.press("u")
    assert again.text("#decided") == "5"


def test_the_file_is_saved_under_the_name_of_its_set(opened: Reader, tmp_path: pathlib.Path) -> None:
    opened.cdp("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    opened.look(opened.number("Pehon"))
    opened.press("as")
    opened.js("const i = document.querySelector('#set'); i.value = 'Mine & others'; i.dispatchEvent(new Event('input'))")
    assert opened.text("#file") == "mine-others.yaml"
    opened.click("#save")
    saved = tmp_path / "mine-others.yaml"
    opened.until(saved.exists)
    opened.until(lambda: saved.read_text(encoding="utf-8") == opened.js("return document.querySelector('#yaml').value"))
    assert "set: mine-others\n" in saved.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ['a "quoted" \\ form', "tab\tand\u00a0space", "emoji 🙂 and \u202e turned", "é: [not] {yaml} # *&!", "- x", "漢字", "nul\x00", " ,", "NO"])
def test_any_form_goes_through_the_file(reader: Reader, rules: list[str], tmp_path: pathlib.Path, form: str) -> None:
    n = Normaliser(rules=rules)
    change = Change(0, len(form), form, "b", ("mine.comma",), "why", (), "safe")
    page = Page(n)
    page.begin(form)
    page.unit(form, Result("b", (change,), (), (), Alignment.identity(len(form)), (), n.ruleset))
    page.end()
    reader.open(page.html())
    reader.look(0)
    reader.press("r")
    path = tmp_path / "review.yaml"
    path.write_text(reader.yaml(), encoding="utf-8")
    assert Normaliser(rules=[*rules, str(path)]).decisions.on("mine.comma", form, "b")


def test_a_form_that_no_file_can_hold_is_left_out_and_said(reader: Reader, rules: list[str], tmp_path: pathlib.Path) -> None:
    n = Normaliser(rules=rules)
    page = Page(n)
    page.begin("a")
    page.unit("\ud800", Result("b", (Change(0, 1, "\ud800", "b", ("mine.comma",), "why", (), "safe"),), (), (), Alignment.identity(1), (), n.ruleset))
    page.end()
    reader.open(page.html())
    reader.press("nr")
    path = tmp_path / "review.yaml"
    path.write_text(reader.yaml(), encoding="utf-8")
    assert "# 1 left out" in path.read_text(encoding="utf-8")
    assert not Normaliser(rules=[*rules, str(path)]).decisions


def test_a_hostile_text_does_nothing(reader: Reader, rules: list[str]) -> None:
    n = Normaliser(rules=rules)
    evil = "</script><script>window.hacked=1</script><img src=x onerror='window.hacked=1'><a href='javascript:window.hacked=1'>\u202e\ud800\x00</a> the UAR "
    reader.open(page_of(n, evil * 3, "Militants attacked the army of the UAR near Damascus.\n\u202e" + evil))
    assert not reader.js("return window.hacked || document.images.length || performance.getEntriesByType('resource').length")
    reader.press("n")
    assert reader.text("#where").startswith("1 of")


def test_the_policy_stops_what_would_be_injected(opened: Reader) -> None:
    assert opened.js(
        """const blocked = [];
        document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.violatedDirective));
        const script = document.createElement('script'); script.textContent = 'window.hacked = 1'; document.body.append(script);
        return [window.hacked ?? null, document.querySelector('meta[http-equiv]').content.startsWith("default-src 'none'")]"""
    ) == [None, True]
    assert "violates" in opened.driver.get_log("browser")[0]["message"]


CONTRASTS = """
const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
const rgb = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
const ground = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255]; };
const bad = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let seen = 0;
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !e.checkVisibility() || e.closest('.v, script, :disabled')) continue;
  const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
  seen++;
  if ((a + .05) / (b + .05) < 4.5) bad.push([e.outerHTML.slice(0, 80), (a + .05) / (b + .05)]);
}
return [seen, bad];
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read_by_its_contrast(reader: Reader, scheme: str) -> None:
    seed = next((pathlib.Path(__file__).parent.parent / "seeds").glob("*.txt")).read_text(encoding="utf-8")
    reader.media(prefers_color_scheme=scheme)
    reader.open(page_of(Normaliser(), seed + TEXT))
    # Every hue that a rule set may have.
    reader.js("document.querySelectorAll('.m').forEach((m, i) => { m.classList.remove('s0', 's1', 's2', 's3', 's4', 's5'); m.classList.add('s' + i % 12); })")
    reader.press("fnnan")
    for view in ("inline", "split", "list"):
        reader.click(f"[data-view={view}]")
        seen, bad = reader.js(CONTRASTS)
        assert seen > 100
        assert bad == []
    reader.click("#theme")
    assert reader.js("return document.documentElement.dataset.theme") == ("dark" if scheme == "light" else "light")


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_need_not_scroll_sideways(opened: Reader, width: int) -> None:
    opened.size(width, 700)
    for view in ("inline", "split", "list"):
        opened.click(f"[data-view={view}]")
        opened.press("n")
        assert opened.js("return document.documentElement.scrollWidth") <= width
    small = opened.js(
        "return [...document.querySelectorAll('button, input[type=checkbox]')].filter(e => e.checkVisibility()).map(e => (e.closest('label') ?? e).getBoundingClientRect()).filter(b => b.height < 24 || b.width < 24).length"
    )
    assert small == 0


def roles(tree: Any) -> dict[str, list[str]]:
    """The names of what a screen reader finds, by role."""
    found: dict[str, list[str]] = {}
    for node in tree["nodes"]:
        if not node.get("ignored"):
            found.setdefault(node["role"]["value"], []).append(node.get("name", {}).get("value", ""))
    return found


def test_what_a_screen_reader_finds(opened: Reader) -> None:
    opened.press("n")
    found = roles(opened.cdp("Accessibility.getFullAXTree"))
    assert {"banner", "navigation", "main", "complementary", "contentinfo", "status"} <= found.keys()
    assert all(found["button"])
    assert {"Previous", "Next", "Inline", "Accept", "Refuse"} <= set(found["button"])
    assert "UAR becomes Syrian Arab Republic" in found["link"]
    assert "official representative: spokesman is suggested" in found["link"]
    assert found["navigation"] == ["Report"]
    assert "Decide on UAR" in found["group"]


def test_the_page_can_be_read_without_javascript(reader: Reader, rules: list[str]) -> None:
    reader.cdp("Emulation.setScriptExecutionDisabled", value=True)
    reader.open(page_of(Normaliser(rules=rules), TEXT))
    reader.until(lambda: "StaticText" in roles(reader.cdp("Accessibility.getFullAXTree")))
    found = roles(reader.cdp("Accessibility.getFullAXTree"))
    assert "button" not in found
    said = " ".join(found["StaticText"])
    for text in ("Without JavaScript", "Spellings", "Hmeimim air base", "listed form “Khmeimim”", "mine.hmeimim"):
        assert text in said
    assert "Khmeimim becomes Hmeimim" in found["link"]
    boxes = reader.cdp("DOM.getDocument", depth=1)
    node = reader.cdp("DOM.querySelector", nodeId=boxes["root"]["nodeId"], selector="#texts")
    assert reader.cdp("DOM.getBoxModel", nodeId=node["nodeId"])["model"]["height"] > 100


def test_ten_thousand_changes(reader: Reader) -> None:
    n = Normaliser()
    parts, changes, at = [], [], 0
    for i in range(10_000):
        before = f"Khmeimim{i}"
        parts.append(f"peace talks go on {before}.\n")
        changes.append(Change(at + 18, at + 18 + len(before), before, f"Hmeimim{i}", ("syria.hmeimim",), "why", (f"evidence {i}",), "safe"))
        at += len(parts[-1])
    text = "".join(parts)
    page = Page(n)
    page.begin("many.txt")
    page.unit(text, Result(text, tuple(changes), (), (), Alignment.identity(len(text)), (), n.ruleset))
    page.end()
    reader.open(page.html())
    assert reader.text("#where") == "– of 10,000"
    reader.press("np")
    assert reader.text("#where") == "10,000 of 10,000"
    assert "evidence 9999" in reader.text("#why")
    box = reader.js("const b = document.querySelector('#m9999').getBoundingClientRect(); return [b.top >= 0, b.bottom <= innerHeight]")
    assert box == [True, True]
    assert not reader.js("return document.querySelector('#m5000').checkVisibility({contentVisibilityAuto: true})"), "what is not on the screen is not laid out"


@pytest.mark.skipif("NORMALISE_SHOTS" not in os.environ, reason="pictures to be looked at are made on request: NORMALISE_SHOTS=folder")
def test_pictures(reader: Reader) -> None:
    folder = pathlib.Path(os.environ["NORMALISE_SHOTS"])
    seed = next((pathlib.Path(__file__).parent.parent / "seeds").glob("*.txt")).read_text(encoding="utf-8")
    for scheme in ("light", "dark"):
        for width in (1360, 390):
            reader.media(prefers_color_scheme=scheme)
            reader.size(width, 900)
            reader.open(page_of(Normaliser(), seed))
            for view in ("inline", "split", "list"):
                reader.click(f"[data-view={view}]")
                reader.press("nnn")
                time.sleep(0.2)
                reader.driver.save_screenshot(str(folder / f"{scheme}-{width}-{view}.png"))
