"""一度に入れる手順: 入れた文が見つかり、区画の種類の合わない行は取引ごと断られる。"""

import psycopg
import pytest
from django.db import connections
from search_town import NOTE, TODAY

from kasane.access.domain import Kind
from kasane.kernel.ids import new_id
from kasane.search.bulk import COPY_TARGET, begin, copy_row, finish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(_django_db_helper):
    connections["owner"].ensure_connection()
    raw = connections["owner"].connection
    try:
        with raw.transaction(force_rollback=True):
            yield raw
    finally:
        assert raw.execute("SELECT count(*) FROM pg_class WHERE relname = 'search_text_grams'").fetchone()[0] == 1


def _load(raw, kind):
    room, source = new_id(), new_id()
    raw.execute("INSERT INTO access_compartment (id, kind, subject_id, opened_at) VALUES (%s, 3, %s, now())", [room, room])
    begin(raw)
    with raw.cursor().copy(f"COPY {COPY_TARGET} FROM STDIN") as out:
        out.write_row(
            copy_row(
                source_kind=NOTE, source_id=source, compartment_id=room, room_kind=kind, context_id=room, happened_on=TODAY, text="ﾋｷｺﾓﾘ"
            )
        )
    finish(raw)
    return source


def test_入れた文は索引で見つかり_引き金も戻っている(owner):
    source = _load(owner, Kind.SENSITIVE)
    owner.execute("SET LOCAL enable_seqscan = off")
    query = "SELECT source_id FROM search_text t WHERE search_grams(folded, happened_on, source_kind) @@ '''ひき'' & ''こも'''"
    assert owner.execute(query).fetchall() == [(source,)]
    assert "search_text_grams" in str(owner.execute("EXPLAIN " + query).fetchall())
    state = owner.execute("SELECT tgenabled::text FROM pg_trigger WHERE tgname = 'search_text_room_kind'").fetchone()
    assert state == ("O",)


def test_区画の種類を偽った行があれば_全部を断る(owner):
    with pytest.raises(psycopg.errors.RaiseException, match="合わない行"), owner.transaction():
        _load(owner, Kind.GENERAL)
