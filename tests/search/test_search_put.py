"""検索の表に写す: 書ける人だけが写せ、訂正で前の文は残らず、支援会議の文は決して入らない。"""

import pytest
from django.db import IntegrityError, transaction
from search_town import NOTE, TALK, TODAY

from kasane.access.commands import open_compartment
from kasane.access.domain import Kind
from kasane.access.session import acting_as
from kasane.kernel.decision import NotVisible, Refused
from kasane.kernel.ids import new_id
from kasane.search.commands import put, remove
from kasane.search.models import SearchText
from kasane.search.registry import register_source, source_of

pytestmark = pytest.mark.django_db


def _put(source_id, room, text="訪問した", kind=NOTE, room_kind=Kind.GENERAL):
    put(source_kind=kind, source_id=source_id, compartment_id=room, room_kind=room_kind, context_id=room, happened_on=TODAY, text=text)


def _room(by, kind=Kind.GENERAL):
    return open_compartment(by=by, kind=kind, subject_id=new_id(), reason="試験")


def test_字をそろえて写し_書き分けはそのまま残す(cast, records):
    one = records.add(cast.csw, "ﾋｷｺﾓﾘ　の髙橋さん。\n障がい者手帳")
    with acting_as(cast.csw):
        assert SearchText.objects.get(source_id=one).folded == "ひきこもり の高橋さん。 障がい者手帳"


def test_訂正で写し直すと前の文は残らず_行は一つのまま(cast, records):
    one = records.add(cast.csw, "前の文")
    with acting_as(cast.csw):
        room = SearchText.objects.get(source_id=one).compartment_id
        _put(one, room, "後の文")
        assert list(SearchText.objects.values_list("folded", flat=True)) == ["後の文"]


def test_消すと文が空になる(cast, records):
    one = records.add(cast.csw, "消す文")
    with acting_as(cast.csw):
        remove(source_kind=NOTE, source_id=one)
        assert SearchText.objects.get(source_id=one).folded == ""


def test_部屋に書けない隣人は_写せず_消せず_読めない(cast, records):
    one = records.add(cast.csw, "秘密の文")
    with acting_as(cast.csw):
        room = SearchText.objects.get(source_id=one).compartment_id
    with acting_as(cast.neighbour):
        assert not SearchText.objects.exists()
        with pytest.raises(Refused):
            _put(new_id(), room)
        with pytest.raises(Refused):
            _put(one, _room(cast.neighbour))
        with pytest.raises(NotVisible):
            remove(source_kind=NOTE, source_id=one)
    with acting_as(cast.csw):
        assert SearchText.objects.get(source_id=one).folded == "秘密の文"


@pytest.mark.parametrize("kind", [Kind.CONFERENCE, Kind.TAX, Kind.PROTECTED, Kind.IDENTITY])
def test_支援会議_税_秘匿の部屋の文は_種類を偽っても入らない(cast, records, kind):
    with acting_as(cast.csw):
        room = _room(cast.csw, kind)
        with pytest.raises(ValueError, match="検索の表に入れません"):
            _put(new_id(), room, room_kind=kind)
        with pytest.raises((IntegrityError, Refused)), transaction.atomic():
            _put(new_id(), room, room_kind=Kind.GENERAL)


def test_別の種類の記録と番号が重なったら_上書きせずに止める(cast, records):
    one = records.add(cast.csw, "経過の文")
    with acting_as(cast.csw):
        room = SearchText.objects.get(source_id=one).compartment_id
        with pytest.raises(ValueError, match="別の種類"):
            _put(one, room, kind=TALK)


def test_登録のない種類は写せず_同じ種類は二度登録できない(cast, records):
    with acting_as(cast.csw), pytest.raises(KeyError):
        _put(new_id(), _room(cast.csw), kind="知らない種類")
    with pytest.raises(ValueError, match="二度登録"):
        register_source(NOTE, "別の札", records.load)
    assert source_of(NOTE).label == "経過"
