"""言い換えの組は、市が画面で直す。直した言葉は次の検索から使われ、前の言葉と理由は残る(mission 8.4)。"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from kasane.access.session import acting_as
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused
from kasane.kernel.ids import new_id
from kasane.search.commands import add_synonyms, end_synonyms, revise_synonyms
from kasane.search.models import Synonym, SynonymChange
from kasane.search.queries import search_records
from kasane.search.queries.synonyms import synonym_changes, synonym_group, synonym_groups

pytestmark = pytest.mark.django_db
WORDS = ("セルフネグレクト", "自己放任")


def found(cast, text):
    with acting_as(cast.csw):
        return len(search_records(text).hits)


def key_of(word):
    return next(one for one in synonym_groups() if word in one.words)


def url(name, *args):
    return reverse(f"agencies:{name}", args=args)


@pytest.fixture
def screen(cast, sign_in, client):
    sign_in(client, cast.account_admin)
    return client


def test_加えた組は次の検索から使われ_言葉を外すと当たらなくなり_やめれば互いに見つからない(cast, records):
    records.add(cast.csw, "長男は自己放任に見える。")
    assert found(cast, "セルフネグレクト") == 0
    key = add_synonyms(by=cast.account_admin, words=WORDS, reason="この町の書き方")
    assert found(cast, "セルフネグレクト") == 1
    revise_synonyms(by=cast.account_admin, key=key, version=2, words=("セルフネグレクト", "自己放棄"), reason="書き方が違った")
    assert found(cast, "セルフネグレクト") == 0
    revise_synonyms(by=cast.account_admin, key=key, version=3, words=(*WORDS, "自己放棄"), reason="どちらもある")
    assert found(cast, "セルフネグレクト") == 1
    end_synonyms(by=cast.account_admin, key=key, version=4, reason="この町では使わない")
    assert found(cast, "セルフネグレクト") == 0
    assert found(cast, "自己放任") == 1
    with acting_as(cast.account_admin):
        told = [(one.before, one.after, one.reason) for one in synonym_changes("セルフネグレクト")]
    assert told[0][1:] == ("", "この町では使わない")
    assert told[-1] == ("", "セルフネグレクト、自己放任", "この町の書き方")
    assert len(told) == 4


def test_やめた組は_同じ日にまた使え_履歴がつながる(cast, records):
    records.add(cast.csw, "自己放任。")
    key = add_synonyms(by=cast.account_admin, words=WORDS, reason="初め")
    end_synonyms(by=cast.account_admin, key=key, version=2, reason="やめる")
    assert add_synonyms(by=cast.account_admin, words=WORDS, reason="また使う") == key
    assert found(cast, "セルフネグレクト") == 1
    with acting_as(cast.account_admin):
        assert [one.reason for one in synonym_changes(WORDS[0])] == ["また使う", "やめる", "初め"]


@pytest.mark.parametrize(
    ("words", "because"),
    [
        ((), "二つ以上"), (("自己放任",), "二つ以上"), (("ゴミ部屋", "ごみ部屋"), "同じ文字として"), (("自己放任", "生保"), "「生保」は「生活保護」の組に"),
        (("自己放任", "セ" * 51), "50字まで"), (tuple(f"言葉{n}番" for n in range(13)), "12語まで"), (("自己放任", "一\x00二"), "保存できない"),
    ],
    ids=["空", "一語", "同じ字", "ほかの組", "長い", "多い", "NUL"],
)  # fmt: skip
def test_おかしな組は_理由をつけて断り_何も残らない(cast, words, because):
    with acting_as(cast.account_admin):
        before = Synonym.objects.count()
    with pytest.raises(Invalid) as refused:
        add_synonyms(by=cast.account_admin, words=words, reason="試す")
    assert because in refused.value.errors["words"]
    with acting_as(cast.account_admin):
        assert Synonym.objects.count() == before
        assert not SynonymChange.objects.exists()


def test_理由のない変更と_変わらない変更と_もうない組は断る(cast):
    with acting_as(cast.account_admin):
        group = key_of("生保")
    given = {"by": cast.account_admin, "key": group.key, "version": group.version}
    with pytest.raises(Invalid, match="なぜ改めるか"):
        revise_synonyms(**given, words=("生活保護", "生保", "保護費"), reason="　")
    with pytest.raises(Invalid, match="同じ言葉"):
        revise_synonyms(**given, words=group.words, reason="何も変えない")
    with pytest.raises(NotVisible):
        end_synonyms(by=cast.account_admin, key=new_id(), version=1, reason="ない")


def test_先に直した人がいれば_両方を見比べる(cast, screen):
    with acting_as(cast.account_admin):
        group = key_of("生保")
    revise_synonyms(by=cast.account_admin, key=group.key, version=group.version, words=("生活保護", "生保", "保護費"), reason="先の人")
    with pytest.raises(Conflict):
        end_synonyms(by=cast.account_admin, key=group.key, version=group.version, reason="後の人")
    typed = {"words": "生活保護\n生保\nナマポ", "reason": "後の人", "version": str(group.version)}
    answer = screen.post(url("revise_synonyms", group.key), typed)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "保護費" in body
    assert "ナマポ" in body
    assert screen.post(url("revise_synonyms", group.key), {**typed, "version": str(group.version + 1)}).status_code == 302
    with acting_as(cast.account_admin):
        assert synonym_group(group.key).words == ("生活保護", "生保", "ナマポ")


def test_画面で加え_改め_やめ_履歴に人と理由が出る(cast, screen):
    added = screen.post(url("add_synonyms"), {"words": "自己放任\r\nセルフネグレクト、自己放棄", "reason": "町の書き方"})
    assert added.status_code == 302
    listed = screen.get(url("synonyms")).content.decode()
    assert "自己放任、セルフネグレクト、自己放棄" in listed
    page = screen.get(added["Location"]).content.decode()
    assert "町の書き方" in page
    assert cast.account_admin.name in page
    with acting_as(cast.account_admin):
        key = key_of("自己放棄").key
    assert "自己放任\nセルフネグレクト\n自己放棄" in screen.get(url("revising_synonyms", key)).content.decode()
    one = screen.post(url("revise_synonyms", key), {"words": "自己放任", "reason": "一語", "version": "2"})
    assert (one.status_code, "二つ以上" in one.content.decode()) == (422, True)
    assert screen.post(url("end_synonyms", key), {"reason": "使わない", "version": "2"}).status_code == 302
    assert "使うのをやめた組" in screen.get(url("synonyms")).content.decode()


def test_日誌に残り_改めた履歴はだれにも直せない(cast, monkeypatch):
    written = []
    real = journal.record
    monkeypatch.setattr(journal, "record", lambda **given: (written.append(given), real(**given)))
    add_synonyms(by=cast.account_admin, words=WORDS, reason="日誌を見る")
    assert [(one["act"], one["by"], one["reason"]) for one in written] == [("add_synonyms", cast.account_admin, "日誌を見る")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('search_synonym_change', 'UPDATE'), has_table_privilege('search_synonym_change', 'DELETE')"
        )
        assert cursor.fetchone() == (False, False)


@pytest.mark.parametrize("who", ["csw", "city", "neighbour", "auditor"])
def test_業務管理者でなければ_開けず_直せず_表にも書けない(cast, sign_in, who):
    actor, client = getattr(cast, who), Client()
    sign_in(client, actor)
    with acting_as(cast.account_admin):
        key = key_of("生保").key
    for name in ("synonyms", "adding_synonyms"):
        assert client.get(url(name)).status_code == 403
    for name in ("synonym", "revising_synonyms", "ending_synonyms"):
        assert client.get(url(name, key)).status_code == 403
    assert client.post(url("end_synonyms", key), {"reason": "止める", "version": "1"}).status_code == 403
    with pytest.raises(Refused):
        end_synonyms(by=actor, key=key, version=1, reason="止める")
    with acting_as(actor):
        assert Synonym.objects.filter(word="生保").update(valid_to=clock.today() + timedelta(days=1)) == 0
    with acting_as(cast.account_admin):
        assert "生保" in key_of("生保").words
