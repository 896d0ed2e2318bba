"""会議を測る町: 見本の町に、製品のコマンドだけで、三十の事案と、それを諮る重層的支援会議を一つ作る。開会したところまで。

python -m benchmarks.meeting_town → 会議・議題・役員と構成員のサインイン名を、JSON で標準出力へ。もう作ってあれば、引くだけ。
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

if TYPE_CHECKING:
    from kasane.kernel.actor import Actor

CASES: Final = 30
STANDING: Final = 12  # すべての議題に出る常任の構成員。ほかの人は、初めの四つと、ほかの四つの議題だけに出る。
SHARED: Final = 4  # 構成員の全員が席を持つ、初めの議題。ほかの議題には、常任の人と、四人に一人ほどが席を持つ。
FEW: Final = 4
LINES: Final = 30  # 初めの議題に、先に書いてある議事の行（二人が交互に）
READERS: Final = 40  # 議事録を開いている人（役員の二人を含む）。書く二人は、このほかにいる。
OUTSIDE: Final = 6
SECRETARIAT, CHAIR, WRITERS = "centre.1", "welfare.1", ("centre.2", "welfare.4")
MARK: Final = "測定の会議"
_KIND: Final = "layered_conference"
_LIFE: Final = (
    ("母の介護と、家にいる長男のこと", "左足をかばって歩く。薬が八日分残っていた。", "息子のことを先に考えてほしい。"),
    ("家賃の滞納と、仕事を休んでいること", "督促が三通。朝は起きられず、受診が途切れている。", "体が戻ったら働きたい。"),
    ("一人で子どもを育てながらの夜勤", "子どもは欠席が月に六日。食事は給食が頼り。", "子どもと晩ごはんを食べたい。"),
    ("八十代の二人暮らしと、物忘れ", "同じ話を三度くり返した。鍋を二つ焦がしていた。", "この家で暮らし続けたい。"),
    ("退院の後の住まいと、見守り", "保証人がいない。階段の上り下りに十分かかる。", "病院には戻りたくない。"),
)
_SAID: Final = (
    ("outline", "世帯のあらまし。{0}。親族とは十年会っていない。"),
    ("course", "これまでに九回訪問した。初めの三回は戸が開かず、手紙を置いて帰った。"),
    ("course", "春に一度、窓口に来た。待ち時間に帰ってしまい、次の約束ができていない。"),
    ("now", "{1}近所の人が、夕方に灯りのつかない日があると話している。"),
    ("issues", "生活の費用と体の具合が重なり、一つの窓口では順番が決められない。"),
    ("wishes", "「{2}」と話した。知らない人が大勢来るのは困る、とも話している。"),
    ("plan", "介護、住まい、仕事の三つの窓口が、月に一度ずつ同じ紙を見て訪ねる。"),
    ("asked", "だれが初めに訪ねるか。通院の付き添いを、どの機関が受け持つか。"),
)


@dataclass(frozen=True, slots=True)
class Seats:
    """会議の人: 事務局、司会、書く二人、常任、ほかの構成員。"""

    secretariat: Actor
    chair: Actor
    writers: tuple[Actor, ...]
    standing: tuple[Actor, ...]
    some: tuple[Actor, ...]

    @property
    def agencies(self) -> tuple[UUID, ...]:
        """席のある機関のすべて。"""
        every = (self.secretariat, self.chair, *self.writers, *self.standing, *self.some)
        return tuple(dict.fromkeys(one.agency_id for one in every))


def main() -> None:
    """作るか、引くかして、JSON を出す。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db import transaction

    from kasane.access.session import acting_as

    with transaction.atomic():
        seats = _seats()
    with transaction.atomic(), acting_as(seats.secretariat):
        found = _found()
    if found is None:
        _hold(seats)
        with transaction.atomic(), acting_as(seats.secretariat):
            found = _found()
    if found is None:
        raise SystemExit("エラー: 会議を作れませんでした。")
    print(json.dumps(found | _people(seats)))


