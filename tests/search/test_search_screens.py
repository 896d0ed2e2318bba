"""記録をさがす画面: 言葉は URL に残らず、見える記録だけが印つきで出て、名前の出た人が閲覧記録に残る。"""

from datetime import timedelta

import pytest
from django.urls import reverse
from search_town import TALK, TODAY

from kasane.access.session import acting_as
from kasane.kernel.ids import new_id
from kasane.search.models import SearchText

pytestmark = pytest.mark.django_db


def _ask(client, text, **rest):
    return client.post(reverse("search:ask"), {"q": text, "label": "", "period": "", **rest}, follow=True)


def test_言葉はURLに出ず_見つかった記録を印つきで示し_打った言葉が残る(client, cast, sign_in, records):
    one = records.add(cast.csw, "長男は<b>ﾋｷｺﾓﾘ</b>。", kind=TALK)
    sign_in(client, cast.csw)
    answer = _ask(client, "引きこもり")
    text = answer.content.decode()
    assert answer.redirect_chain == [("/search/", 302)]
    assert f'href="/notes/{one}/"' in text
    assert "長男は&lt;b&gt;<mark>ﾋｷｺﾓﾘ</mark>&lt;/b&gt;" in text
    assert 'value="引きこもり"' in text
    assert "令和8年11月20日" in text
    assert "相談</span>" in text
    assert "1件見つかりました" in text
    assert "言い換えも一緒にさがしました" in text


def test_隣人には_無い言葉とまったく同じ答えになる(client, cast, sign_in, records):
    records.add(cast.csw, "秘密の言葉")
    sign_in(client, cast.neighbour)

    def body(word):
        page = _ask(client, word).content.decode()
        return page[page.index('id="results"') : page.index("</main>")]

    hidden, absent = body("秘密"), body("存在")
    assert hidden == absent
    assert "あなたが見られる記録には見つかりません" in hidden


def test_名前の出た人が_閲覧記録に残る(client, cast, sign_in, records, owner_sql):
    person = new_id()
    records.add(cast.csw, "残る言葉", about=(person,))
    sign_in(client, cast.csw)
    _ask(client, "残る")
    rows = owner_sql("SELECT act FROM audit_access WHERE %s = ANY (subjects)", [person])
    assert ("search_records",) in rows


def test_種類と期間の絞り込みが効き_選んだものが残る(client, cast, sign_in, records):
    records.add(cast.csw, "母の話", on=TODAY - timedelta(days=400))
    sign_in(client, cast.csw)
    assert "1件見つかりました" in _ask(client, "母", label="経過").content.decode()
    assert "見つかりません" in _ask(client, "母", label="相談").content.decode()
    narrowed = _ask(client, "母", period="year").content.decode()
    assert "見つかりません" in narrowed
    assert '<option value="year" selected>' in narrowed
    assert "1件見つかりました" in _ask(client, "母", period="壊れた値").content.decode()


def test_多すぎるときは_50件と言い_数えない(client, cast, sign_in, records):
    room = None
    for _ in range(51):
        one = records.add(cast.csw, "多い言葉", room=room)
        with acting_as(cast.csw):
            room = room or SearchText.objects.get(source_id=one).compartment_id
    sign_in(client, cast.csw)
    text = _ask(client, "多い").content.decode()
    assert "51件以上あります" in text
    assert text.count("<mark>多い</mark>") == 50


def test_htmxには結果の部分だけを返す(client, cast, sign_in, records):
    records.add(cast.csw, "部分の言葉")
    sign_in(client, cast.csw)
    answer = client.post(reverse("search:ask"), {"q": "部分"}, headers={"HX-Request": "true"})
    assert "<mark>部分</mark>" in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("text", ["\x00", "'; --", "%", "<script>alert(1)</script>", "あ" * 5000])
def test_悪い文字でも画面は壊れず_文字は逃がされる(client, cast, sign_in, records, text):
    sign_in(client, cast.csw)
    answer = _ask(client, text)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_役割のない人には_開かずメニューにも出ない(client, cast, sign_in):
    sign_in(client, cast.auditor)
    assert client.get(reverse("search:search")).status_code == 403
    sign_in(client, cast.csw)
    assert "記録をさがす" in client.get(reverse("search:search")).content.decode()
