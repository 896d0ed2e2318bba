"""席のない機関(病院・学校・ハローワーク): 同意・1-1・1-2 で名前を挙げられるが、挙げただけではだれにも何も見えない。"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from cases.cases_town import as_, opened
from coordination.coordination_town import taken_on
from django.test import Client
from django.urls import reverse

from kasane.agencies.commands.register import AgencyDraft, register_agency
from kasane.agencies.domain import Field
from kasane.agencies.models import Account, Agency, Posting
from kasane.agencies.queries.register import hosting_agencies, nameable_agencies
from kasane.cases.models import Case, CasePerson, Note
from kasane.cases.queries import case_header
from kasane.consent.domain.codes import Topic
from kasane.consent.models import ConsentScope
from kasane.consent.queries import usable_consent
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.programmes.coordination.commands import application
from kasane.programmes.coordination.domain.application import Variant
from kasane.programmes.coordination.models import AssessmentFact

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital(cast: Any) -> UUID:
    """台帳に載っているだけの病院。窓口ではなく、配属もない。"""
    return register_agency(by=cast.account_admin, agency=AgencyDraft(name="かさね総合病院", field=Field.OTHER, kind="0701"))


def listed(choices: Any) -> dict[str, str]:
    return {str(key): label for key, label in choices}


def test_席のない機関も名前を挙げられ_印がつき_席のある機関の後に並ぶ(cast: Any, hospital: UUID) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    later = register_agency(
        by=cast.account_admin, agency=AgencyDraft(name="明日開く学校", field=Field.CHILD, kind="0506", opened_on=tomorrow)
    )
    with as_(cast.account_admin):
        Agency.objects.create(name="閉じた診療所", field=Field.OTHER, kind="0701", closed_on=clock.today())
    with as_(cast.csw):
        found = nameable_agencies()
        names, hosts = dict(found), {one.id for one in hosting_agencies()}
        assert later in dict(nameable_agencies(on=tomorrow))
    assert names[hospital] == "かさね総合病院（席なし）"
    assert names[cast.hokatsu.agency_id] == "北地域包括支援センター"
    assert names[cast.empty_agency] == "休止中の窓口（席なし）", "窓口でも、使う人がいなければ席なし"
    assert later not in names
    assert "閉じた診療所" not in "".join(names.values())
    order = [key for key, _ in found]
    assert order.index(cast.hokatsu.agency_id) < order.index(hospital)
    assert hospital not in hosts, "つなぎ先・照会・支援チームに選べる機関は変わらない"


def test_同意の相手に挙げられるが_後で席ができても_何も見えない(cast: Any, sign_in: Any, client: Client, hospital: UUID) -> None:
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    sign_in(client, cast.csw)
    form = client.get(reverse("cases:granting", args=[case_id, mother])).context["form"]
    for name in ("agencies", "excluded"):
        assert listed(form.fields[name].choices)[str(hospital)] == "かさね総合病院（席なし）"
    refusing = client.get(reverse("cases:refusing", args=[case_id, mother])).context["form"]
    assert str(hospital) in listed(refusing.fields["excluded"].choices)
    referring = client.get(reverse("cases:referring", args=[case_id])).context["form"]
    assert str(hospital) not in listed(referring.fields["agency"].choices)
    day = clock.today()
    sent = {
        "kind": "sharing", "agencies": [str(hospital)], "topics": ["circumstances"], "explained": "on", "method": "signed",
        "paper_kept": "on", "given_by": "self", "excluded": [str(cast.empty_agency)], "given_on_era": "西暦",
        "given_on_year": str(day.year), "given_on_month": str(day.month), "given_on_day": str(day.day),
    }  # fmt: skip
    assert client.post(reverse("cases:grant_consent", args=[case_id, mother]), sent).status_code == 302
    with as_(cast.csw):
        assert set(ConsentScope.objects.values_list("agency_id", "excluded")) == {(hospital, False), (cast.empty_agency, True)}
        assert usable_consent(case_id, mother, hospital, Topic.CIRCUMSTANCES, day), "本人の言葉は、相手に席がなくても効く"
    doctor = seated(cast, hospital)
    with as_(doctor):
        assert nameable_agencies()
        for rows in (Case.objects.all(), CasePerson.objects.all(), Note.objects.all(), ConsentScope.objects.all()):
            assert not rows.exists()
        with pytest.raises(NotVisible):
            case_header(case_id, by=doctor)


def seated(cast: Any, agency_id: UUID) -> Any:
    """この機関に席を一つ作る(その席の行為者)。"""
    account = Account(id=uuid4(), login_id=f"seat-{uuid4().hex[:8]}", password="!")
    posting = Posting(
        id=uuid4(), account_id=account.id, agency_id=agency_id, roles=["consultant"], valid_from=clock.today(), appointed_at=clock.now()
    )
    with as_(cast.account_admin):
        account.save(force_insert=True)
        posting.save(force_insert=True)
    return replace(cast.csw, account_id=account.id, posting_id=posting.id, agency_id=agency_id)


def test_様式1の1の_関わっている機関と申込の同意に挙げられる(cast: Any, sign_in: Any, client: Client, hospital: UUID) -> None:
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    one = application.start_application(by=cast.csw, case_id=case_id, person_id=mother, variant=Variant.WITHOUT)
    sign_in(client, cast.csw)
    form = client.get(reverse("coordination:application_section", args=[case_id, one, "involved"])).context["form"]
    assert listed(form.fields["involved_agencies"].choices)[str(hospital)] == "かさね総合病院（席なし）"
    saved = client.post(
        reverse("coordination:write_application", args=[case_id, one, "involved"]), {"version": "1", "involved_agencies": [str(hospital)]}
    )
    assert saved.status_code == 302, saved.content.decode()
    form = client.get(reverse("coordination:application_consent", args=[case_id, one])).context["form"]
    for name in ("agencies", "excluded"):
        assert str(hospital) in listed(form.fields[name].choices)


def test_様式1の2の_出どころに挙げられる(cast: Any, sign_in: Any, client: Client, hospital: UUID) -> None:
    world = taken_on(cast.csw, cast.neighbour)
    sign_in(client, cast.neighbour)
    day = clock.today()
    sent = {
        "source": f"agency:{hospital}", "certainty": "reported", "as_of_era": "西暦", "as_of_year": str(day.year),
        "as_of_month": str(day.month), "as_of_day": str(day.day), "version": "1", "v-C-01": "01",
    }  # fmt: skip
    answer = client.post(reverse("coordination:save_section", args=[world.case_id, "C"]), sent)
    assert answer.status_code == 302, answer.content.decode()
    with as_(cast.neighbour):
        assert AssessmentFact.objects.get(item_key="C-01").source_agency_id == hospital
    page = client.get(reverse("coordination:section", args=[world.case_id, "C"])).content.decode()
    assert "かさね総合病院（席なし）" in page
