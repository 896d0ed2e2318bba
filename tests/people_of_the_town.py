"""試験の登場人物: 役割で決まった架空の人たち。隣人（同じ役割・別の事案の職員）は、すべての拒否の試験に出る。"""

from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID, uuid5

from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role

_TOWN = UUID("6b617361-6e65-5000-8000-746573740000")
SINCE = date(2026, 4, 1)

_AGENCIES = {
    "city_section": ("福祉総務課", "multi"),
    "shakyo": ("かさね市社会福祉協議会 総合相談支援センター", "multi"),
    "hokatsu": ("北地域包括支援センター", "care"),
    "neighbour_station": ("南ステーション", "poverty"),
    "general_affairs": ("総務課", "other"),
    "nobody_works_here": ("休止中の窓口", "other"),
}
_STAFF = {
    "city": ("市野 町子", "city_section", (Role.CITY_OFFICER, Role.SECRETARIAT)),
    "csw": ("重田 かさね", "shakyo", (Role.CONSULTANT, Role.COORDINATOR, Role.OUTREACH)),
    "csw_manager": ("重田 治", "shakyo", (Role.MANAGER, Role.CONSULTANT)),
    "hokatsu": ("北見 包", "hokatsu", (Role.CONSULTANT, Role.MANAGER)),
    "neighbour": ("隣田 南", "neighbour_station", (Role.CONSULTANT, Role.COORDINATOR, Role.OUTREACH, Role.MANAGER)),
    "account_admin": ("管野 理", "general_affairs", (Role.ACCOUNT_ADMIN,)),
    "auditor": ("監物 察", "general_affairs", (Role.AUDITOR,)),
    "privacy": ("保科 護", "city_section", (Role.PRIVACY_OFFICER,)),
}


@dataclass(frozen=True, slots=True)
class Cast:
    """登場人物。minsei（民生委員）は内側のアプリに席を持たない外部の構成員で、その識別子だけがある。"""

    city: Actor
    csw: Actor
    csw_manager: Actor
    hokatsu: Actor
    neighbour: Actor
    account_admin: Actor
    auditor: Actor
    privacy: Actor
    minsei: UUID

    @property
    def empty_agency(self) -> UUID:
        """職員のいない機関（だれにも見せずに、機関への根拠を試すため）。"""
        return _id("agency", "nobody_works_here")

    def everyone(self) -> list[Actor]:
        """席を持つ全員。"""
        return [getattr(self, f.name) for f in fields(self) if f.name != "minsei"]


def settle() -> Cast:
    """登場人物を所有者の接続で住まわせる（確定する）。同じ識別子なので、何度でも同じ人になる。"""
    from kasane.agencies.models import Account, Agency, OutsideMember, Posting, StaffProfile

    for key, (name, field) in _AGENCIES.items():
        Agency.objects.using("owner").create(id=_id("agency", key), name=name, kana="", field=field, kind="0101", is_window=True)
    people: dict[str, Actor] = {}
    for key, (name, agency, roles) in _STAFF.items():
        account = Account(id=_id("account", key), login_id=f"test-{key.replace('_', '-')}", password="!")
        account.save(using="owner")
        StaffProfile.objects.using("owner").create(account_id=account.id, name=name)
        posting = Posting.objects.using("owner").create(
            id=_id("posting", key),
            account_id=account.id,
            agency_id=_id("agency", agency),
            roles=[role.value for role in roles],
            valid_from=SINCE,
            appointed_at=clock.now(),
        )
        people[key] = Actor(account.id, posting.id, posting.agency_id, frozenset(roles), name, _AGENCIES[agency][0])
    minsei = OutsideMember.objects.using("owner").create(id=_id("outside", "minsei"), **_minsei())
    return Cast(**people, minsei=minsei.id)


def _minsei() -> dict[str, object]:
    return {"name": "民野 生委", "kind": "1401", "valid_from": SINCE}


def _id(kind: str, key: str) -> UUID:
    return uuid5(_TOWN, f"{kind}:{key}")
