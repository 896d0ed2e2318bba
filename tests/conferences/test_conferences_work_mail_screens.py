"""会議の案内の画面: 役員だけが開け、宛先を登録でき、隣人には無いのと同じ。"""

from __future__ import annotations

from typing import Any

import pytest
from cases.cases_town import as_
from django.urls import reverse
from people_of_the_town import Cast

from conferences.conference_work_room import meeting
from conferences.conferences_town import invite
from kasane.conferences.queries.mailing import mail_of, recipients
from kasane.kernel.ids import new_id

pytestmark = pytest.mark.django_db


def test_宛先を登録すると_その人に案内が出る(cast: Cast, client: Any, sign_in: Any) -> None:
    at = meeting(cast, opens=False, days=2)
    invite(cast.city, at.item, cast.minsei)
    sign_in(client, cast.city)
    shown = client.get(reverse("conferences:mailing", args=[at.conference])).content.decode()
    assert "民野 生委" in shown
    assert "登録がありません" in shown
    assert "高橋" not in shown
    save = reverse("conferences:address", args=[at.conference, cast.minsei])
    wrong = client.post(save, {"address": "名前だけ"})
    assert wrong.status_code == 422
    assert "名前だけ" in wrong.content.decode()
    assert client.post(save, {"address": "minsei@example.jp"}).status_code == 302
    assert client.post(reverse("conferences:invite_by_mail", args=[at.conference])).status_code == 302
    assert client.post(reverse("conferences:tell_by_mail", args=[at.conference])).status_code == 302
    with as_(cast.city):
        assert {one.name: one.address for one in recipients(at.conference)}["民野 生委"] == "minsei@example.jp"
        assert [(one.kind.value, one.queued) for one in mail_of(at.conference)] == [("invite", 1), ("change", 1)]


@pytest.mark.parametrize("who", ["neighbour", "csw", "auditor"])
def test_役員でない人と隣人には_無いのと同じ(cast: Cast, client: Any, sign_in: Any, who: str) -> None:
    at = meeting(cast, opens=False, days=2)
    sign_in(client, getattr(cast, who))
    wanted = 403 if who == "auditor" else 404
    for name, more in (("mailing", ()), ("addressing", (cast.minsei,))):
        assert client.get(reverse(f"conferences:{name}", args=[at.conference, *more])).status_code == wanted, name
    for name, more in (("invite_by_mail", ()), ("tell_by_mail", ()), ("address", (cast.minsei,))):
        answer = client.post(reverse(f"conferences:{name}", args=[at.conference, *more]), {"address": "a@example.jp"})
        assert answer.status_code == wanted, name


def test_この会議にいない人の宛先は書けない(cast: Cast, client: Any, sign_in: Any) -> None:
    at = meeting(cast, opens=False, days=2)
    sign_in(client, cast.city)
    for whose in (cast.minsei, cast.neighbour.posting_id, new_id()):
        assert client.get(reverse("conferences:addressing", args=[at.conference, whose])).status_code == 404
