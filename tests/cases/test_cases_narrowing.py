"""読める範囲を狭める訂正: 前の文も狭い範囲の人だけが読み、ほかの人には「見られる範囲を狭めた」という印だけが残る。"""

from __future__ import annotations

from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.test import Client
from django.urls import reverse

from cases.cases_town import agrees, as_, by_consent, note, opened, sql
from kasane.audit.models import JournalEntry
from kasane.cases import commands
from kasane.cases.domain import Audience
from kasane.cases.domain.notes import narrows
from kasane.cases.models import CasePerson, Note
from kasane.consent.domain.codes import Topic
from kasane.kernel.decision import NotVisible
from kasane.search.queries import search_records

pytestmark = pytest.mark.django_db
WORD, MARK = "双極性障害の診断", "見られる範囲を狭めた"
TALK = frozenset({Topic.IDENTITY, Topic.CIRCUMSTANCES})


@pytest.fixture
def home(cast: Any) -> tuple[UUID, UUID, UUID]:
    """CSW の事案。包括は、母と息子の通常の記録だけを見られる支援チーム。(事案、母、息子)。"""
    case_id, (mother, son) = opened(cast.csw, "高橋 花子", "高橋 太郎")
    for person in (mother, son):
        agrees(cast.csw, case_id, person, cast.hokatsu.agency_id, topics=TALK)
    sent = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, mother, son))
    commands.accept_referral(by=cast.hokatsu, referral_id=sent)
    return case_id, mother, son


def write(by: Any, case_id: UUID, fact: str = WORD, **rest: Any) -> UUID:
    return commands.record_note(by=by, case_id=case_id, facts=note(fact, **rest))


def correct(by: Any, case_id: UUID, old: UUID, fact: str = WORD, **rest: Any) -> UUID:
    return commands.correct_note(by=by, case_id=case_id, note_id=old, facts=note(fact, **rest), reason="病名は要配慮だった")


def told(by: Any, case_id: UUID) -> list[str]:
    """生のSQLで読める、支援経過の文。"""
    return sorted(sql(by, "SELECT fact FROM cases_note WHERE case_id = %s AND kind = 'contact'", case_id))


def marks(by: Any, case_id: UUID) -> int:
    return len(sql(by, "SELECT id FROM cases_note WHERE case_id = %s AND act = 'narrow_note'", case_id))


def found(by: Any) -> int:
    with as_(by):
        return len(search_records("双極性障害").hits)


def pages(client: Client, case_id: UUID, note_id: UUID) -> str:
    """経過、印刷、検索の画面の本文(訂正の画面は、開けたときだけ)。"""
    bodies = [client.get(reverse(f"cases:{name}", args=[case_id])).content.decode() for name in ("case", "case_print")]
    bodies.append(client.post(reverse("search:ask"), {"q": "双極性"}, follow=True).content.decode())
    wrong = client.get(reverse("cases:correcting", args=[case_id, note_id]))
    return "".join([*bodies, wrong.content.decode() if wrong.status_code == 200 else ""])


def test_要配慮に狭めると_前の文は要配慮を見られない支援チームから消え_印だけが残る(
    cast: Any, home: tuple[UUID, UUID, UUID], sign_in: Any, client: Client
) -> None:
    case_id, mother, _ = home
    old = write(cast.csw, case_id, person_id=mother)
    sign_in(client, cast.hokatsu)
    assert WORD in pages(client, case_id, old)
    assert (told(cast.hokatsu, case_id), found(cast.hokatsu)) == ([WORD], 1)
    new = correct(cast.csw, case_id, old, person_id=mother, audience=Audience.SENSITIVE)
    seen = pages(client, case_id, old)
    assert "双極性障害" not in seen
    assert "病名は要配慮だった" not in seen
    assert MARK in seen
    assert client.get(reverse("cases:correcting", args=[case_id, old])).status_code == 404
    assert (told(cast.hokatsu, case_id), found(cast.hokatsu), marks(cast.hokatsu, case_id)) == ([], 0, 1)
    with as_(cast.hokatsu), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_text WHERE folded LIKE %s", ["%双極%"])
        assert cursor.fetchone()[0] == 0
    # 書いた機関と、要配慮を見られる人には、前の文も後の文も残る。
    sign_in(client, cast.csw)
    mine = pages(client, case_id, old)
    assert mine.count(WORD) >= 2
    assert MARK in mine
    assert (told(cast.csw, case_id), found(cast.csw)) == ([WORD, WORD], 1)
    with as_(cast.csw):
        before, after = Note.objects.get(id=old), Note.objects.get(id=new)
        assert before.compartment_id == after.compartment_id == CasePerson.objects.get(person_id=mother).sensitive_room
        assert (before.room_kind, before.corrected_at is None, before.audience) == (3, False, "team")
        mark = Note.objects.get(act="narrow_note")
        assert (mark.about_id, mark.happened_on, mark.recorded_by, mark.fact) == (old, before.happened_on, cast.csw.posting_id, "")
    with as_(cast.auditor):
        acts = list(JournalEntry.objects.filter(account_id=cast.csw.account_id).order_by("-id").values_list("act", flat=True)[:2])
    assert acts == ["correct_note", "narrow_note"]


