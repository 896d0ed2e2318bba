"""8050の世帯の道のり(forms.md §13.1): 画面だけを使って、一歩ずつ進む。だれに何が見えるかは sights() が集める。"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from browser_town import SHOTS, Seat
from filling import path_of, row, send, write

from kasane.kernel import clock

SON, MOTHER = "岩永　勝", "岩永　ツル"
KANA = ("いわなが まさる", "いわなが つる")
ANSWER = "平成24年に母から電話の相談が二回。来所にはならなかった。"
DESKS = {
    "包括": "care-north.1",
    "社協": "centre.1",
    "保健所": "hokenjo.1",
    "市": "welfare.1",
    "隣人": "station-south.1",
    "返した機関": "station-north.1",
}
STORY = (
    "母82歳が買い物の荷物を持てなくなった。同居の長男54歳は約20年外に出ていない。"
    "訪ねると、長男は戸の内側から「帰ってくれ」と答えた。母は長男の先のことを案じて眠れない。"
)


@dataclass(frozen=True)
class Sight:
    """ある机から見えるもの。page は事案の状態、names は事案の画面に出る人、listed は一覧、found は人をさがす、hits は記録の検索。"""

    page: int
    names: frozenset[str]
    listed: bool
    found: bool
    hits: int

    @property
    def nothing(self) -> bool:
        """何も見えないか。"""
        return (self.page, self.names, self.listed, self.found, self.hits) == (404, frozenset(), False, False, 0)


NOTHING = Sight(404, frozenset(), False, False, 0)


@dataclass
class Household:
    """この世帯の道のり。seats は机の名前 → 画面。case は事案の道。

    secret は、長男の経過にだけ書く言葉。検索で見つかるかを、机ごとに確かめる。同じ町を歩く世帯ごとに違う言葉にする。
    """

    take: Callable[..., Seat]
    son: str = SON
    mother: str = MOTHER
    kana: tuple[str, str] = KANA
    secret: str = "転車台"
    seats: dict[str, Seat] = field(default_factory=dict)
    case: str = ""
    people: dict[str, str] = field(default_factory=dict)

    def at(self, desk: str) -> Seat:
        """その机の画面。初めてなら、サインインする。"""
        if desk not in self.seats:
            self.seats[desk] = self.take(login=DESKS[desk])
        return self.seats[desk]

    def picture(self, desk: str, name: str) -> None:
        """見た目を残す。"""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.at(desk).page.screenshot(path=SHOTS / f"8050-{name}.png", full_page=True)

    def says(self, desk: str) -> str:
        """今の画面の文章。"""
        return self.at(desk).page.locator("main").inner_text()

    def sight(self, desk: str) -> Sight:
        """この机から、何が見えるか。"""
        seat, title = self.at(desk), self.son.replace("　", "")
        answer = seat.open(self.case)
        links = seat.page.locator("main a[href^='/people/']").evaluate_all("es => es.map(e => e.getAttribute('href'))")
        names = frozenset(name for name, path in self.people.items() if path in links)
        listed = seat.open("/cases/?whose=agency").status == 200 and self.case in seat.page.content()
        return Sight(answer.status, names, listed, self._found(seat, title), self._hits(seat))

    def sights(self) -> dict[str, Sight]:
        """すべての机から見えるもの。"""
        return {desk: self.sight(desk) for desk in DESKS}

    def _found(self, seat: Seat, name: str) -> bool:
        if seat.open("/people/find/").status != 200:
            return False
        seat.page.locator("main input[name=q]").fill(name)
        seat.page.locator("main input[name=q]").press("Enter")
        seat.page.wait_for_load_state("networkidle")
        return any(path in seat.page.content() for path in self.people.values())

    def _hits(self, seat: Seat) -> int:
        if seat.open("/search/").status != 200:
            return 0
        seat.page.locator("main input[name=q]").fill(self.secret)
        seat.page.get_by_role("button", name="探す", exact=True).click()
        seat.page.locator("#results").get_by_text(re.compile("見つかりま")).first.wait_for()
        return seat.page.locator("#results mark").count()


def hear(home: Household) -> None:
    """民生委員の話を、地域包括が受け付ける。二人を新しく登録し、アウトリーチの事案として続ける。"""
    seat = home.at("包括")
    seat.open("/consultations/new/")
    write(seat, {"channel": "visit", "speaker": "welfare_volunteer", "story": STORY})
    for name, kana, born in ((home.son, home.kana[0], "昭和47年2月3日"), (home.mother, home.kana[1], "昭和19年5月6日")):
        typed = name.replace("　", " ")
        write(seat, {"q": typed})
        seat.page.get_by_role("button", name=f"「{typed}」を新しい人として加える").click()
        seat.page.locator(f"[name=new_name][value='{typed}']").wait_for()
        seat.page.locator("[name=new_kana]").last.fill(kana)
        seat.page.locator("[name=new_born]").last.fill(born)
    write(seat, {"q": "", "topics": ["03", "12", "13"], "main_topic": "13", "urgency": "none", "next_step": "outreach"})
    write(seat, {"speaker_name": "民野 見守", "no_consent": "refused", "case_choice": "new"})
    send(seat, "記録する")


def open_case(home: Household) -> None:
    """相談から続けている事案を開く。"""
    seat = home.at("包括")
    seat.page.get_by_role("link", name="この相談から続けている事案を見る").click()
    seat.page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
    home.case = path_of(seat)
    links = seat.page.locator("main a[href^='/people/']")
    home.people = dict(links.evaluate_all("es => es.map(e => [e.innerText.trim(), e.getAttribute('href')])"))


def write_without_consent(home: Household) -> None:
    """長男の様式1-1を、同意なしで書く。"""
    seat = home.at("包括")
    seat.open(f"{home.case}application/")
    row(seat, home.son).get_by_role("link").click()
    write(seat, {"variant": "B"})
    send(seat, "作る")
    sheet = path_of(seat)
    parts = (
        ("source", {"source_kind": "03", "source_name": "民野 見守"}),
        ("heard", {"heard_topics": ["03", "12", "13"], "heard_concern": "戸の内側から「帰ってくれ」と答えた。"}),
        ("reason", {"no_consent_reason": "02", "urgency": "04"}),
        ("involved", {"policy": "02"}),
    )
    for section, values in parts:
        seat.open(f"{sheet}sections/{section}/")
        write(seat, values)
        send(seat, "保存する")


def write_note(home: Household) -> None:
    """長男に会えた日の経過を書く。"""
    seat = home.at("包括")
    seat.open(f"{home.case}notes/new/")
    write(seat, {"method": "visit", "counterpart": "self", "met": "met", "title": "戸が開く"})
    write(
        seat,
        {"person_id": _person(home, home.son), "fact": f"戸越しに10分。模型の{home.secret}の話をした。", "words": "あれは手で回すんだ。"},
    )
    send(seat, "記録する")


def refer(home: Household) -> str:
    """母の家計のことを、北かさねステーションへつなぐ(支援会議の根拠で、母の記録だけ)。返すのは、その一通の道。"""
    seat = home.at("包括")
    seat.open(f"{home.case}referrals/new/")
    write(seat, {"kind": "referral", "agency": option(seat, "agency", "北かさねステーション")})
    write(seat, {"purpose": "公共料金の滞納の整理", "summary": "母の年金だけで二人が暮らしている。督促が三通ある。"})
    write(seat, {"explained": "explained", "agreement": "agreed", "person_ids": [_person(home, home.mother)]})
    write(seat, {"basis": "law", "statute_code": "social_welfare.106_6", "basis_note": "支援会議の構成員として役割を分けるため。"})
    send(seat, "相手に見える形を確かめる")
    send(seat, "この内容で送る")
    theirs = home.at("返した機関")
    theirs.open("/")
    theirs.page.locator("main a[href^='/referrals/']").first.click()
    theirs.page.wait_for_url(re.compile(r"/referrals/[0-9a-f-]{36}/"))
    return path_of(theirs)


def accept(home: Household, letter: str) -> None:
    """受け入れる。"""
    seat = home.at("返した機関")
    seat.open(letter)
    send(seat, "受け入れる")


def give_back(home: Household, letter: str) -> None:
    """支援が済んだので、もどす。"""
    seat = home.at("返した機関")
    seat.open(f"{letter}return/")
    write(seat, {"outcome": "督促の三通を分割にした。支払いの日を暦に書いた。"})
    send(seat, "もどす")


def ask_coordination(home: Household) -> str:
    """多機関協働へ依頼する。返すのは、その依頼の道。"""
    seat = home.at("包括")
    seat.open(f"{home.case}stage/")
    write(seat, {"to": "field", "reason": "母の介護の窓口として訪問を続けるため。"})
    send(seat, "動かす")
    seat.open(f"{home.case}coordination/")
    write(seat, {"coordinator": option(seat, "coordinator", "総合相談支援センター"), "route": "in_field"})
    write(
        seat,
        {"purpose": "介護と長男の孤立の役割分担", "summary": STORY, "tried": "戸越しの訪問を三回。", "wanted": "長男に会うところから。"},
    )
    write(seat, {"explained": "explained", "agreement": "agreed", "person_ids": [_person(home, home.son), _person(home, home.mother)]})
    write(
        seat,
        {
            "sensitive": True,
            "basis": "law",
            "statute_code": "social_welfare.106_6",
            "basis_note": "支援会議の構成員として役割を分けるため。",
        },
    )
    send(seat, "依頼を送る")
    theirs = home.at("社協")
    theirs.open("/coordination/")
    theirs.page.locator("main tbody a", has_text="介護と長男の孤立").first.click()
    theirs.page.wait_for_load_state()
    return path_of(theirs)


def talk(home: Household, entry: str) -> None:
    """紹介元と話したことを書く。"""
    seat = home.at("社協")
    seat.open(entry)
    write(seat, {"method": "phone", "with_whom": "地域包括の担当", "content": "母の了解の範囲と、長男の好きなことを聞いた。"})
    send(seat, "話したことを記録する")


def take_on(home: Household, entry: str) -> None:
    """受理する。"""
    seat = home.at("社協")
    seat.open(f"{entry}take-on/")
    write(seat, {"reason": "三つの分野にまたがり、一つの窓口では支えきれないため。"})
    send(seat, "受理する")


def appoint_lead(home: Household) -> None:
    """社協を主担当に決める。"""
    seat = home.at("包括")
    seat.open(f"{home.case}lead/")
    write(seat, {"partner": option(seat, "partner", "総合相談支援センター（担当者は")})
    write(seat, {"reason": "多機関協働で受理されたため。"})
    send(seat, "決める")


def agree(home: Household, name: str, agencies: tuple[str, ...], topics: list[str]) -> None:
    """本人の前で読み上げ、利用申込と情報共有の同意を記録する。票がなければ、同意ありで作る。"""
    seat = home.at("包括")
    seat.open(f"{home.case}application/")
    row(seat, name).get_by_role("link").first.click()
    seat.page.wait_for_load_state()
    if seat.page.locator("main [name=variant]").count():
        write(seat, {"variant": "A"})
        send(seat, "作る")
        sheet = path_of(seat)
        seat.open(f"{sheet}sections/reception/")
        write(seat, {"visitor_kind": "01"})
        send(seat, "保存する")
        seat.open(sheet)
    sheet = path_of(seat)
    seat.open(f"{sheet}consent/")
    write(seat, today("applied_on"))
    write(seat, {"explained": True, "shares": "yes", "agencies": [option(seat, "agencies", one) for one in agencies], "topics": topics})
    write(seat, {"method": "signed", "paper_kept": True})
    send(seat, "同意を記録する")


def add_member(home: Household) -> None:
    """長男の同意によって、保健所を支援チームに加える。"""
    seat = home.at("社協")
    seat.open(f"{home.case}team/new/")
    write(seat, {"partner": option(seat, "partner", "かさねの保健所（担当者は"), "duty": "長男の受診の相談"})
    write(seat, {"person_ids": [_person(home, home.son)], "basis": "consent", "reason": "長男の希望による。"})
    send(seat, "加える")


def inquire(home: Household) -> str:
    """長男のことを、保健所に照会する。返すのは、聞かれた側の一通の道。"""
    seat = home.at("社協")
    seat.open(f"{home.case}inquiries/new/")
    write(seat, {"agency": option(seat, "agency", "かさねの保健所"), "person_ids": [_person(home, home.son)]})
    write(seat, {"purpose": "長男のこれまでの相談を確かめるため", "items-G": ["G-05-2"], "basis": "consent"})
    send(seat, "照会を送る")
    theirs = home.at("保健所")
    theirs.open("/information-requests/")
    theirs.page.get_by_role("link", name="長男のこれまでの相談を確かめるため").last.click()
    theirs.page.wait_for_load_state()
    return path_of(theirs)


def answer_inquiry(home: Household, letter: str) -> None:
    """照会に答える。"""
    seat = home.at("保健所")
    seat.open(letter)
    write(seat, {"certainty": "confirmed"})
    seat.page.locator("main textarea[name^='q-']").fill(ANSWER)
    send(seat, "答えを送る")


def take_over(home: Household) -> None:
    """届いた答えを、出どころのついたまま、様式1-2に取り入れる。"""
    seat = home.at("社協")
    seat.open(f"{home.case}inquiries/")
    seat.page.locator("main tbody a").first.click()
    seat.page.wait_for_load_state()
    send(seat, "取り入れる")


def withdraw(home: Household, name: str) -> str:
    """同意を取り消す。返すのは、取り消した後の画面の文章(だれに何が伝わっていたか)。"""
    seat = home.at("包括")
    seat.open(f"{home.case}consents/")
    links = seat.page.locator("main a[href*='/withdraw/']")
    sharing = links.filter(has_text=re.compile("情報共有")).filter(has_text=re.compile(name))
    (sharing if sharing.count() else links).first.click()
    seat.page.wait_for_load_state()
    send(seat, "同意を取り消す")
    return seat.page.locator("main").inner_text()


def today(name: str) -> dict[str, str]:
    """今日の日付を、元号・年・月・日の欄に。"""
    day = clock.today()
    return {f"{name}_year": str(day.year - 2018), f"{name}_month": str(day.month), f"{name}_day": str(day.day)}


def _person(home: Household, name: str) -> str:
    return home.people[name].strip("/").split("/")[-1]


def option(seat: Seat, name: str, words: str) -> str:
    """その言葉を含む選択肢の値。"""
    found: str = seat.page.evaluate(
        "([name, words]) => {"
        " const all = [...document.querySelectorAll(`main [name='${name}']`)];"
        " const options = all[0].tagName === 'SELECT' ? [...all[0].options].map(o => [o.value, o.text])"
        "   : all.map(e => [e.value, document.querySelector(`label[for='${e.id}']`).innerText]);"
        " return (options.find(([value, text]) => value && text.includes(words)) || [''])[0]; }",
        [name, words],
    )
    assert found, f"{seat.page.url}: {name} に「{words}」がありません"
    return found
