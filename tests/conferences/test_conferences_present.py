"""本人・家族の参加: 本人同意による会議だけ、参加の同意のある人だけ。席も資料も開かず、会議の成立の人数に入らない。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from conferences.conferences_screen_room import url
from conferences.conferences_town import LAYERED, acknowledge, agrees, as_, come, conference, item, noted, opened, sql
from kasane.audit.models import JournalEntry
from kasane.conferences import commands, queries
from kasane.conferences.domain.codes import Part
from kasane.conferences.models import Present
from kasane.consent import commands as consents
from kasane.consent.domain.codes import ConsentKind
from kasane.documents.queries.conference import minutes_paper
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused

pytestmark = pytest.mark.django_db
SIT = "SELECT conferences_sit(gen_random_uuid(), %s, %s, %s, %s, now())"


class Table:
    """今日の重層的支援会議。重田が事務局、市野が司会。花子と一郎の議題。花子だけが、本人参加に同意している。"""

    def __init__(self, cast: Any, *, opens: bool = True, attends: bool = True) -> None:
        self.case, (self.mother, self.son) = opened(cast.csw, "高橋 花子", "高橋 一郎")
        for one in (self.mother, self.son):
            agrees(cast.csw, self.case, one, cast.city.agency_id, cast.hokatsu.agency_id)
        self.consent = self.agreed(cast, self.mother) if attends else None
        self.conference = conference(cast.csw, (cast.city, Part.CHAIR), (cast.hokatsu, Part.MINUTES), kind=LAYERED)
        acknowledge(cast.city)
        acknowledge(cast.hokatsu)
        self.item = item(cast.csw, self.conference, self.case, self.mother, self.son)
        if opens:
            commands.open_conference(by=cast.csw, conference_id=self.conference)

    def agreed(self, cast: Any, person: UUID) -> UUID:
        return agrees(cast.csw, self.case, person, kind=ConsentKind.ATTENDANCE)

    def sit(self, by: Any, person: UUID | None = None, **rest: str) -> UUID:
        return commands.seat_person(by=by, item_id=self.item, person_id=person or self.mother, **rest)


def _refused_by_sql(who: Any, words: str, *given: object) -> None:
    with pytest.raises(ProgrammingError, match=words), as_(who), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SIT, list(given))


def test_参加に同意した本人と家族が出席者に載り_成立の人数には入らない(cast: Any) -> None:
    at = Table(cast)
    at.sit(cast.csw)
    at.sit(cast.city, relation="長女", name="高橋 みどり")
    with as_(cast.csw):
        room = queries.item_room(at.item, cast.csw)
        assert [(one.name, one.standing) for one in room.presents] == [("Aさん0", "本人"), ("高橋 みどり", "Aさん0の長女")]
        assert not room.quorum.allowed  # 二人が出ていても、市と多機関協働はまだ来ていない
        rows = minutes_paper(at.item, by=cast.csw).sheet.values["attended"].rows
        assert [row[:3] for row in rows] == [("Aさん0", "本人", "本人・家族"), ("高橋 みどり", "Aさん0の長女", "本人・家族")]
        assert set(JournalEntry.objects.filter(act="seat_person").values_list("ground", flat=True)) == {"conference"}
        assert Present.objects.values_list("consent_id", flat=True).distinct().get() == at.consent
    come(cast.csw, at.item, cast.csw)
    with pytest.raises(Refused, match="市の担当"):
        commands.decide_item(by=cast.csw, item_id=at.item, facts=noted())
    come(cast.csw, at.item, cast.city)
    commands.decide_item(by=cast.csw, item_id=at.item, facts=noted())
    with as_(cast.csw):
        decided = queries.decision_of(at.item)
    assert decided is not None
    assert decided.attended == 2
    with pytest.raises(Invalid):  # 同じ人を二度は書かない
        at.sit(cast.csw)


def test_参加の同意のない人_断った人_取り消した人_期限の切れた人は_記録できない(cast: Any) -> None:
    at = Table(cast, attends=False)
    words = "会議への本人参加"
    for person in (at.mother, at.son):  # 情報共有の同意は、参加の同意を兼ねない
        with pytest.raises(Refused, match=words):
            at.sit(cast.csw, person)
        _refused_by_sql(cast.csw, "記録できません", at.item, person, "", "")
    given = at.agreed(cast, at.mother)
    with pytest.raises(Refused, match=words):  # ほかの人の同意は及ばない
        at.sit(cast.csw, at.son)
    consents.withdraw_consent(by=cast.csw, consent_id=given)
    with pytest.raises(Refused, match=words):
        at.sit(cast.csw)
    _refused_by_sql(cast.csw, "記録できません", at.item, at.mother, "", "")
    at.agreed(cast, at.mother)
    assert at.sit(cast.csw)
    _refused_by_sql(cast.csw, "記録できません", at.item, at.son, "長女", "")
    other, (stranger,) = opened(cast.csw, "佐藤 三郎")
    agrees(cast.csw, other, stranger, kind=ConsentKind.ATTENDANCE)
    with pytest.raises(Invalid):  # 別の議題の人
        at.sit(cast.csw, stranger)
    _refused_by_sql(cast.csw, "記録できません", at.item, stranger, "", "")
    for wrong in ({"relation": "長女"}, {"name": "みどり"}):
        with pytest.raises(Invalid):
            at.sit(cast.csw, **wrong)


def test_同意の期限が開催の日より前に終われば_出られない(cast: Any) -> None:
    at = Table(cast, attends=False)
    agrees(cast.csw, at.case, at.mother, kind=ConsentKind.ATTENDANCE, valid_until=clock.today())
    assert at.sit(cast.csw)
    later = conference(cast.csw, kind=LAYERED, days=1)
    one = item(cast.csw, later, at.case, at.mother)
    assert sql(cast.csw, "SELECT agreed FROM conferences_may_sit(%s)", one) == [False]
    assert sql(cast.csw, "SELECT agreed FROM conferences_may_sit(%s) ORDER BY agreed", at.item) == [False, True]


def test_支援会議では_同意があっても_本人も家族も出られない(cast: Any) -> None:
    case, (person,) = opened(cast.csw, "高橋 花子")
    agrees(cast.csw, case, person, cast.city.agency_id)
    agrees(cast.csw, case, person, kind=ConsentKind.ATTENDANCE)
    held = conference(cast.csw, (cast.city, Part.CHAIR))
    acknowledge(cast.city)
    one = item(cast.csw, held, case, person)
    commands.open_conference(by=cast.csw, conference_id=held)
    with pytest.raises(Refused, match="本人の同意のもとで諮る会議"):
        commands.seat_person(by=cast.csw, item_id=one, person_id=person)
    _refused_by_sql(cast.csw, "本人同意のもとで諮る会議", one, person, "", "")
    with as_(cast.csw):
        assert not queries.item_room(one, cast.csw).may_sit.allowed


def test_記録できるのは開会中の事務局と司会だけで_隣人には議題もない(cast: Any) -> None:
    at = Table(cast, opens=False)
    with pytest.raises(Refused, match="開会している間"):
        at.sit(cast.csw)
    _refused_by_sql(cast.csw, "記録できません", at.item, at.mother, "", "")
    commands.open_conference(by=cast.csw, conference_id=at.conference)
    for who, answer in ((cast.neighbour, NotVisible), (cast.hokatsu, Refused)):  # 別の事案の人、この会議の記録の役
        with pytest.raises(answer):
            at.sit(who)
        _refused_by_sql(who, "役員では", at.item, at.mother, "", "")
    made = at.sit(cast.csw)
    assert sql(cast.neighbour, "SELECT count(*) FROM conferences_present") == [0]
    assert sql(cast.neighbour, "SELECT count(*) FROM conferences_may_sit(%s)", at.item) == [0]
    with pytest.raises(NotVisible):
        commands.unseat_person(by=cast.neighbour, present_id=made, reason="のぞき見")
    with pytest.raises(Refused):
        commands.unseat_person(by=cast.hokatsu, present_id=made, reason="書き違い")
    with pytest.raises(Invalid):
        commands.unseat_person(by=cast.csw, present_id=made, reason=" ")
    commands.unseat_person(by=cast.csw, present_id=made, reason="別の日だった")
    with as_(cast.csw):
        assert queries.item_room(at.item, cast.csw).presents == ()
        assert Present.objects.get().dropped_reason == "別の日だった"
    assert at.sit(cast.csw)  # 取り消した後は、また書ける


def test_本人家族は_構成員としては招けない(cast: Any) -> None:
    at = Table(cast, opens=False)
    with pytest.raises(Invalid) as wrong:
        commands.invite_member(by=cast.csw, item_id=at.item, outside_member_id=cast.minsei, part=Part.PERSON_OR_FAMILY)
    assert set(wrong.value.errors) == {"part"}
    since, until = clock.now(), clock.now() + timedelta(days=1)
    statement = "SELECT conferences_invite(gen_random_uuid(), %s, %s, NULL, NULL, 'person_or_family', NULL, true, %s, %s, now())"
    with pytest.raises(ProgrammingError, match="招けません"), as_(cast.csw), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [at.item, cast.privacy.posting_id, since, until])


def test_画面から記録し_議事録と決定に本人参加の有無が出る(cast: Any, sign_in: Any, client: Client) -> None:
    at = Table(cast)
    sign_in(client, cast.csw)
    assert "本人・家族の参加：なし" in client.get(url("minutes_print", at.item)).content.decode()
    page = client.get(url("sitting", at.item)).content.decode()
    assert f'value="{at.mother}"' in page
    assert f'value="{at.son}"' not in page  # 参加の同意がない
    wrong = client.post(url("sit", at.item), {"who": "family", "person_id": str(at.mother)})
    assert wrong.status_code == 422
    given = {"who": "family", "person_id": str(at.mother), "relation": "長女", "name": "高橋 みどり"}
    assert client.post(url("sit", at.item), given).status_code == 302
    come(cast.csw, at.item, cast.csw, cast.city)
    commands.decide_item(by=cast.csw, item_id=at.item, facts=noted())
    for name in ("members", "minutes_print", "decisions"):
        assert "高橋 みどり（Aさん0の長女）" in client.get(url(name, at.item)).content.decode(), name
    with as_(cast.csw):
        made = Present.objects.get().id
    assert "高橋 みどり" in client.get(url("unsitting", at.item, made)).content.decode()
    assert client.post(url("unsit", at.item, made), {"reason": "書き違い"}).status_code == 302
    sign_in(client, cast.neighbour)
    for path in (url("sitting", at.item), url("unsitting", at.item, made)):
        assert client.get(path).status_code == 404
    assert client.post(url("sit", at.item), given).status_code == 404
