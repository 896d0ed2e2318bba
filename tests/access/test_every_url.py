"""すべての URL × 方法 × 立場（security.md §2.5 の生成規則）: 関わりのない人には、何も出ず、何も変わらない。

URL は一覧から作られる。新しい URL に、この表の知らない引数があれば赤くなる。
"""

import re
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from protection import comment, tables
from secret_cases import case_secrets
from secret_rooms import room_secrets

from kasane.access.domain import Ground
from kasane.access.policy import RULES, Action
from kasane.access.session import acting_as
from kasane.agencies.models import Agency, Posting
from kasane.kernel import clock
from kasane.kernel.wareki import parse_date
from kasane.people import commands
from kasane.people.commands.places import PlaceFacts
from kasane.people.commands.protection import Opponent, ProtectionFacts
from kasane.people.domain.codes import ConditionKind, Kinship, Nature, PlaceKind, ProtectionKind, RelationKind
from kasane.people.domain.person import PersonFacts

pytestmark = pytest.mark.django_db
STAFF_SIDE = ("agency_id", "account_id", "posting_id", "base_id", "member_id")  # 台帳と名簿は、職員ならだれでも読める
# 受けた機関だけが開ける画面。送った側は、理由つきで断られる(cases:hearing は、受けた機関に席があるので断られる)
RECEIVERS_ONLY = {
    "cases:declining", "cases:hearing", "cases:returning", "coordination:answering", "coordination:sending_back", "coordination:taking_on",
}  # fmt: skip
# 求められた機関だけの画面と、守秘の確認を待つ本人だけの画面と、委嘱された外の人の席だけの画面。受付機関の職員には、無いのと同じ
NOT_FOR_THE_WORKER = {"conferences:answer_cooperation", "conferences:attending_on_paper", "conferences:secrecy"}
CANARY = re.compile("秘印[一-龠ぁ-んァ-ヶ]*|ヒイン|0000-98-7654")
POSTED = {
    "reason": "関わりのない人が送った理由です",
    "text": "x",
    "label": "x",
    "kind": "home",
    "version": "1",
    "family_name": "改ざん",
    "sex": "unknown",
    "residency": "unknown",
}


def routes(resolver=None, prefix=""):
    """URL の名前、引数の名前、宣言。"""
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLResolver):
            yield from routes(item, f"{prefix}{item.namespace}:" if item.namespace else prefix)
        elif isinstance(item, URLPattern):
            yield prefix + str(item.name), tuple(item.pattern.converters) or tuple(item.pattern.regex.groupindex), item.callback.declared


ROUTES = sorted({(name, arguments, declared) for name, arguments, declared in routes()}, key=lambda route: route[0])


def _person(by, given: str) -> UUID:
    facts = PersonFacts(family_name="秘印", given_name=given, family_kana="ヒイン", given_kana="テスト", born=parse_date("昭和20年3月1日"))
    return commands.register_person(by=by, facts=facts)


