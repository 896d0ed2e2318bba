"""利害関係の遮断と封印は、その人についての相談にも、後から挙がった人・後から開いた要配慮の部屋にも効く(security.md N07・X3)。"""

from __future__ import annotations

from typing import Any

import pytest
from cases.cases_town import sql
from people.town import register

from consultation.desk_of_consultation import STORY, receive, told
from kasane.access.domain import Ground
from kasane.people import commands as people
from kasane.programmes.consultation import commands
from kasane.programmes.consultation.domain.consultation import SubjectsGiven

pytestmark = pytest.mark.django_db
TABLES = ("consultation_consultation", "consultation_sensitive", "consultation_subject")
SENSITIVE = {"health_text": "眠れない日が続いている"}


def seen(actor: Any, key: Any) -> list[int]:
    """この人に見える、相談・要配慮の記録・だれについての行の数。"""
    columns = ("id", "consultation_id", "consultation_id")
    return [sql(actor, f"SELECT count(*) FROM {table} WHERE {column} = %s", key)[0] for table, column in zip(TABLES, columns, strict=True)]


def found(actor: Any) -> int:
    """この人の記録の検索で読める行の数。"""
    return int(sql(actor, "SELECT count(*) FROM search_text WHERE source_kind LIKE 'consultation%%'")[0])


def block(cast: Any, person: Any, actor: Any) -> None:
    people.block_from_person(by=cast.csw_manager, person_id=person, account_id=actor.account_id, reason="本人の親族と分かった")


def test_遮断された職員には_受けた相談も検索も無いのと同じで_同じ機関のほかの職員には見える(cast: Any) -> None:
    mother = register(cast.csw, "高橋 花子")
    key = receive(cast.csw_manager, mother, **SENSITIVE)
    other = receive(cast.csw_manager, story="別の人の相談")
    assert seen(cast.csw, key) == [1, 1, 1]
    before = found(cast.csw)
    block(cast, mother, cast.csw)
    assert seen(cast.csw, key) == [0, 0, 0]
    assert seen(cast.csw, other)[0] == 1, "その人の挙がっていない相談は、変わらない"
    assert 0 < found(cast.csw) < before
    assert seen(cast.csw_manager, key) == [1, 1, 1]


def test_後から挙がった人と_後から開いた要配慮の部屋にも効き_外せば元に戻る(cast: Any) -> None:
    mother = register(cast.csw, "高橋 花子")
    block(cast, mother, cast.csw)
    key = receive(cast.csw_manager)
    assert seen(cast.csw, key) == [1, 0, 0]
    commands.add_subjects(by=cast.csw_manager, consultation_id=key, subjects=SubjectsGiven(persons=(mother,)))
    assert seen(cast.csw, key) == [0, 0, 0]
    commands.correct_consultation(by=cast.csw_manager, consultation_id=key, facts=told(**SENSITIVE), version=1, reason="聞き取りを足した")
    assert seen(cast.csw, key) == [0, 0, 0]
    (subject,) = sql(cast.csw_manager, "SELECT id FROM consultation_subject WHERE consultation_id = %s", key)
    commands.remove_subject(by=cast.csw_manager, consultation_id=key, subject_id=subject, reason="人違い")
    assert seen(cast.csw, key)[:2] == [1, 1]


def test_封印すると_名指しの人だけが読み_ほかの機関の受けた相談は_その担当が読み続ける(cast: Any) -> None:
    mother = register(cast.csw, "高橋 花子")
    ours = receive(cast.csw, mother, **SENSITIVE)
    people.share_person(
        by=cast.csw, person_id=mother, agency_id=cast.hokatsu.agency_id, ground=Ground.LEAD, until=None, with_conditions=False,
        reason="ともに主担当",
    )  # fmt: skip
    theirs = receive(cast.hokatsu, mother, story=STORY)
    people.seal_person(by=cast.csw_manager, person_id=mother, reason="職員の家族と分かった")
    assert seen(cast.csw, ours) == [0, 0, 0]
    assert seen(cast.csw_manager, ours) == [1, 1, 1]
    assert seen(cast.hokatsu, theirs)[0] == 1, "受けた機関の担当は、読み続ける"
    assert seen(cast.csw_manager, theirs) == [0, 0, 0], "封じた人に、ほかの機関の相談は開かない"
