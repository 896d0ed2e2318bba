"""見本の町のサインイン: 役割ごとに、だれとして入り、何を試せるか。./start の知らせと、見本の入口が使う。"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from kasane.demo.staff import DESKS, staff
from kasane.demo.town import AGENCIES
from kasane.kernel.actor import Role


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """一つの机: 役割の言い方、氏名、機関、サインイン名、試せること。"""

    role: str
    name: str
    agency: str
    login_id: str
    hint: str
    roles: frozenset[Role]


def accounts(seed: int) -> list[DemoAccount]:
    """その種の町で、試してみるとよい机。どの役割にも一つはある。"""
    people = {person.login_id: person for person in staff(Random(f"{seed}:staff"))}
    agencies = {agency.key: agency.name for agency in AGENCIES}
    found = []
    for desk in DESKS:
        person = people[desk.login_id]
        roles = frozenset(role for post in person.posts for role in post.roles)
        found.append(DemoAccount(desk.label, person.name, agencies[person.posts[0].agency], desk.login_id, desk.hint, roles))
    return found