@pytest.fixture
def secrets(cast):
    """csw の機関だけが知る、一通りの記録。値は URL の引数の名前ごとの番号。"""
    by, day = cast.csw, parse_date("令和2年4月1日").earliest
    mother, son, twin, guarded = (_person(by, name) for name in ("母", "長男", "同人", "避難"))
    place = commands.record_place(by=by, person_id=mother, facts=PlaceFacts(PlaceKind.PHONE, "0000-98-7654"))
    condition = commands.record_condition(by=by, person_id=mother, kind=next(iter(ConditionKind)), text="秘印の状況")
    household = commands.form_household(by=by, label="秘印さんの世帯", focus_person_id=mother, since=day)
    member = commands.join_household(by=by, household_id=household, person_id=son, relationship=Kinship.CHILD, since=day)
    relation = commands.relate(by=by, person_id=mother, other_id=son, kind=RelationKind.PARENT, nature=Nature.BIRTH)
    tie = commands.record_tie(by=by, person_id=mother, label="秘印の友人")
    other = _person(by, "同人")
    merge = commands.merge_people(by=by, kept_id=twin, absorbed_id=other, reason="同じ人と確かめた")
    commands.record_place(by=by, person_id=guarded, facts=PlaceFacts(PlaceKind.RESIDENCE, "秘印の避難先"))
    facts = ProtectionFacts(kind=next(iter(ProtectionKind)), applied_on=day, valid_from=day, opponents=[Opponent(name="秘印の相手方")])
    measure = commands.protect_address(by=by, person_id=guarded, facts=facts)
    rows = {"place": place, "condition": condition, "relation": relation, "tie": tie, "leav": member, "leave": member}
    grant = commands.share_person(
        by=by, person_id=mother, agency_id=cast.empty_agency, ground=Ground.TEAM, until=None, with_conditions=True, reason="役割を分けた"
    )[0]
    with transaction.atomic(), acting_as(by):
        posting = Posting.objects.get(pk=cast.csw_manager.posting_id)
        agency = Agency.objects.get(pk=cast.csw.agency_id)
    case = case_secrets(by, mother, cast.empty_agency)
    return {
        "of_room": room_secrets(cast, case["case_id"], mother, case["application_id"]),
        "person_id": mother, "guarded": guarded, "twin": twin, "other_id": son, "merge_id": merge, "measure_id": measure, "household_id": household,
        **case, "rows": rows, "agency_id": agency.pk, "account_id": posting.account_id, "posting_id": posting.pk, "emergency_id": measure,
        "member_id": cast.minsei, "base_id": cast.minsei, "act": "suspend", "pk": 1, "grant_id": grant, "provider_id": "city",
        "subject": "route", "ref": case["consultation_id"], "group_id": cast.minsei, "days_key": "cases_rhythm-contact_default",
    }  # fmt: skip


def address(name: str, arguments: tuple[str, ...], secrets: dict) -> str:
    """この URL の、csw の記録を指す形。知らない引数があれば KeyError。"""
    given, of_room = {}, secrets["of_room"].get(name.partition(":")[0], {})
    for argument in arguments:
        if argument == "row_id":
            given[argument] = next(value for key, value in secrets["rows"].items() if key in name)
        elif argument == "referral_id" and name.startswith("coordination:"):
            given[argument] = secrets["entry_id"]
        elif argument == "section" and "application_id" in arguments:
            given[argument] = "source"
        elif argument in ("section", "item_key") and "person_id" in arguments:
            given[argument] = {"section": "F", "item_key": "F-01"}[argument]
        elif argument == "person_id" and "measure_id" in arguments:
            given[argument] = secrets["guarded"]
        elif argument == "person_id" and "merge_id" in arguments:
            given[argument] = secrets["twin"]
        else:
            given[argument] = of_room.get(f"{name.partition(':')[2]}:{argument}", of_room.get(argument, secrets.get(argument)))
            assert given[argument] is not None, f"{name} の引数 {argument} を、この試験は知らない"
    return reverse(name, kwargs=given)


def record_bound(declared) -> bool:
    """特定の記録に縛られた行為か。"""
    return declared.action is not None and RULES[declared.action].grounds is not None


def counts() -> dict[str, int]:
    """今の取引から見た、csw の記録の行数と版。"""
    with connection.cursor() as cursor:
        found = {}
        for table in (t for t in tables() if comment(t) in ("compartment", "access")):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(sum(version), 0) FROM people_person")
        found["versions"] = cursor.fetchone()[0]
        return found


def test_受付機関の職員には_読む画面がすべて開く(secrets, cast, sign_in):
    """この試験が空回りしていないこと。"""
    worker, manager = Client(), Client()
    sign_in(worker, cast.csw)
    sign_in(manager, cast.csw_manager)
    opened = {}
    for name, arguments, declared in ROUTES:
        if record_bound(declared) and declared.mode == "reads" and name.startswith(("people:", "cases:", "consultation:", "coordination:")):
            client = manager if declared.action in (Action.BLOCK_CONFLICT, Action.SEAL_RECORD) else worker
            answer = client.get(address(name, arguments, secrets))
            opened[name] = (answer.status_code, bool(CANARY.search(answer.content.decode())))
    assert len(opened) >= 20
    assert {name for name, seen in opened.items() if seen[0] == 403} == RECEIVERS_ONLY
    assert {name: seen for name, seen in opened.items() if seen[0] not in (200, 403)} == {}
    assert sum(shown for _, shown in opened.values()) >= 18