def _seats() -> Seats:
    from kasane.access.policy import Action, decide
    from kasane.agencies.models import Account
    from kasane.agencies.queries.desk import actor_for

    logins = [str(one) for one in Account.objects.filter(is_active=True).order_by("login_id").values_list("login_id", flat=True)]
    found: dict[str, Actor] = {}
    for login in logins:
        actor = actor_for(Account.objects.get(login_id=login).pk, None)
        if actor is not None and decide(Action.JOIN_CONFERENCE, by=actor).allowed:
            found[login] = actor
    named = [SECRETARIAT, CHAIR, *WRITERS]
    others = [actor for login, actor in found.items() if login not in named][: READERS - 2]
    if len(others) < READERS - 2:
        raise SystemExit(f"エラー: 見本の町に、会議に出られる人が {len(others) + 4} 人しかいません。")
    officers = [found[login] for login in named]
    return Seats(officers[0], officers[1], tuple(officers[2:]), tuple(others[:STANDING]), tuple(others[STANDING:]))


def _people(seats: Seats) -> dict[str, Any]:
    from kasane.agencies.models import Account

    logins = {one.pk: one.login_id for one in Account.objects.all()}
    named = {name: [logins[one.account_id] for one in group] for name, group in (("standing", seats.standing), ("some", seats.some))}
    return {"secretariat": SECRETARIAT, "chair": CHAIR, "writers": list(WRITERS), **named}


def _found() -> dict[str, Any] | None:
    """開会しているこの会議。見える人（役員）として引く。"""
    from kasane.conferences.models import Conference, Item

    one = Conference.objects.filter(place=MARK, state="open").order_by("-held_on").first()
    if one is None:
        return None
    items = [str(key) for key in Item.objects.filter(conference=one).order_by("position", "id").values_list("id", flat=True)]
    return {"conference": str(one.id), "items": items}


def _hold(seats: Seats) -> None:
    """事案を三十開き、会議を招集し、諮り、招き、守秘を確かめてもらい、開会する。"""
    from django.db import transaction

    from kasane.conferences import commands
    from kasane.conferences.commands import minutes
    from kasane.conferences.domain.codes import Part
    from kasane.conferences.domain.facts import ConferenceFacts, Seating
    from kasane.conferences.domain.minutes import MinuteKind
    from kasane.kernel import clock

    by = seats.secretariat
    officers = [Seating(seats.chair.posting_id, Part.CHAIR), *(Seating(one.posting_id, Part.MINUTES) for one in seats.writers)]
    facts = ConferenceFacts(kind_code=_KIND, held_on=clock.today(), starts_at=time(9), ends_at=time(19), place=MARK)
    conference = commands.convene(by=by, facts=facts, officers=officers)
    for officer in (seats.chair, *seats.writers):
        _acknowledge(officer)
    items = []
    for number in range(CASES):
        with transaction.atomic():
            items.append(_table(by, conference, number, seats))
    _invite(by, seats, items)
    commands.call_conference(by=by, conference_id=conference)
    commands.open_conference(by=by, conference_id=conference)
    for member in (*seats.standing, *seats.some):
        _acknowledge(member)
    for number in range(LINES):
        text = f"{_SAID[number % len(_SAID)][1].format(*_LIFE[0])}（{number + 1}）"
        minutes.write_minute(by=seats.writers[number % 2], item_id=items[0], kind=MinuteKind.SHARED, text=text)


