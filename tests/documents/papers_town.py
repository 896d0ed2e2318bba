"""書類の試験の道具: コマンドだけを使って、髙﨑家の事案に、様式1-1・1-2・経過を書く。隣の町の窓口は、どこにも出てこない。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

import pypdfium2
from cases.cases_town import as_, note
from django.db import transaction
from openpyxl import load_workbook
from people.town import lives_at, register

from kasane.access.session import acting_as
from kasane.cases import commands as cases
from kasane.cases.domain import Standing
from kasane.consent.domain.codes import Topic
from kasane.consent.domain.coverage import Scope
from kasane.consent.domain.recording import ConsentFacts
from kasane.documents.registry import make_paper
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.people.domain.codes import PlaceKind
from kasane.programmes.coordination.commands import application as applications
from kasane.programmes.coordination.domain.application import Variant
from kasane.programmes.coordination.models import Application

ADDRESS = "かさね市北町1-2-3 北町荘101"
PHONE = "0857-00-1234"
HOSTILE = '=HYPERLINK("http://evil.example","開く") #pagebreak() $x$ <b>'


@dataclass(frozen=True)
class PaperTown:
    """事案、本人(髙﨑 𠮷子)、息子、本人の様式1-1。"""

    case_id: UUID
    mother: UUID
    son: UUID
    application_id: UUID

    @property
    def keys(self) -> dict[str, Any]:
        """URL の引数の値。"""
        return {"case_id": self.case_id, "kind": "application", "subject": self.application_id, "form_code": "1-1A"}


def settled(by: Actor, other: Actor) -> PaperTown:
    """髙﨑家の事案。様式1-1(同意あり)を書き、住所と電話があり、経過が三件ある。"""
    mother = register(by, "髙﨑 𠮷子", "タカサキ ヨシコ")
    son = register(by, "髙﨑 一郎", "タカサキ イチロウ", "昭和47年5月5日")
    lives_at(by, mother, ADDRESS)
    lives_at(by, mother, PHONE, kind=PlaceKind.PHONE)
    case_id = cases.open_case(
        by=by, title="母と息子の二人暮らし", person_ids=[(mother, Standing.SELF), (son, Standing.FAMILY)], opened_on=clock.today(),
        reason="本人からの相談",
    )  # fmt: skip
    made = applications.start_application(by=by, case_id=case_id, person_id=mother, variant=Variant.WITH_CONSENT)
    write(by, made, "reception", received_on=clock.today(), visitor_kind="01")
    write(by, made, "household", lives_together="yes", household_size=1, mail_ok="ask")
    write(by, made, "matters", topics=["03", "12"], most_pressing="12", wishes=HOSTILE)
    consent = ConsentFacts(explained=True, paper_kept=True, scopes=(Scope(other.agency_id, frozenset({Topic.CIRCUMSTANCES})),))
    facts = applications.ApplyFacts(applied_on=clock.today(), shares=True, consent=consent)
    applications.record_application_consent(by=by, application_id=made, version=version_of(by, made), facts=facts)
    for n in range(3):
        cases.record_note(by=by, case_id=case_id, facts=note(f"訪問した（{n + 1}回目）", words="もう疲れた", view="休む時間が要る"))
    return PaperTown(case_id, mother, son, made)


def write(by: Actor, application_id: UUID, section: str, **values: Any) -> int:
    """様式1-1の一つの節を書く。"""
    return applications.write_application(
        by=by, application_id=application_id, section=section, version=version_of(by, application_id), values=values
    )


def version_of(by: Actor, application_id: UUID) -> int:
    """票の今の版。"""
    with as_(by):
        return Application.objects.get(id=application_id).version


def paper(by: Actor, town: PaperTown, kind: str = "application", subject: UUID | None = None) -> Any:
    """この人として一枚を作る(値まで)。"""
    found = subject if subject or kind != "application" else town.application_id
    with transaction.atomic(), acting_as(by):
        return make_paper(kind, town.case_id, found, by=by)


def words_of(content: bytes) -> str:
    """PDF の文字のすべて(空白と改行を除く)。"""
    document = pypdfium2.PdfDocument(content)
    return re.sub(r"\s", "", "".join(document[n].get_textpage().get_text_range() for n in range(len(document))))


def cells_of(content: bytes) -> dict[str, Any]:
    """Excel の用紙の、場所 → 値。"""
    sheet = load_workbook(BytesIO(content))["記入用紙"]
    return {one.coordinate: one.value for row in sheet.iter_rows() for one in row if one.value is not None}


def filled(content: bytes, **given: Any) -> bytes:
    """人が表計算ソフトで書いて保存したファイル。given は「場所 = 値」。"""
    book = load_workbook(BytesIO(content))
    for place, value in given.items():
        book["記入用紙"][place] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def place_of(content: bytes, label: str, *, below: int = 0) -> str:
    """見出しの言葉がある行の、書く欄の場所。"""
    found = next(one for one, value in cells_of(content).items() if one.startswith("A") and str(value).strip().startswith(label))
    return f"B{int(found[1:]) + below}"
