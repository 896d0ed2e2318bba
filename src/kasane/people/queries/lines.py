"""一覧の一行: 番号の列から、RLS のもとで必要な列だけを読み直す。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kasane.kernel import clock
from kasane.people.domain.codes import AgeBand, PlaceKind, Residency, Sex
from kasane.people.domain.person import age_words, display_name, read_partial
from kasane.people.models import Person, Place
from kasane.people.queries.records import born_of

_COLUMNS = (
    "id", "family_name", "given_name", "name_text", "working_label", "family_kana", "given_kana", "kana_text", "sex",
    "birth_year", "birth_month", "birth_day", "age_band", "died_on", "residency", "resident_number", "merged_into_id",
)  # fmt: skip
_ADDRESSES = (PlaceKind.RESIDENCE.value, PlaceKind.DOMICILE.value, PlaceKind.WHEREABOUTS.value)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """一覧の一人。number は宛名番号の下3桁だけ(一覧では伏せる)。address は居所・住所・居所の目安の順で最初の一つ。"""

    id: UUID
    name: str
    kana: str
    sex: str
    born: str
    age: str
    died: str
    residency: str
    number: str
    address: str


def person_lines(ids: Sequence[UUID]) -> tuple[PersonLine, ...]:
    """番号の順のまま一覧の行を返す。見えない人の番号は黙って落とす(返した問いは二つ)。"""
    rows = {row[0]: row for row in Person.objects.filter(id__in=ids).values_list(*_COLUMNS)}
    where = _addresses(rows)
    today = clock.today()
    return tuple(_line(rows[key], where.get(key, ""), today) for key in ids if key in rows)


def masked_number(number: str) -> str:
    """宛名番号を一覧用に伏せる。下3桁だけを残し、短い番号は全部伏せる。"""
    if not number:
        return ""
    return "•" * 5 + (number[-3:] if len(number) > 5 else "")


def _addresses(ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = Place.objects.filter(person_id__in=list(ids), kind__in=_ADDRESSES, valid_to__isnull=True).values_list(
        "person_id", "kind", "text"
    )
    found: dict[UUID, str] = {}
    for person_id, _, text in sorted(rows, key=lambda row: _ADDRESSES.index(row[1])):
        found.setdefault(person_id, text)
    return found


def _line(row: Sequence[object], address: str, today: date) -> PersonLine:
    key, family, given, whole, label, family_kana, given_kana, kana, sex, year, month, day, band, died, residency, number, _ = row
    born, died_on = born_of(year, month, day), read_partial(str(died))  # type: ignore[arg-type]
    return PersonLine(
        id=key,  # type: ignore[arg-type]
        name=display_name(str(family), str(given), str(whole), str(label)),
        kana=str(kana) or " ".join(filter(None, (str(family_kana), str(given_kana)))),
        sex=(Sex.read(str(sex)) or Sex.UNKNOWN).label_ja,
        born=born.display() if born else "",
        age=age_words(born, died_on, AgeBand.read(str(band)), today),
        died=died_on.display() if died_on else "",
        residency=(Residency.read(str(residency)) or Residency.UNKNOWN).label_ja,
        number=masked_number(str(number)),
        address=address,
    )