def test_部屋の番号も本物で_受付機関の職員には画面が開くか_理由つきで断られる(secrets, cast, sign_in):
    """プラン・会議・窓口・様式の直しの番号が、どこにもない番号(404)になっていないこと。"""
    worker, keeper = Client(), Client()
    sign_in(worker, cast.csw)
    sign_in(keeper, cast.city)
    seen = {}
    for name, arguments, declared in ROUTES:
        correcting = declared.action is Action.CORRECT_FORMS
        if arguments and declared.mode == "reads" and (correcting or name.startswith(("plans:", "conferences:", "portal:"))):
            client = keeper if correcting or declared.action in (Action.KEEP_APPOINTMENTS, Action.EDIT_CONFERENCE_KINDS) else worker
            answer = client.get(address(name, arguments, secrets))
            seen[name] = (answer.status_code, bool(CANARY.search(answer.content.decode("utf-8", "replace"))))
    assert {name for name, (status, _) in seen.items() if status not in (200, 302, 403)} == NOT_FOR_THE_WORKER
    assert sum(shown for _, shown in seen.values()) >= 45


@pytest.mark.parametrize("who", ["neighbour", "hokatsu", "city", "account_admin", "auditor", "privacy", "nobody"])
def test_関わりのない人には_どのURLも_何も出さず_何も変えない(who, secrets, cast, sign_in):
    client = Client(raise_request_exception=True)
    if who != "nobody":
        sign_in(client, getattr(cast, who))
    with transaction.atomic(), acting_as(cast.csw):
        before = counts()
    leaks, opened = [], []
    for name, arguments, declared in ROUTES:
        if name in ("agencies:sign_out",):
            continue
        for method in ("get", "post", "put", "delete"):
            answer = getattr(client, method)(address(name, arguments, secrets), POSTED if method == "post" else {})
            if CANARY.search(answer.content.decode("utf-8", "replace")):
                leaks.append(f"{method} {name}")
            # 引数のない画面は一覧で、その人に見えるものだけを並べる(秘印が出ないことは上で確かめた)
            if arguments and record_bound(declared) and answer.status_code in (200, 302) and who != "nobody":
                opened.append(f"{method} {name}: {answer.status_code}")
    assert leaks == []
    assert opened == []
    with transaction.atomic(), acting_as(cast.csw):
        assert counts() == before


def test_見えない記録と無い記録は_同じ答えになる(secrets, cast, sign_in):
    client = Client()
    sign_in(client, cast.neighbour)
    nowhere = {
        **secrets,
        **{key: UUID(int=7) for key, value in secrets.items() if isinstance(value, UUID) and key not in STAFF_SIDE},
    }
    nowhere["rows"] = dict.fromkeys(secrets["rows"], UUID(int=7))
    nowhere["of_room"] = {
        room: {key: UUID(int=7) if isinstance(value, UUID) and key not in STAFF_SIDE else value for key, value in given.items()}
        for room, given in secrets["of_room"].items()
    }
    for name, arguments, declared in ROUTES:
        if not record_bound(declared):
            continue
        for method in ("get", "post"):
            with clock.frozen(clock.now()):  # 印刷の足に出る時刻は、分の境目をまたぐと変わる
                hidden, absent = (
                    getattr(client, method)(address(name, arguments, ids), POSTED if method == "post" else {}) for ids in (secrets, nowhere)
                )
            assert (hidden.status_code, _plain(hidden)) == (absent.status_code, _plain(absent)), f"{method} {name}"


def _plain(answer) -> str:
    """要求ごとに変わる合言葉と番号を除いた本文。"""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "*", answer.content.decode())
    return re.sub(r"[A-Za-z0-9:_.*-]{40,}", "", text)
