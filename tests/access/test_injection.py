"""わざと開けた SQL インジェクションの穴: 穴があっても、よその行は一行も出ず、なりすましもできない（security.md §3）。

穴のある画面は、この試験の中にだけある。
"""

import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.urls import path
from town_records import person_of

from kasane.access.policy import Action
from kasane.screens.views import reads

pytestmark = pytest.mark.django_db(transaction=True)


@reads(Action.SEE_HOME)
def hole(request):
    """入力をそのまま SQL に混ぜる、決して作ってはならない画面。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM agencies_agency WHERE name = '" + request.GET["q"] + "'")
        return HttpResponse("\n".join(str(row[0]) for row in cursor.fetchall()))


urlpatterns = [path("hole/", hole, name="hole")]

SECRET = "秘町 見えぬ子"
ATTACKS = {
    "よその人の表を足す": "x' UNION ALL SELECT family_name || ' ' || given_name FROM people_person -- ",
    "居どころの表を足す": "x' UNION ALL SELECT person_id::text FROM people_place -- ",
    "索引の表を足す": "x' UNION ALL SELECT key FROM people_search_key -- ",
    "根拠の表を足す": "x' UNION ALL SELECT holder_id::text || compartment_id::text FROM access_grant -- ",
    "鍵を読む": "x' UNION ALL SELECT encode(inner_pad, 'hex') FROM access_key -- ",
    "さがす関数を直に呼ぶ": "x' UNION ALL SELECT person_id::text FROM people_find(ARRAY[1]::smallint[], ARRAY[1]::smallint[], ARRAY['']::text[], ARRAY[false], 200) -- ",
    "業務日誌を読む": "x' UNION ALL SELECT array_to_string(subjects, ',') FROM audit_journal -- ",
    "なりすます": "x' UNION ALL SELECT set_config('kasane.ctx', '1|staff|{victim}|{posting}|9999999999|00', true) UNION ALL SELECT family_name FROM people_person -- ",
    "役割を替える": "x'; SET LOCAL ROLE kasane_owner; SELECT family_name FROM people_person -- ",
    "守りを外す": "x'; SET LOCAL row_security = off; SELECT family_name FROM people_person -- ",
    "取引を閉じて読み直す": "x'; COMMIT; SELECT family_name FROM people_person -- ",
    "自分に根拠を与える": "x' UNION ALL SELECT access_give(gen_random_uuid(), '{room}', 'agency', '{mine}', 'named', now(), NULL, 'x')::text -- ",
    "誤りの文に漏らす": "x' UNION ALL SELECT CAST((SELECT family_name FROM people_person LIMIT 1) AS int)::text -- ",
    "関数の見積りを探る": "x' UNION ALL SELECT (most_common_vals::text) FROM pg_stats WHERE tablename = 'people_person' -- ",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_穴があっても_よその行は出ない(attack, cast, sign_in, client, settings, owner_sql):
    settings.ROOT_URLCONF = "test_injection"
    secret = person_of(cast.csw, family="秘町", given="見えぬ子")
    sign_in(client, cast.neighbour)
    query = ATTACKS[attack].format(
        victim=cast.csw.account_id, posting=cast.csw.posting_id, room=secret.compartment_id, mine=cast.neighbour.agency_id
    )
    try:
        body = client.get("/hole/", {"q": query}).content.decode()
    except DatabaseError as refused:
        body = str(refused)
    for leaked in ("秘町", "見えぬ子", str(secret.id)):
        assert leaked not in body
    holders = {row[0] for row in owner_sql("SELECT holder_id FROM access_grant WHERE compartment_id = %s", [secret.compartment_id])}
    assert holders == {cast.csw.agency_id}


def test_穴そのものは本物である(cast, sign_in, client, settings):
    """穴が働かないために通っているのではないことを、見えてよい表で確かめる。"""
    settings.ROOT_URLCONF = "test_injection"
    sign_in(client, cast.neighbour)
    body = client.get("/hole/", {"q": "x' UNION ALL SELECT name FROM agencies_agency -- "}).content.decode()
    assert cast.csw.agency_name in body
