"""記録から資料に写す一行の、並べる所と出所。"""

from __future__ import annotations

from kasane.cases.domain.recorded import RecordLine
from kasane.conferences.domain.codes import Provenance, Section
from kasane.conferences.domain.facts import PacketFact
from kasane.consent.domain.codes import Topic


def section_of(line: RecordLine) -> Section:
    """資料のどこに並べるか。記録の章は、同じ符号の区分に並ぶ。"""
    return Section(line.chapter.value)


def provenance_of(line: RecordLine, *, on_consent: bool) -> Provenance:
    """記録から写した行の出所。税のことは税情報、同意のもとの議題なら、人のことは本人同意・世帯のことは職務。ほかは106条の6。"""
    if line.topic is Topic.TAX:
        return Provenance.TAX
    if not on_consent:
        return Provenance.CONFERENCE
    return Provenance.CONSENT if line.person_id is not None else Provenance.DUTY


def barred(line: RecordLine) -> str:
    """載せられない理由。なければ空。世帯の税のことは、だれの税の同意が要るのか決まらない(地方税法22条)。"""
    if line.topic is Topic.TAX and line.person_id is None:
        return (
            "世帯の税のことは、記録からは載せられません。その人の「税情報」の同意を得て、だれのことかを選んで載せてください(地方税法22条)。"
        )
    return ""


def fact_of(line: RecordLine, *, on_consent: bool, tax_words_seen: bool) -> PacketFact:
    """資料の一行にする。"""
    return PacketFact(
        section=section_of(line), text=line.text, provenance=provenance_of(line, on_consent=on_consent), topic=line.topic,
        person_id=line.person_id, as_of=line.as_of, source_kind=line.kind, source_id=line.id, tax_words_seen=tax_words_seen,
    )  # fmt: skip
