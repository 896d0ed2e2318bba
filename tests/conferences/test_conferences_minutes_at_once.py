"""二人の記録者が、画面から同時に書く(別々の糸、別々の接続): 書けたと答えられた行は、一度ずつ、書いた人の順に、どの文も残る。"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.test import Client
from people_of_the_town import Cast

from conferences.conference_work_room import meeting
from conferences.conferences_screen_room import url
from conferences.conferences_town import as_
from kasane.conferences.models import Minute
from kasane.conferences.queries.minutes import minute_versions, minutes_mark, minutes_of
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)
LINES = 12


class Taker:
    """記録者の一人: 自分の端末で、開いている議題に書き続ける。accepted は、書けたと答えられた行(番号 → 文)。"""

    def __init__(self, item: UUID, client: Client, name: str) -> None:
        self.item, self.client, self.name = item, client, name
        self.accepted: dict[UUID, str] = {}
        self.clashes = 0

    def write(self) -> None:
        """一行ずつ書く。三行に一度は、届いたか分からない送信を、もう一度送る。"""
        for number in range(LINES):
            key, text = new_id(), f"{self.name}{number}"
            for _ in range(2 if number % 3 == 0 else 1):
                answer = self.client.post(url("write_minute", self.item), {"kind": "shared", "text": text, "line_id": str(key)})
                assert answer.status_code == 302, answer.content.decode()
            self.accepted[key] = text

    def revise(self, line: UUID, together: threading.Barrier) -> None:
        """二人が同じ版から同じ行を直す。食い違い(409)なら、両方の文を見て、今の版から送り直す。"""
        for number in range(LINES):
            version = (
                self.client.get(url("revising_minute", self.item, line)).content.decode().split('name="version" value="')[1].split('"')[0]
            )
            together.wait(30)
            text = f"{self.name}の直し{number}"
            while True:
                sent = {"kind": "shared", "text": text, "version": version}
                answer = self.client.post(url("revise_minute", self.item, line), sent)
                if answer.status_code == 302:
                    self.accepted[new_id()] = text
                    break
                body = answer.content.decode()
                assert answer.status_code == 409, body
                assert text in body, "送った文が、見比べる画面に残っていない"
                self.clashes += 1
                version = re.findall(r'name="version" value="(\d+)"', body)[0]
            together.wait(30)


def at_once(*acts: Callable[[], None]) -> None:
    """別々の糸で同時に行う。どれかの中の誤りは、ここで一つも落とさず投げ直す。"""
    troubles: list[BaseException] = []

    def kept(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as error:
            troubles.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=kept, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    if troubles:
        raise troubles[0]


def takers(cast: Cast, sign_in: Any) -> tuple[Taker, Taker]:
    """事務局の市野と、記録の北見。"""
    with transaction.atomic():
        at = meeting(cast)
    found = []
    for actor, name in ((cast.city, "市"), (cast.hokatsu, "包")):
        client = Client()
        sign_in(client, actor)
        found.append(Taker(at.item, client, name))
    return found[0], found[1]


def kept_by(cast: Cast, item: UUID) -> list[Any]:
    """終わってから読む議事(書かれた順)。"""
    with as_(cast.csw):
        return list(minutes_of(item))


def test_同時に書いた行は_一度ずつ_書いた人の順に残り_番号は飛ばない(cast: Cast, sign_in: Any) -> None:
    one, two = takers(cast, sign_in)
    at_once(one.write, two.write)
    kept = kept_by(cast, one.item)
    assert {line.id: line.text for line in kept} == one.accepted | two.accepted
    for taker in (one, two):
        assert [line.text for line in kept if line.text.startswith(taker.name)] == list(taker.accepted.values())
    assert sorted(line.tick for line in kept) == list(range(1, 2 * LINES + 1))


def test_同じ行を同時に直しても_どの文も失わず_断られた人には両方が見える(cast: Cast, sign_in: Any) -> None:
    one, two = takers(cast, sign_in)
    one.write()
    line, together = next(iter(one.accepted)), threading.Barrier(2)
    first = one.accepted.pop(line)
    one.accepted.clear()
    at_once(lambda: one.revise(line, together), lambda: two.revise(line, together))
    with as_(cast.csw):
        now = Minute.objects.get(id=line)
        before = [version.text for version in minute_versions(line)]
    assert sorted([now.text, *before]) == sorted([first, *one.accepted.values(), *two.accepted.values()])
    assert now.version == 1 + 2 * LINES
    assert one.clashes + two.clashes == LINES, "毎回、ちょうど一人が食い違いになる"


def test_見張りの番号は_見えない議題では答えず_書くたびに一つ進む(cast: Cast, sign_in: Any) -> None:
    one, _ = takers(cast, sign_in)

    def mark(by: Actor) -> int:
        with as_(by):
            return minutes_mark(one.item)

    assert mark(cast.csw) == 0
    one.write()
    assert mark(cast.csw) == LINES
    with pytest.raises(NotVisible):
        mark(cast.neighbour)