def test_別の事案の隣人には_印もない(cast: Any, home: tuple[UUID, UUID, UUID]) -> None:
    case_id, mother, _ = home
    old = write(cast.csw, case_id, person_id=mother)
    opened(cast.neighbour, "別人 太郎")
    correct(cast.csw, case_id, old, person_id=mother, audience=Audience.SENSITIVE)
    assert (told(cast.neighbour, case_id), marks(cast.neighbour, case_id), found(cast.neighbour)) == ([], 0, 0)
    with pytest.raises(NotVisible):
        correct(cast.neighbour, case_id, old, person_id=mother, audience=Audience.OWN)


def test_自機関のみに狭めると_支援チームから消え_書いた機関には残る(cast: Any, home: tuple[UUID, UUID, UUID]) -> None:
    case_id, mother, _ = home
    old = write(cast.hokatsu, case_id, person_id=mother)
    assert told(cast.csw, case_id) == [WORD]
    correct(cast.hokatsu, case_id, old, person_id=mother, audience=Audience.OWN)
    assert (told(cast.csw, case_id), marks(cast.csw, case_id), found(cast.csw)) == ([], 1, 0), "伴走の機関も、印だけ"
    assert told(cast.hokatsu, case_id) == [WORD, WORD]


def test_何度も訂正した記録は_いちばん初めの文まで移る(cast: Any, home: tuple[UUID, UUID, UUID]) -> None:
    case_id, mother, _ = home
    first = write(cast.csw, case_id, f"{WORD}、初め")
    second = correct(cast.csw, case_id, first, f"{WORD}、次", person_id=mother)
    assert told(cast.hokatsu, case_id) == [f"{WORD}、初め", f"{WORD}、次"], "人の通常の部屋は、包括にも開いている"
    assert marks(cast.hokatsu, case_id) == 1
    correct(cast.csw, case_id, second, "通院のこと", person_id=mother, audience=Audience.SENSITIVE)
    assert told(cast.hokatsu, case_id) == []
    assert marks(cast.hokatsu, case_id) == 3
    assert len(told(cast.csw, case_id)) == 3


def test_広げる訂正と_同じ範囲の訂正では_前の文は動かない(cast: Any, home: tuple[UUID, UUID, UUID]) -> None:
    case_id, mother, _ = home
    secret = write(cast.csw, case_id, "要配慮の前の文", person_id=mother, audience=Audience.SENSITIVE)
    correct(cast.csw, case_id, secret, "通常の後の文", person_id=mother)
    same = write(cast.csw, case_id, "10時", person_id=mother)
    correct(cast.csw, case_id, same, "11時", person_id=mother)
    assert told(cast.hokatsu, case_id) == ["10時", "11時", "通常の後の文"]
    assert marks(cast.csw, case_id) == 0


def test_ほかの人の部屋へ移す訂正では_前の人のことを持ち込まない(cast: Any, home: tuple[UUID, UUID, UUID]) -> None:
    case_id, mother, son = home
    old = write(cast.csw, case_id, person_id=mother)
    correct(cast.csw, case_id, old, "息子のこと", person_id=son, audience=Audience.SENSITIVE)
    with as_(cast.csw):
        assert Note.objects.get(id=old).compartment_id == CasePerson.objects.get(person_id=mother).compartment_id


@pytest.mark.parametrize(("before", "after"), list(product(Audience, Audience)))
def test_狭くなるかの規則は_データベースと同じ(cast: Any, home: tuple[UUID, UUID, UUID], before: Audience, after: Audience) -> None:
    case_id, mother, son = home
    for whose, now in product((None, mother), (None, mother, son)):
        if (before is Audience.SENSITIVE and whose is None) or (after is Audience.SENSITIVE and now is None):
            continue
        old = write(cast.csw, case_id, "前", person_id=whose, audience=before)
        with as_(cast.csw):
            room = Note.objects.get(id=old).compartment_id
        new = correct(cast.csw, case_id, old, "後", person_id=now, audience=after)
        with as_(cast.csw):
            moved = Note.objects.get(id=old).compartment_id
            there = Note.objects.get(id=new).compartment_id
        assert (moved == there != room) is narrows(before, whose, after, now), (whose, now)
        assert moved in (room, there)


def test_アプリは_部屋を直に変えられず_狭める関数も呼べない(cast: Any, home: tuple[UUID, UUID, UUID]) -> None:
    case_id, mother, _ = home
    old = write(cast.csw, case_id, person_id=mother)
    with as_(cast.csw):
        room = CasePerson.objects.get(person_id=mother).sensitive_room
    with as_(cast.csw), pytest.raises(IntegrityError, match="書き換えられません"), transaction.atomic():
        Note.objects.filter(id=old).update(compartment_id=room)
    for text in ("SELECT cases_narrow(n) FROM cases_note n", "SELECT cases_is_narrower(%s, %s, %s)"):
        given = [case_id, room, room] if "%s" in text else []
        with (
            as_(cast.csw),
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(text, given)


def test_訂正の画面は_狭めたときに起きることを言う(cast: Any, home: tuple[UUID, UUID, UUID], sign_in: Any, client: Client) -> None:
    case_id, mother, _ = home
    old = write(cast.csw, case_id, person_id=mother)
    sign_in(client, cast.csw)
    body = client.get(reverse("cases:correcting", args=[case_id, old])).content.decode()
    assert "前の文も、狭い範囲の人だけが読めるようになります" in body
