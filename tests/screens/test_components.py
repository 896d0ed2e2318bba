"""部品: 一覧に全部が載っていること、文書としての正しさ、厳しい CSP で動くこと、断りの理由が必ず出ること。"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import RequestContext, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from screens.page_reader import Page

from kasane.kernel.decision import Decision
from kasane.web.component_samples import specimens

SOURCE = Path(settings.BASE_DIR) / "src" / "kasane"
WEB = SOURCE / "web"
COMPONENTS = sorted(path.name for path in (WEB / "templates" / "components").glob("*.html"))
TEMPLATES = sorted(path for path in SOURCE.rglob("templates/**/*.html"))
ERRORS = sorted(path.name for path in (WEB / "templates" / "errors").glob("*.html") if path.name != "base.html")


@pytest.fixture
def page(settings: object) -> Page:
    settings.KASANE_DEMO = True  # type: ignore[attr-defined]
    response = Client().get("/components/")
    assert response.status_code == 200
    return Page(response.content.decode())


def test_every_component_file_has_exactly_one_specimen() -> None:
    assert sorted(f"{specimen.name}.html" for specimen in specimens()) == COMPONENTS


def test_the_page_names_the_file_of_every_component(page: Page) -> None:
    shown = [element.text for element in page.all("code")]
    assert sorted(shown) == [f"components/{name}" for name in COMPONENTS]


def test_the_page_does_not_exist_outside_the_demo_town(settings: object) -> None:
    settings.KASANE_DEMO = False  # type: ignore[attr-defined]
    response = Client().get("/components/")
    assert response.status_code == 404
    assert "部品の一覧" not in response.content.decode()


def test_there_is_one_h1_and_no_heading_is_skipped(page: Page) -> None:
    levels = [int(element.tag[1]) for element in page.all("h1", "h2", "h3", "h4") if "alertdialog" not in element.attrs.get("role", "")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_every_reference_reaches_one(page: Page) -> None:
    ids = page.ids()
    assert len(ids) == len(set(ids)), sorted({name for name in ids if ids.count(name) > 1})
    for element in page.elements:
        for attribute in ("aria-describedby", "aria-labelledby", "for", "popovertarget"):
            for name in element.attrs.get(attribute, "").split():
                assert name in ids, (element.tag, attribute, name)


def test_every_input_has_a_label(page: Page) -> None:
    labelled = {element.attrs["for"] for element in page.all("label") if "for" in element.attrs}
    inputs = [e for e in page.all("input", "select", "textarea") if e.attrs.get("type") != "hidden"]
    assert inputs
    assert [e.id for e in inputs if e.id not in labelled] == []


def test_every_table_has_a_caption_scoped_headers_and_a_scrollable_region(page: Page) -> None:
    tables = page.all("table")
    assert len(page.all("caption")) == len(tables) > 0
    assert all(header.attrs.get("scope") in {"col", "row"} for header in page.all("th"))
    regions = [e for e in page.all("div") if "table-region" in e.attrs.get("class", "")]
    assert len(regions) == len(tables)
    assert all(e.attrs["role"] == "region" and e.attrs["tabindex"] == "0" and e.attrs["aria-label"] for e in regions)


def test_the_shell_has_its_landmarks_and_a_skip_link(page: Page) -> None:
    links = page.all("a")
    assert links[0].attrs["href"] == "#main"
    assert [element.id for element in page.all("main")] == ["main"]
    assert page.all("html")[0].attrs["lang"] == "ja"
    assert next(e.text for e in page.all("a") if e.attrs.get("aria-current") == "page" and "nav" in e.parents) == "部品"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_template_breaks_the_content_security_policy(path: Path) -> None:
    text = path.read_text()
    tags = "".join(re.findall(r"<[a-z][^<]*", re.sub(r"{%.*?%}", "", text)))
    assert not re.search(r"""\s(style|on[a-z]+|hx-on[:a-z-]*)\s*=""", tags)
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|javascript:|hx-vals=.js:|hx-trigger=\"[^\"]*\[", text)
    assert not re.search(r"""(src|href)=["'](https?:)?//""", text)


def test_the_stylesheets_stay_short_and_layered() -> None:
    sheets = sorted((WEB / "static" / "kasane" / "css").glob("*.css"))
    linked = re.findall(r"kasane/css/(\w+\.css)", (WEB / "templates" / "layouts" / "base.html").read_text())
    assert sorted(linked) == [sheet.name for sheet in sheets]
    for sheet in sheets:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL).strip()
        assert text.startswith("@layer")
        assert len(sheet.read_text().splitlines()) < 400
        assert not re.search(r"(success-1|warning-(yellow|orange)-1|gray-4\d\d)\b", text), "文字に使えない薄い色"


