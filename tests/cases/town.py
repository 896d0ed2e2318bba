"""事案の試験の道具: コマンドだけで、伴走・支援チーム・経過・つなぎのある架空の事案を作る。"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from people.town import register

from kasane.cases import commands
from kasane.cases.domain import Agreement, Basis, CautionKind, Explained, NoteFacts, ReferralFacts, ReferralKind, Standing
from kasane.cases.urls import urlpatterns
from kasane.kernel import clock
from kasane.kernel.actor import Actor

LAW = "shakai_fukushi_106_4"


def note_facts(title: str = "自宅を訪ねた", **rest: Any) -> NoteFacts:
    """今日の訪問。"""
    given = {"happened_on": clock.today(), "method": "visit", "counterpart": "self", "met": "met", "fact": "玄関で話ができた"}
    return NoteFacts(**{**given, "title": title, **rest})


def referral_facts(to: Actor | UUID, **rest: Any) -> ReferralFacts:
    """記録を開かないつなぎの一通。"""
    agency = to.agency_id if isinstance(to, Actor) else to
    given: dict[str, Any] = {
        "kind": ReferralKind.REFERRAL, "to_agency_id": agency, "purpose": "介護保険の申請を手伝ってほしい",
        "summary": "夫を亡くしてから外に出なくなった", "explained": Explained.EXPLAINED, "agreement": Agreement.AGREED,
        "basis": Basis.OWN, "answer_by": clock.today() + timedelta(days=7),
    }  # fmt: skip
    return ReferralFacts(**{**given, **rest})


def open_case(by: Actor, *people: UUID, title: str = "高橋さんの世帯のこと", opened_on: date | None = None) -> UUID:
    """最初の人を本人、ほかを家族にして事案を開く。"""
    standings = [(one, Standing.FAMILY if place else Standing.SELF) for place, one in enumerate(people)]
    return commands.open_case(
        by=by, title=title, person_ids=standings, opened_on=opened_on or clock.today() - timedelta(days=10), reason="介護と長男のこと"
    )


def settled(by: Actor, to: Actor, **names: str) -> dict[str, UUID]:
    """一通りそろった事案: 人が二人、経過、関わり方、送ったつなぎ。"""
    person = register(by, names.get("name", "高橋 花子"))
    other = register(by, "高橋 太郎", "タカハシ タロウ", "昭和50年5月5日")
    case = open_case(by, person, other, title=names.get("title", "高橋さんの世帯のこと"))
    note = commands.record_note(
        by=by, case_id=case,
        facts=note_facts(words="一人でいたい", view="眠れていない様子", next_action="電話する", next_due=clock.today(), person_id=person),
    )  # fmt: skip
    caution = commands.set_caution(by=by, case_id=case, kind=CautionKind.AVOID, text="長男の前で借金の話をしない")
    commands.set_caution(by=by, case_id=case, kind=CautionKind.WISH, text="自宅で暮らしたい", person_id=person)
    letter = commands.send_referral(by=by, case_id=case, facts=referral_facts(to))
    return {"person_id": person, "other_id": other, "case_id": case, "note_id": note, "caution_id": caution, "referral_id": letter}


def case_address(name: str, town: dict[str, UUID]) -> str:
    """URL の名前と、番号の控えから、実在の番号を入れた URL。"""
    pattern = next(str(one.pattern) for one in urlpatterns if one.name == name)
    return reverse(f"cases:{name}", args=[town[key] for key in re.findall(r"<uuid:(\w+)>", pattern)])