def _table(by: Actor, conference: UUID, number: int, seats: Seats) -> UUID:
    from kasane.conferences import commands
    from kasane.conferences.domain.codes import Occasion, Provenance, Section
    from kasane.conferences.domain.facts import ItemFacts, PacketFact, TabledPerson

    title, now, words = _LIFE[number % len(_LIFE)]
    case_id, people, plan_id = _case(by, number, seats.agencies)
    facts = ItemFacts(
        Occasion.ESTABLISH, f"{title}（{number + 1}）", minutes=20, case_id=case_id, plan_id=plan_id,
        people=(TabledPerson(people[0], f"Aさん{number + 1}"), TabledPerson(people[1], f"Bさん{number + 1}")),
    )  # fmt: skip
    item = commands.add_item(by=by, conference_id=conference, facts=facts)
    for section, said in _SAID:
        text = said.format(title, now, words)
        line = PacketFact(section=Section(section), text=text, provenance=Provenance.CONSENT, person_id=people[0], tax_words_seen=True)
        commands.put_fact(by=by, item_id=item, facts=line)
    return item


def _case(by: Actor, number: int, agencies: tuple[UUID, ...]) -> tuple[UUID, list[UUID], UUID]:
    """一つの事案: 二人の同意、様式1-2、課題のある様式2-1、経過十件。諮るところまで。"""
    from benchmarks import meeting_cases

    title, now, words = _LIFE[number % len(_LIFE)]
    return meeting_cases.opened(by, number, meeting_cases.Told(title, now, words), agencies)


def _invite(by: Actor, seats: Seats, items: list[UUID]) -> None:
    from kasane.conferences import commands
    from kasane.conferences.domain.codes import Part

    for item in items:
        for one in seats.standing:
            commands.invite_member(by=by, item_id=item, part=Part.STANDING, posting_id=one.posting_id)
    for place, one in enumerate(seats.some):
        for item in dict.fromkeys([*items[:SHARED], *(items[(place * FEW + step) % CASES] for step in range(FEW))]):
            commands.invite_member(by=by, item_id=item, posting_id=one.posting_id)
    _outside(by, seats, items[0])


def _outside(by: Actor, seats: Seats, item: UUID) -> None:
    """外の構成員: 委嘱簿に載せ、守秘の説明と誓約を済ませて初めの議題に招き、札を出して、外の窓口の写し（portal_page）を置く。"""
    from django.db import transaction

    from kasane.access.session import acting_as
    from kasane.agencies.models import OutsideMember
    from kasane.conferences import commands
    from kasane.conferences.commands import appointments
    from kasane.conferences.domain.appointment import AppointmentFacts, AppointmentKind, AppointmentScope
    from kasane.conferences.queries.appointments import appointment
    from kasane.conferences.queries.screens import wording_now
    from kasane.kernel import clock
    from kasane.portal.commands import issue_ticket

    today, chair = clock.today(), seats.chair
    with transaction.atomic(), acting_as(chair):
        outside = list(OutsideMember.objects.order_by("name", "id").values_list("id", flat=True)[:OUTSIDE])
        wording = wording_now(_KIND)
    for outsider in outside:
        facts = AppointmentFacts(
            AppointmentKind.PERSON, AppointmentScope.KIND, (outsider,), today, today + timedelta(days=300), kind_code=_KIND
        )  # fmt: skip
        given = appointments.appoint(by=chair, facts=facts)
        with transaction.atomic(), acting_as(chair):
            listed = appointment(given).people[0].id
        appointments.note_briefing(by=chair, appointed_id=listed, on=today, wording=wording, version=1)
        appointments.note_paper(by=chair, appointed_id=listed, on=today, place="綴り1", version=2)
        seat = commands.invite_member(
            by=by, item_id=item, outside_member_id=outsider, agency_id=chair.agency_id, appointment_id=given
        )  # fmt: skip
        issue_ticket(by=by, member_id=seat)


def _acknowledge(who: Actor) -> None:
    """招かれた席のすべての、守秘を確かめる。"""
    from django.db import transaction

    from kasane.access.session import acting_as
    from kasane.conferences import commands
    from kasane.conferences.queries import invitations

    with transaction.atomic(), acting_as(who):
        waiting = [one for one in invitations(who) if one.acknowledged_at is None]
    for one in waiting:
        commands.acknowledge_secrecy(by=who, seat_id=one.seat_id, wording=one.wording)


if __name__ == "__main__":
    main()
