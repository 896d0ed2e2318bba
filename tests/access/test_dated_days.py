"""日付つきの日数(access.rhythms): 事案と同意の二つの表を、同じ読み方で読む。"""

from datetime import date, timedelta

import pytest

from kasane.access.rhythms import NoRhythm
from kasane.access.session import acting_as
from kasane.cases.models import Rhythm
from kasane.cases.queries import rhythm
from kasane.consent.models import ConsentRhythm
from kasane.consent.queries import consent_days, warning_bands

pytestmark = pytest.mark.django_db
FROM, UNTIL = date(2030, 4, 1), date(2031, 4, 1)
TABLES = pytest.mark.parametrize(("table", "read"), [(Rhythm, rhythm), (ConsentRhythm, consent_days)], ids=["事案", "同意"])
DAY = timedelta(days=1)


@pytest.fixture
def decided(cast):
    """業務管理者として、決めごとの行を足す。"""

    def add(table, name, days, since, until=None):
        table.objects.create(name=name, days=days, valid_from=since, valid_to=until, source="試験")

    with acting_as(cast.account_admin):
        yield add


@TABLES
def test_始まりの日から_終わりの日の前の日まで効く(decided, table, read):
    decided(table, "made_up", 12, FROM, UNTIL)
    assert [read("made_up", FROM), read("made_up", UNTIL - DAY)] == [12, 12]
    for day in (FROM - DAY, UNTIL):
        with pytest.raises(NoRhythm, match=f"{day:%Y-%m-%d} の「made_up」の日数が決められていません"):
            read("made_up", day)


@TABLES
def test_重なれば_新しく始まった行が勝つ(decided, table, read):
    decided(table, "made_up", 12, FROM)
    decided(table, "made_up", 0, FROM + 10 * DAY)
    assert [read("made_up", FROM + 9 * DAY), read("made_up", FROM + 10 * DAY), read("made_up", UNTIL)] == [12, 0, 0]


@TABLES
def test_決めごとのない名前は_そのまま進めない(decided, table, read):
    decided(table, "made_up", 12, FROM)
    with pytest.raises(LookupError, match="no_such"):
        read("no_such", FROM)


def test_知らせる日数は_名前ごとに一つ_大きい順(decided):
    before = warning_bands(FROM - DAY)
    assert before == (60, 30, 7)
    decided(ConsentRhythm, "consent_warning_2", 45, FROM)
    assert [warning_bands(FROM - DAY), warning_bands(FROM)] == [before, (60, 45, 7)]
    assert warning_bands(date(2000, 1, 1)) == ()
