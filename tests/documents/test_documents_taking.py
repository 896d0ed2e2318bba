"""書き込まれた Excel: 同じ記録に戻る、変わった欄だけを書く、規則は画面と同じ、隣人・古いファイル・ほかの票は断る。"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents.papers_town import HOSTILE, PaperTown, as_, filled, paper, place_of, settled, write
from kasane.documents.rendering.read_back import read_back
from kasane.kernel import clock
from kasane.programmes.coordination.models import Application, ApplicationVersion
from kasane.programmes.coordination.queries.ledger import assessment_of, facts_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(cast: Any) -> PaperTown:
    return settled(cast.csw, cast.hokatsu)


def args(town: PaperTown, kind: str = "application") -> list[Any]:
    return [town.case_id, kind, *([town.application_id] if kind == "application" else [])]


def exported(client: Client, town: PaperTown, kind: str = "application") -> bytes:
    name = "paper_excel_of" if kind == "application" else "paper_excel"
    return client.get(reverse(f"documents:{name}", args=args(town, kind))).content


def send(client: Client, town: PaperTown, content: bytes, kind: str = "application", **rest: Any) -> Any:
    name = "take_in_of" if kind == "application" else "take_in"
    file = SimpleUploadedFile("用紙.xlsx", content)
    return client.post(reverse(f"documents:{name}", args=args(town, kind)), {"file": file, **rest})


def row(cast: Any, town: PaperTown) -> Application:
    with as_(cast.csw):
        return Application.objects.get(id=town.application_id)


def test_書き出して読み戻すと_同じ記録(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.csw)
    one = paper(cast.csw, town)
    found = read_back(one.form, exported(client, town), subject=f"application:{town.case_id}:{town.application_id}")
    assert found.reasons == ()
    for field in one.form.fields():
        if field.fillable:
            assert found.values[field.key] == one.sheet.values[field.key].tidy(), field.key
    assert found.values["wishes"].text == HOSTILE
    before = row(cast, town).version
    assert send(client, town, exported(client, town)).status_code == 302
    assert row(cast, town).version == before, "何も変えなければ、版は進まない"


def test_変わった欄だけが_版と履歴に残る(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.csw)
    content = exported(client, town)
    sent = filled(
        content, **{place_of(content, "「その他」の内容"): "", place_of(content, "ご相談されたいこと"): "手話の通訳をお願いします"}
    )
    before = row(cast, town)
    assert send(client, town, sent).status_code == 302
    after = row(cast, town)
    assert (after.wishes, after.topics, after.most_pressing, after.received_on) == (
        "手話の通訳をお願いします", before.topics, before.most_pressing, before.received_on,
    )  # fmt: skip
    with as_(cast.csw):
        last = ApplicationVersion.objects.filter(application_id=town.application_id).latest("version")
    assert (last.before, last.after) == ({"wishes": HOSTILE}, {"wishes": "手話の通訳をお願いします"})


@pytest.mark.parametrize(
    ("label", "value", "word"),
    [
        ("初回相談受付日", "令和8年2月31日", "初回相談受付日"),
        ("同居者の人数", "たくさん", "同居者の人数"),
        ("来談者　●", "だれか", "選択肢にありません"),
    ],
)
def test_読めない欄があれば_何も書かない(
    cast: Any, sign_in: Any, client: Client, town: PaperTown, label: str, value: str, word: str
) -> None:  # fmt: skip
    sign_in(client, cast.csw)
    content = exported(client, town)
    where = place_of(content, label)
    response = send(client, town, filled(content, **{where: value, place_of(content, "ご相談されたいこと"): "変えた"}))
    shown = response.content.decode()
    assert response.status_code == 422
    assert where in shown
    assert value in shown
    assert word in shown
    assert row(cast, town).wishes == HOSTILE


def test_規則の誤りは_画面と同じ言葉で断り_途中まで書かない(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.csw)
    content = exported(client, town)
    sent = filled(content, **{place_of(content, "来談者の氏名"): "髙﨑 花", place_of(content, "同居者の人数"): 99})
    response = send(client, town, sent)
    assert response.status_code == 422
    assert "1人から30人まで" in response.content.decode()
    assert row(cast, town).visitor_name == ""


def test_書き出した後に画面で直されていれば_断る(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.csw)
    content = exported(client, town)
    write(cast.csw, town.application_id, "handling", handling="01")
    response = send(client, town, filled(content, **{place_of(content, "ご相談されたいこと"): "古い"}))
    assert response.status_code == 422
    assert "書き出した後に" in response.content.decode()
    assert row(cast, town).wishes == HOSTILE


def test_ほかの事案の票には_入らない(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.csw)
    other = settled(cast.csw, cast.hokatsu)
    response = send(client, other, exported(client, town))
    assert response.status_code == 422
    assert "ほかの書類のファイル" in response.content.decode()


def test_隣人は_ファイルを持っていても入れられない(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.csw)
    content = exported(client, town)
    sent = filled(content, **{place_of(content, "ご相談されたいこと"): "隣人"})
    sign_in(client, cast.neighbour)
    assert send(client, town, sent).status_code == 404
    assert row(cast, town).wishes == HOSTILE


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04"])
def test_Excelでないものは_落ちずに断る(cast: Any, sign_in: Any, client: Client, town: PaperTown, content: bytes) -> None:
    sign_in(client, cast.csw)
    assert send(client, town, content).status_code == 422


def told(**rest: Any) -> dict[str, Any]:
    today = clock.today()
    given = {"origin": "self", "certainty": "reported", "as_of_era": "西暦"}
    return {**given, "as_of_year": today.year, "as_of_month": today.month, "as_of_day": today.day, **rest}


def test_様式1_2も_書いて読み戻せて_出どころが付く(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.csw)
    content = exported(client, town, "assessment")
    sent = filled(content, **{place_of(content, "家族関係の特記"): "息子が食事を作る", place_of(content, "同居者　●"): "有"})
    response = send(client, town, sent, "assessment", **told())
    assert response.status_code == 302, response.content.decode()[-3000:]
    with as_(cast.csw):
        found = assessment_of(town.case_id)
        assert found is not None
        facts = {one.item_key: one for one in facts_at(found.id).values()}
    assert set(facts) == {"B-01", "B-08"}
    assert (facts["B-08"].value.text, facts["B-01"].value.codes, facts["B-08"].source.note) == (
        "息子が食事を作る",
        ("yes",),
        "Excel の用紙から",
    )
    assert send(client, town, exported(client, town, "assessment"), "assessment", **told()).status_code == 302
    with as_(cast.csw):
        assert assessment_of(town.case_id).number == found.number, "何も変えなければ、版は進まない"  # type: ignore[union-attr]


def test_税のことは_本人からでなければ断る(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.csw)
    content = exported(client, town, "assessment")
    sent = filled(content, **{place_of(content, "課税状況"): "わからない"})
    response = send(client, town, sent, "assessment", **told(origin="family"))
    assert response.status_code == 422
    assert "地方税法22条" in response.content.decode()
    with as_(cast.csw):
        assert assessment_of(town.case_id) is None
