"""参加支援もアウトリーチも使わないプランの道のり: 支援決定は要らず、会議の了承で確定し、市には報告として届く(seed 001 §6-6、forms §7)。"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser_town import Seat, Town
from consented_case import prepared
from filling import path_of
from papers_of import fetched
from plan_journey import (
    DECIDED,
    PlanJourney,
    add_step,
    attend,
    convene,
    day,
    decide,
    explain,
    put_on_agenda,
    step_on,
    table,
    write_plan,
)

from kasane.kernel import clock

pytestmark = pytest.mark.slow
PLACE = "市役所四階の会議室"
CONTENT = "短期の宿泊の支度をする"
NOT_NEEDED = "報告"


@pytest.fixture
def road(town: Town, seat: Callable[..., Seat]) -> PlanJourney:
    """コマンドで用意した、同意のそろった事案から始まる道のり。"""
    made = prepared(town)
    return PlanJourney(seat, made, {"事案": f"/cases/{made['case']}/"})


def test_どちらの事業も使わないプランは_支援決定なしに確定し_市は報告を読むだけで決められない(road):
    written(road)
    approved(road)
    received(road)
    not_decided(road)


def written(road: PlanJourney) -> None:
    """そのほかの支援の行だけのプランを書き、本人に説明して、会議に諮る。市にはまだ見えない。"""
    write_plan(road)
    add_step(road, "other", "mother", "北かさね地域包括支援センター", "介護の疲れ", CONTENT)
    for whose in ("son", "mother"):
        explain(road, whose)
    assert "支援決定をし" not in road.says("CSW", "プラン"), "支援決定の要るプランとは書かれない"
    before = reports(road)
    table(road)
    assert road.outside() == {}
    assert road.outside("別件") == {}
    assert road.sees("市", "プラン", "事案") == {"プラン": 404, "事案": 404}
    assert reports(road) == before, "会議に諮っただけでは、市の机に何も届かない"


def approved(road: PlanJourney) -> None:
    """重層的支援会議が了承すると、その日に確定する。"""
    convene(road, "会議", "layered_conference", PLACE)
    put_on_agenda(road, "議題", PLACE, "establish")
    step_on(road, "会議", "招集の知らせを出す")
    step_on(road, "会議", "開会する")
    attend(road, "議題", "市", "CSW")
    before = reports(road)
    decide(road, "議題")
    assert DECIDED in road.says("市", "議題", "decisions/")
    told = road.says("CSW", "プラン")
    assert "確定日" in told
    assert "市の手続き待ち" not in told
    assert road.at("CSW").open(f"{road.paths['プラン']}submit/").status in (403, 404, 409), "市へ出す手続きはない"
    arrived = [one for one in reports(road) if one not in before]
    assert len(arrived) == 1, "了承と同時に、報告が一通だけ市に届く"
    road.paths["報告"] = arrived[0]


def received(road: PlanJourney) -> None:
    """市の机: 決定を待つものには出ず、届いた報告として読める。事案もプランも開かない。"""
    seat = road.at("市")
    seat.open("/plan-decisions/")
    waiting = seat.page.get_by_role("region", name="決定を待っているもの")
    assert waiting.count() == 0 or road.paths["報告"] not in waiting.inner_html()
    told = road.says("市", "報告")
    road.picture("市", "報告だけのプラン")
    assert CONTENT in told
    assert "髙﨑 𠮷男" in told.replace("　", " ")
    assert NOT_NEEDED in told
    assert road.sees("市", "事案", "プラン") == {"事案": 404, "プラン": 404}, "市に開くのは、報告の一通だけ"
    assert road.sees("保健所", "報告") == road.sees("包括", "報告") == {"報告": 403}, "支援チームでも、市の担当でない机は断られる"
    assert road.outside() == {}
    assert road.outside("別件") == {}


def not_decided(road: PlanJourney) -> None:
    """報告は、画面からも、URL からも、支援決定にならない。通知も出ない。"""
    seat = road.opened("市", "報告")
    assert seat.page.get_by_role("button", name="支援決定をする").count() == 0
    assert seat.page.get_by_role("link", name="差し戻す").count() == 0
    token = seat.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    form = {"csrfmiddlewaretoken": token, "document_number": "福総第999号", "content": "決める", "draft_text": "伺います"}
    form |= {"decided_on_era": "R"} | day("decided_on", clock.today())
    for act in ("decide/", "return/save/"):
        answer = seat.context.request.post(
            f"{seat.town.url}{road.paths['報告']}{act}", form=form | {"reason": "差し戻す"}, headers={"Referer": seat.page.url}
        )
        assert answer.status in (403, 404, 409), f"{act} {answer.status}"
    told = road.says("市", "報告")
    assert "福総第999号" not in told
    assert "支援決定通知" not in told
    assert road.at("市").open(f"{road.paths['報告']}notice/").status == 404
    letter = f"/documents/papers/decision/{road.paths['報告'].strip('/').split('/')[-1]}/pdf/"
    assert fetched(road, "市", letter).status == 404
    assert "確定日" in road.says("CSW", "プラン"), "プランは確定したまま"


def reports(road: PlanJourney) -> list[str]:
    """市の机に、決めたもの・届いた報告として出ている道。"""
    seat = road.at("市")
    seat.open("/plan-decisions/")
    assert path_of(seat) == "/plan-decisions/"
    links = seat.page.get_by_role("region", name="決めたもの・届いた報告").locator("tbody a")
    found: list[str] = links.evaluate_all("es => es.map(e => e.getAttribute('href'))")
    return found
