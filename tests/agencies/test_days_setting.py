"""日数の決めごと(連絡の間隔、返事を待つ日数、同意の長さ)は、市が画面で改める。その日から、どの部屋の日数にもなる。"""

from datetime import timedelta

import pytest
from cases.cases_town import opened
from django.test import Client
from django.urls import reverse

from kasane.access.session import acting_as
from kasane.agencies.commands.days import set_days
from kasane.agencies.models import DaysChange
from kasane.agencies.queries.days import days_line, days_lines
from kasane.cases.models import Case
from kasane.cases.queries import rhythm
from kasane.consent.queries import consent_days
from kasane.kernel import clock
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused

pytestmark = pytest.mark.django_db
CONTACT, LONGEST, TERM = "cases_rhythm-contact_default", "consent_rhythm-consent_longest", "consent_rhythm-consent_term"


def url(name, *args):
    return reverse(f"agencies:{name}", args=args)


def day(on):
    return {"valid_from_era": "西暦", "valid_from_year": str(on.year), "valid_from_month": str(on.month), "valid_from_day": str(on.day)}


def change(cast, key, days, *, on=None, version=1, reason="要綱を改めた"):
    set_days(by=cast.account_admin, key=key, version=version, days=days, valid_from=on or clock.today(), reason=reason)


def test_改めた日から効き_前の日数は残り_同じ日の直しも履歴に残る(cast):
    today = clock.today()
    with acting_as(cast.account_admin):
        before = rhythm("contact_default", today)
    change(cast, CONTACT, 14)
    change(cast, CONTACT, 21, version=2, reason="書き間違いを直した")
    change(cast, CONTACT, 10, on=today + timedelta(days=30), version=3, reason="来月から")
    with acting_as(cast.csw):
        assert [rhythm("contact_default", today + timedelta(days=n)) for n in (-1, 0, 29, 30)] == [before, 21, 21, 10]
        line = days_line(CONTACT)
        assert (line.days, line.coming, line.source) == (21, ((today + timedelta(days=30), 10),), "書き間違いを直した")
        told = DaysChange.objects.order_by("version").values_list("before", "after", "reason")
        assert list(told) == [(before, 14, "要綱を改めた"), (14, 21, "書き間違いを直した"), (21, 10, "来月から")]


def test_日数を持つ部屋は_どれも画面に出て_決まった名前のすべてを改められる(cast, owner_sql):
    """行はあるのに画面に出ない決めごとや、画面に出るのに行のない決めごとが、あってはならない。"""
    with acting_as(cast.account_admin):
        shown = {line.key for _, lines in days_lines() for line in lines}
    kept = {
        f"{table}-{row[0]}"
        for (table,) in owner_sql("SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public'"
                                  " AND table_name LIKE '%_rhythm' AND column_name = 'days'")
        for row in owner_sql(f"SELECT DISTINCT name FROM {table}")
    }  # fmt: skip
    assert shown == kept
    for key in ("plans_rhythm-progress_answer", "conferences_rhythm-shown_after", "conferences_rhythm-kept_for"):
        change(cast, key, 21)
        with acting_as(cast.account_admin):
            assert days_line(key).days == 21


def test_新しく開く事案は_改めた間隔で始まる(cast):
    change(cast, CONTACT, 17)
    case_id, _ = opened(cast.csw)
    with acting_as(cast.csw):
        assert Case.objects.get(id=case_id).contact_rhythm_days == 17


@pytest.mark.parametrize(
    ("key", "days", "ago", "because"),
    [
        (CONTACT, 0, 0, "1日から366日"), (CONTACT, 367, 0, "1日から366日"), (CONTACT, 14, 1, "今日より前"), (CONTACT, 30, 0, "同じ日数"),
        (TERM, 1097, 0, "1日から1096日"), (LONGEST, 364, 0, "同意の長さ（初めの値）」（365日）より短く"),
        ("cases_rhythm-referral_to_manager", 4, 0, "市に知らせるか」（3日）より長く"),
    ],
)  # fmt: skip
def test_幅の外_過ぎた日_ほかの決めごとと逆になる日数は断る(cast, key, days, ago, because):
    with pytest.raises(Invalid) as refused:
        change(cast, key, days, on=clock.today() - timedelta(days=ago))
    assert because in "".join(refused.value.errors.values())
    with acting_as(cast.account_admin):
        assert not DaysChange.objects.exists()


def test_理由がなければ断り_登録のない決めごとはない(cast):
    with pytest.raises(Invalid, match="なぜ改めるか"):
        change(cast, CONTACT, 14, reason=" ")
    with pytest.raises(NotVisible):
        change(cast, "cases_rhythm-no_such", 14)


def test_先に改めた人がいれば_両方を見比べる(cast, sign_in, client):
    sign_in(client, cast.account_admin)
    change(cast, CONTACT, 14, reason="先の人")
    with pytest.raises(Conflict):
        change(cast, CONTACT, 20)
    answer = client.post(url("set_days", CONTACT), {"days": "20", "reason": "後の人", "version": "1", **day(clock.today())})
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "先の人" in body
    assert 'value="20"' in body


def test_画面にすべての部屋の日数が出て_改めると履歴に人と理由が出る(cast, sign_in, client):
    sign_in(client, cast.account_admin)
    listed = client.get(url("days")).content.decode()
    with acting_as(cast.account_admin):
        lines = [line for _, found in days_lines() for line in found]
    assert len(lines) >= 13
    assert all(line.days is not None and line.label in listed for line in lines)
    typed = {"days": "730", "reason": "二年までとした", "version": "1", **day(clock.today())}
    assert client.post(url("set_days", LONGEST), typed).status_code == 302
    page = client.get(url("setting_days", LONGEST)).content.decode()
    assert "二年までとした" in page
    assert cast.account_admin.name in page
    with acting_as(cast.csw):
        assert consent_days("consent_longest", clock.today()) == 730


@pytest.mark.parametrize("who", ["csw", "city", "neighbour", "auditor"])
def test_業務管理者でなければ_開けず_改められない(cast, sign_in, who):
    actor, client = getattr(cast, who), Client()
    sign_in(client, actor)
    assert client.get(url("days")).status_code == 403
    assert client.get(url("setting_days", CONTACT)).status_code == 403
    assert client.post(url("set_days", CONTACT), {"days": "1", "reason": "x", "version": "1", **day(clock.today())}).status_code == 403
    with pytest.raises(Refused):
        set_days(by=actor, key=CONTACT, version=1, days=14, valid_from=clock.today(), reason="改める")