def test_our_own_script_stays_small_and_needs_no_eval() -> None:
    script = (WEB / "static" / "kasane" / "js" / "kasane.js").read_bytes()
    assert len(script) < 8192
    assert not re.search(rb"\beval\(|new Function|innerHTML|localStorage|sessionStorage", script)


def test_a_refused_button_cannot_be_pressed_and_says_why() -> None:
    refused = Decision.no("本人の同意がありません", "社会福祉法第106条の6")
    html = render_to_string("components/button.html", {"label": "共有する", "id": "share", "href": "/share/", "decision": refused})
    button = Page(html).all("button")[0]
    assert button.attrs["aria-disabled"] == "true"
    assert button.attrs["type"] == "button"
    assert Page(html).all("a") == []
    assert "できません：本人の同意がありません" in html
    assert "根拠：社会福祉法第106条の6" in html


def test_an_allowed_button_shows_no_reason() -> None:
    html = render_to_string("components/button.html", {"label": "共有する", "href": "/share/", "decision": Decision.yes("同意がある")})
    assert Page(html).all("a")[0].attrs["href"] == "/share/"
    assert "できません" not in html


def test_what_people_typed_is_never_markup() -> None:
    evil = '<b>太</b>" autofocus x="'
    values = {
        "rows": [{"label": evil, "value": evil}],
        "entries": [{"title": evil, "when": evil, "text": evil, "who": evil}],
        "text": evil,
        "title": evil,
    }
    for name in ("summary_list", "timeline", "tag", "notification_banner", "details", "empty_state", "secret_banner"):
        html = render_to_string(f"components/{name}.html", values)
        assert "<b>" not in html, name
        assert "autofocus" not in {key for e in Page(html).elements for key in e.attrs}, name


def test_a_table_draws_each_kind_of_cell_and_escapes_it() -> None:
    evil = "<b>太</b>"
    row = [{"text": evil, "href": '/"x'}, {"text": evil}, {"text": evil, "tag": "done"}, {"masked": True}, {"text": 0, "css": "number"}]
    html = render_to_string("components/table.html", {"caption": "表", "columns": [], "rows": [row]})
    table = Page(html)
    assert "<b>" not in html
    assert [(e.tag, e.text.strip()) for e in table.all("th", "td")] == [
        ("th", evil),
        ("td", evil),
        ("td", evil),
        ("td", "支援措置により表示しません"),
        ("td", "0"),
    ]
    assert table.all("th")[0].attrs == {"scope": "row"}
    assert table.all("a")[0].attrs == {"href": '/"x'}
    assert table.all("td")[3].attrs == {"class": "number"}


def test_autosave_never_spends_the_one_time_token() -> None:
    for name, values in (("draft", {"key": "person:new"}), ("draft_status", {"form_id": "f", "url": "/d/"})):
        html = render_to_string(f"components/{name}.html", values)
        saver = next(e for e in Page(html).all("div") if "data-draft" in e.attrs)
        assert saver.attrs["hx-params"] == "not once"


def test_a_draft_knows_its_key_and_where_to_continue() -> None:
    request = RequestFactory().get("/people/new/?household=1")
    template = Template('{% include "components/draft.html" with key="person:new" only %}')
    hidden = {e.attrs["name"]: e.attrs["value"] for e in Page(template.render(RequestContext(request))).all("input")}
    assert hidden == {"draft_key": "person:new", "back": "/people/new/?household=1"}


def test_the_error_summary_also_serves_forms_of_other_makers() -> None:
    class SignIn(forms.Form):
        login = forms.CharField(label="利用者名")

        def clean(self) -> None:
            self.add_error(None, "利用者名か合言葉が違います")

    html = render_to_string("components/error_summary.html", {"form": SignIn({})})
    assert "入力内容に誤りが2件あります" in html
    assert "利用者名か合言葉が違います" in html
    assert Page(html).all("a")[0].attrs["href"] == "#id_login"
    assert render_to_string("components/error_summary.html", {"form": SignIn()}).strip() == ""


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_page_says_what_happened_and_what_to_do(name: str) -> None:
    page = Page(render_to_string(f"errors/{name}"))
    assert len(page.all("h1")) == 1
    assert "どうすればよいか" in [e.text for e in page.all("h2")]
    assert page.all("title")[0].text.startswith(page.all("h1")[0].text)


def test_the_refusal_page_shows_reason_and_ground() -> None:
    html = render_to_string("errors/403.html", {"decision": Decision.no("共有を受けていません", "社会福祉法第106条の6")})
    assert "共有を受けていません" in html
    assert "社会福祉法第106条の6" in html


def test_hidden_and_absent_are_answered_with_the_same_words() -> None:
    absent = render_to_string("errors/404.html", {"message": "無い"})
    hidden = render_to_string("errors/404.html", {"message": "見えない"})
    assert absent == hidden
    assert "権限" not in absent
