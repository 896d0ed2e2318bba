"""台本のうち、事案のこと: 開く、経過を書く、避けるべき関わり方、関わる機関、つなぎ・もどし、段階、終結と再開。"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from kasane.cases import commands as cases
from kasane.cases.domain import (
    Activity,
    Agreement,
    Audience,
    Basis,
    CautionKind,
    Counterpart,
    Explained,
    Met,
    Method,
    NoteFacts,
    ReferralFacts,
    ReferralKind,
    Stage,
    Standing,
)
from kasane.demo.scene import Scene
from kasane.demo.storybook import Step
from kasane.kernel import clock
from kasane.kernel.actor import Actor

_BECAUSE: Final = MappingProxyType(
    {
        "social_welfare.106_6": "本人の同意を得る前に、支援会議の守秘義務のもとで役割を分けるため。",
        "child_welfare.25_2": "子どもの安全のために、要保護児童対策地域協議会の構成員の間で確かめるため。",
    }
)
"""法令によるときの、なぜその条文によれるのか。"""

_GOES_ALONG: Final = "受付機関の担当が、初回に同行する。"
_ACTIVITIES: Final = MappingProxyType(
    {
        "outreach1": Activity.OUTREACH_1,
        "outreach2": Activity.OUTREACH_3,
        "outreach3": Activity.OUTREACH_4,
        "participation_match": Activity.MATCHING,
        "participation_stay": Activity.SETTLING,
        "participation_host": Activity.HOSTS,
    }
)
_METHODS: Final = MappingProxyType({"inside": Method.INTERNAL, "outing": Method.OTHER})
_COUNTERPARTS: Final = MappingProxyType({"resident": Counterpart.NEIGHBOUR})


def open_case(scene: Scene, step: Step, by: Actor) -> None:
    """事案を開く。"""
    people = [(scene.person(key), Standing(standing)) for key, standing in step["people"].items()]
    scene.case_id = cases.open_case(
        by=by, title=scene.title, person_ids=people, household_id=scene.household(), opened_on=clock.today(),
        stage=Stage(step["stage"]), reason="受け付けた相談を、一つの機関だけでは支えきれないため。",
    )  # fmt: skip


def note(scene: Scene, step: Step, by: Actor) -> None:
    """経過を書く。"""
    due = step.get("due", None)
    facts = NoteFacts(
        happened_on=clock.today(),
        method=_METHODS.get(step["how"]) or Method(step["how"]),
        counterpart=_COUNTERPARTS.get(step["with"]) or Counterpart(step["with"]),
        counterpart_name=step.get("name"),
        met=Met(step["met"]) if step.get("met") else "",
        activity=_ACTIVITIES[step["activity"]] if step.get("activity") else "",
        title=step["title"],
        fact=step["fact"],
        words=step.get("words"),
        view=step.get("view"),
        next_action=step.get("next"),
        next_due=None if due is None else scene.day(due),
        audience=Audience(step.get("room", "team")),
        person_id=scene.person(step["who"]) if step.get("who") else None,
    )
    made = cases.record_note(by=by, case_id=scene.case, facts=facts)
    if step.get("key"):
        scene.notes[step["key"]] = made


def done(scene: Scene, step: Step, by: Actor) -> None:
    """次にすると書いたことを、した。"""
    cases.finish_next_action(by=by, case_id=scene.case, note_id=scene.notes[step["key"]])


def caution(scene: Scene, step: Step, by: Actor) -> None:
    """避けるべき関わり方、本人が望むこと。"""
    who = scene.person(step["who"]) if step.get("who") else None
    cases.set_caution(by=by, case_id=scene.case, kind=CautionKind(step["kind"]), text=step["text"], person_id=who)


def letter_of(scene: Scene, step: Step) -> ReferralFacts:
    """つなぎの一通に書くこと。同意を根拠にすると書けば本人同意、なければ条文、どちらもなければ自機関の職務。"""
    basis = Basis.CONSENT if step.get("consent") else Basis(step.get("basis", "own"))
    agreed = Agreement(step.get("agree", "agreed"))
    return ReferralFacts(
        kind=ReferralKind(step.get("kind", "referral")),
        to_agency_id=scene.agency(step["to"]),
        purpose=step["purpose"],
        summary=step["text"],
        explained=Explained.IMPOSSIBLE if agreed is Agreement.CANNOT else Explained.EXPLAINED,
        agreement=agreed,
        agreement_note=step.get("note"),
        accompanied=step.get("accompanied", False),
        accompany_note=step.get("companion_note", _GOES_ALONG) if step.get("accompanied", False) else "",
        basis=basis,
        basis_note=_BECAUSE.get(step.get("statute"), ""),
        statute_code=step.get("statute"),
        consent_id=scene.consents[step["consent"]] if step.get("consent") else None,
        answer_by=scene.day(step.day + step["within"]),
        person_ids=() if basis is Basis.OWN else scene.people(step["people"]),
        sensitive=step.get("sensitive", False),
    )


def send(scene: Scene, step: Step, by: Actor) -> None:
    """つなぐ。"""
    scene.letters[step["key"]] = cases.send_referral(by=by, case_id=scene.case, facts=letter_of(scene, step))


def accept(scene: Scene, step: Step, by: Actor) -> None:
    """受諾する。"""
    cases.accept_referral(by=by, referral_id=scene.letters[step["key"]], answer=step["text"])


def decline(scene: Scene, step: Step, by: Actor) -> None:
    """差し戻す。"""
    cases.decline_referral(by=by, referral_id=scene.letters[step["key"]], reason=step["text"])


def recall(scene: Scene, step: Step, by: Actor) -> None:
    """取り下げる。"""
    cases.recall_referral(by=by, referral_id=scene.letters[step["key"]], reason=step["text"])


def give_back(scene: Scene, step: Step, by: Actor) -> None:
    """もどす。"""
    cases.return_referral(by=by, referral_id=scene.letters[step["key"]], outcome=step["text"])


def join(scene: Scene, step: Step, by: Actor) -> None:
    """支援チームに加える。"""
    cases.add_member(
        by=by, case_id=scene.case, agency_id=scene.agency(step["agency"]), duty=step["duty"], basis=Basis(step["basis"]),
        consent_id=scene.consents[step["consent"]] if step.get("consent") else None, statute_code=step.get("statute"),
        person_ids=scene.people(step["people"]), sensitive=step.get("sensitive", False), reason=step["text"],
    )  # fmt: skip


def lead(scene: Scene, step: Step, by: Actor) -> None:
    """主担当を決める。"""
    cases.appoint_lead(by=by, case_id=scene.case, agency_id=scene.agency(step["agency"]), reason=step["text"])


def companion(scene: Scene, step: Step, by: Actor) -> None:
    """伴走を引き継ぐ。"""
    cases.hand_on_companion(by=by, case_id=scene.case, agency_id=scene.agency(step["agency"]), reason=step["text"])


def stage(scene: Scene, step: Step, by: Actor) -> None:
    """段階を進める。"""
    cases.move_stage(by=by, case_id=scene.case, to=Stage(step["to"]), reason=step["text"])


def close(scene: Scene, step: Step, by: Actor) -> None:
    """終結する。伴走と、ゆるやかな連絡の周期は残る。"""
    cases.close_case(by=by, case_id=scene.case, on=clock.today(), reason=step["text"], follow_up_days=step["follow"])


def reopen(scene: Scene, step: Step, by: Actor) -> None:
    """再開する。"""
    cases.reopen_case(by=by, case_id=scene.case, reason=step["text"])
