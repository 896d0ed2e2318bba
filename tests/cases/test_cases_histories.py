"""でたらめな順の出来事のあとでも、いつも成り立つこと(Hypothesis の状態機械)。

期待する「だれに何が見えるか」は、表ではなく、この試験の中の小さな台帳(Town)から数える。だから、根拠の表だけが正しくても通らない。
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from cases.cases_town import agrees, as_, letter, note, opened, settle_constraints, sql
from cases.histories_ledger import Letter, Opens, Town
from kasane.cases import commands
from kasane.cases.domain import Audience, Basis, ReferralKind, Stage
from kasane.cases.models import Case, CasePerson, Involvement, Note, Referral, ReferralRoom
from kasane.consent import commands as consents
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, NotVisible, Refused

NAMES = ("csw", "hokatsu", "neighbour")
WHO = st.sampled_from(("keeper", "keeper", "keeper", *NAMES))
READABLE = """
    SELECT compartment_id FROM cases_note WHERE case_id = %s UNION SELECT compartment_id FROM cases_referral WHERE case_id = %s
    UNION SELECT compartment_id FROM cases_person WHERE case_id = %s UNION SELECT compartment_id FROM cases_case WHERE id = %s
    UNION SELECT compartment_id FROM people_person WHERE id = ANY (%s)
"""
NO = (Refused, Invalid, NotVisible)


class Histories(RuleBasedStateMachine):
    """事案一件の、でたらめな歩み。"""

    cast = None
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        """この歩みを、なかったことにする。"""
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def open_case(self) -> None:
        csw = self.actor("csw")
        self.case_id, self.people = opened(csw, "高橋 花子", "高橋 太郎")
        for one in self.people:
            for audience in (Audience.TEAM, Audience.SENSITIVE):
                commands.record_note(by=csw, case_id=self.case_id, facts=note(person_id=one, audience=audience))
        commands.record_note(by=csw, case_id=self.case_id, facts=note())
        with as_(csw):
            self.case_room = Case.objects.get(id=self.case_id).compartment_id
            rows = CasePerson.objects.filter(case_id=self.case_id)
            self.rooms = {row.person_id: (row.compartment_id, row.sensitive_room) for row in rows}
            self.identity = dict(
                zip(
                    self.people,
                    sql(
                        csw,
                        "SELECT compartment_id FROM people_person WHERE id = ANY (%s) ORDER BY array_position(%s, id)",
                        self.people,
                        self.people,
                    ),
                    strict=True,
                )
            )
        self.town = Town(companion=csw.agency_id, lead=csw.agency_id)
        self.opener = csw.agency_id

    def actor(self, name: str) -> Actor:
        """名前の人。keeper は、今伴走している機関の人。"""
        if name == "keeper":
            return self.holder(self.town.companion)
        found: Actor = getattr(self.cast, name)
        return found

    def holder(self, agency: UUID) -> Actor:
        return next(self.actor(name) for name in NAMES if self.actor(name).agency_id == agency)

    def tried(self, name: str, run) -> object | None:
        """やってみる。断られたら何も変わらない(台帳もそのまま)。"""
        try:
            with transaction.atomic():
                found = run()
        except NO:
            return None
        Histories.done[name] += 1
        return found if found is not None else True

    @rule(by=WHO, to=st.sampled_from(NAMES), basis=st.sampled_from(list(Basis)), who=st.sampled_from([(0,), (1,), (0, 1)]),
          sensitive=st.booleans(), coordination=st.booleans(), at_once=st.booleans())  # fmt: skip
    def refer(
        self, by: str, to: str, basis: Basis, who: tuple[int, ...], sensitive: bool, coordination: bool, at_once: bool = False
    ) -> None:
        actor, receiver = self.actor(by), self.actor(to).agency_id
        people = () if basis is Basis.OWN else tuple(self.people[i] for i in who)
        more = {"statute_code": "privacy.69_2_4", "basis_note": "命の危険があるため"} if basis is Basis.LAW else {}
        if basis is Basis.CONSENT and by == "keeper":
            self.ask(people, receiver)
        facts = letter(
            receiver, basis=basis, person_ids=people, sensitive=sensitive and bool(people),
            kind=ReferralKind.COORDINATION if coordination else ReferralKind.REFERRAL, **more,
        )  # fmt: skip
        sent = self.tried("send", lambda: commands.send_referral(by=actor, case_id=self.case_id, facts=facts))
        if sent is None:
            return
        with as_(actor):
            rested = dict(ReferralRoom.objects.filter(referral_id=sent, person_id__isnull=False).values_list("person_id", "consent_id"))
        opens = Opens({one: (sensitive, rested[one]) for one in people}, basis, sent)
        self.town.letters[sent] = Letter(receiver, "sent", opens)
        if at_once:
            self.respond(sent, "keeper", "accept")

    def ask(self, people: tuple[UUID, ...], receiver: UUID) -> None:
        """伴走する人が、先に一人ずつ同意を聞く。"""
        for one in people:
            self.tried("agree", lambda one=one: agrees(self.actor("keeper"), self.case_id, one, receiver))

    @precondition(lambda self: self.town.letters)
    @rule(data=st.data(), by=st.just("keeper") | WHO, way=st.sampled_from(("accept", "accept", "decline")))
    def answer(self, data: st.DataObject, by: str, way: str) -> None:
        self.respond(self.pick(data, "sent"), by, way)

    def pick(self, data: st.DataObject, state: str) -> UUID:
        fitting = sorted(key for key, one in self.town.letters.items() if one.state == state)
        found: UUID = data.draw(st.sampled_from(fitting or sorted(self.town.letters)))
        return found

    def respond(self, which: UUID, by: str, way: str) -> None:
        one = self.town.letters[which]
        actor = self.holder(one.to) if by == "keeper" and way != "recall" else self.actor(by)
        run = {
            "accept": lambda: commands.accept_referral(by=actor, referral_id=which),
            "decline": lambda: commands.decline_referral(by=actor, referral_id=which, reason="担当が違う"),
            "recall": lambda: commands.recall_referral(by=actor, referral_id=which, reason="事情が変わった"),
            "return": lambda: commands.return_referral(by=actor, referral_id=which, outcome="申請を終えた"),
        }[way]
        if self.tried(way, run) is None:
            return
        assert one.state == {"return": "accepted"}.get(way, "sent")
        assert actor.agency_id == one.to or way == "recall"
        if way == "accept":
            begun = self.read(Involvement.objects.filter(referral_id=which, valid_to__isnull=True))[0]
            self.town.members[begun.id] = (one.to, one.opens)
        if way == "return":
            self.drop(next(key for key, (_, opens) in self.town.members.items() if opens.letter == which))
        one.state = {"accept": "accepted", "decline": "declined", "recall": "recalled", "return": "returned"}[way]

    @precondition(lambda self: any(one.state == "sent" for one in self.town.letters.values()))
    @rule(data=st.data(), by=WHO)
    def take_back(self, data: st.DataObject, by: str) -> None:
        self.respond(self.pick(data, "sent"), by, "recall")

    @precondition(lambda self: any(one.state == "accepted" for one in self.town.letters.values()))
    @rule(data=st.data(), by=WHO)
    def give_back(self, data: st.DataObject, by: str) -> None:
        self.respond(self.pick(data, "accepted"), by, "return")

    @rule(by=WHO, to=st.sampled_from(NAMES), lead=st.booleans())
    def hand_on(self, by: str, to: str, lead: bool) -> None:
        run = commands.appoint_lead if lead else commands.hand_on_companion
        target = self.actor(to).agency_id
        name = "lead" if lead else "companion"
        before = set(self.town.members)
        if by == "keeper":
            for place in (0, 1):  # 引き継ぐ相手は、全員について見る根拠をすでに持つ機関だけ
                self.join(by, to, place, sensitive=True, law=True)
        if self.tried(name, lambda: run(by=self.actor(by), case_id=self.case_id, agency_id=target, reason="家に近い")) is not None:
            setattr(self.town, name, target)
        for joined in set(self.town.members) - before:
            self.end(joined, "keeper")

    @rule(by=WHO, to=st.sampled_from(NAMES), who=st.integers(0, 1), sensitive=st.booleans(), law=st.booleans())
    def join(self, by: str, to: str, who: int, sensitive: bool, law: bool) -> None:
        person, target = self.people[who], self.actor(to).agency_id
        given = {"statute_code": "privacy.69_2_4", "basis": Basis.LAW} if law else {"basis": Basis.CONSENT}
        if by == "keeper" and not law:
            self.ask((person,), target)
        begun = self.tried("join", lambda: commands.add_member(
            by=self.actor(by), case_id=self.case_id, agency_id=target, duty="見守り", person_ids=[person], sensitive=sensitive,
            reason="分担", **given,
        ))  # fmt: skip
        if begun is None:
            return
        row = self.read(Involvement.objects.filter(id=begun))[0]
        self.town.members[begun] = (target, Opens({person: (sensitive, row.consent_id)}, Basis(row.basis)))

    @precondition(lambda self: self.town.members)
    @rule(data=st.data(), by=WHO)
    def leave(self, data: st.DataObject, by: str) -> None:
        self.end(data.draw(st.sampled_from(sorted(self.town.members))), by)

    def end(self, which: UUID, by: str) -> None:
        run = commands.end_involvement
        if self.tried("leave", lambda: run(by=self.actor(by), case_id=self.case_id, involvement_id=which, reason="終わった")) is not None:
            self.drop(which)

    @rule(by=WHO, who=st.integers(0, 1), to=st.sampled_from(NAMES))
    def agree(self, by: str, who: int, to: str) -> None:
        run = lambda: agrees(self.actor(by), self.case_id, self.people[who], self.actor(to).agency_id)  # noqa: E731
        try:
            self.tried("agree", run)
        except CasePerson.DoesNotExist:
            return

    @rule(data=st.data(), by=WHO)
    def withdraw(self, data: st.DataObject, by: str) -> None:
        live = sorted({c for _, o in self.town.members.values() for _, c in o.people.values() if c} - self.town.withdrawn
                      | {c for one in self.town.letters.values() if one.state == "sent" for _, c in one.opens.people.values() if c})  # fmt: skip
        if not live:
            return
        self.take_word_back(data.draw(st.sampled_from(live)), by)

    def take_word_back(self, consent: UUID, by: str) -> None:
        if self.tried("withdraw", lambda: consents.withdraw_consent(by=self.actor(by), consent_id=consent)) is None:
            return
        self.town.withdrawn.add(consent)
        for one in self.town.letters.values():
            if consent in {c for _, c in one.opens.people.values()}:
                one.closed = True
                one.state = "recalled" if one.state == "sent" else one.state
        for key, (_, opens) in list(self.town.members.items()):
            if opens.basis is Basis.CONSENT and not self.standing(opens):
                self.drop(key)

    @rule(by=WHO, to=st.sampled_from((Stage.CLOSED, Stage.CLOSED, *Stage)))
    def move(self, by: str, to: Stage) -> None:
        actor = self.actor(by)
        if to is Stage.CLOSED:
            run = lambda: commands.close_case(by=actor, case_id=self.case_id, on=clock.today(), reason="落ち着いた")  # noqa: E731
            if self.tried("close", run) is not None:
                for key in list(self.town.members):
                    self.drop(key)
        elif self.tried("reopen", lambda: commands.reopen_case(by=actor, case_id=self.case_id, reason="また困った")) is None:
            self.tried("move", lambda: commands.move_stage(by=actor, case_id=self.case_id, to=to, reason="次へ"))

    # --- 台帳から数える ---

    def drop(self, key: UUID) -> None:
        _, opens = self.town.members.pop(key)
        if opens.letter:
            self.town.letters[opens.letter].state = "returned"

    def standing(self, opens: Opens) -> list[UUID]:
        return [one for one, (_, consent) in opens.people.items() if consent not in self.town.withdrawn]

    def read(self, rows):
        """伴走している機関として読む(伴走には、事案のすべてが見える)。"""
        with as_(self.holder(self.town.companion)):
            return list(rows)

    def expected(self, agency: UUID) -> set[UUID]:
        """この機関に見えるはずの部屋。"""
        whole = {self.case_room, *(room for pair in self.rooms.values() for room in pair), *self.identity.values()}
        letters = {one.id: one.compartment_id for one in self.read(Referral.objects.filter(case_id=self.case_id))}
        if agency in (self.opener, self.town.companion, self.town.lead):
            return whole | set(letters.values())
        found = {letters[key] for key, one in self.town.letters.items()
                 if one.to == agency and one.state in ("sent", "accepted") and not one.closed}  # fmt: skip
        for holder, opens in self.town.members.values():
            people = self.standing(opens) if holder == agency else []
            found |= {self.case_room} if people else set()
            for one in people:
                found |= {self.identity[one], self.rooms[one][0]} | ({self.rooms[one][1]} if opens.people[one][0] else set())
        return found

    # --- いつも成り立つこと ---

    @invariant()
    def 伴走はいつも一人で切れ目がない(self) -> None:
        settle_constraints()
        rows = self.read(Involvement.objects.filter(case_id=self.case_id, role="companion").order_by("valid_from", "valid_to"))
        assert [row.agency_id for row in rows if row.valid_to is None] == [self.town.companion]
        assert all(before.valid_to == after.valid_from for before, after in pairwise(rows))
        assert rows[0].valid_from == self.read(Case.objects.filter(id=self.case_id))[0].recorded_at

    @invariant()
    def つなぎは消えず_伴走に見え_状態は一つ(self) -> None:
        found = {row.id: row.state for row in self.read(Referral.objects.filter(case_id=self.case_id))}
        assert found == {key: one.state for key, one in self.town.letters.items()}

    @invariant()
    def 見えるのは_根拠のある部屋だけ_ちょうど(self) -> None:
        for name in NAMES:
            actor = self.actor(name)
            seen = set(sql(actor, READABLE, *[self.case_id] * 4, self.people))
            assert seen == self.expected(actor.agency_id), name

    @invariant()
    def 根拠は_もとになるものより長く生きない(self) -> None:
        rooms = [self.case_room, *(room for pair in self.rooms.values() for room in pair), *self.identity.values()]
        rooms += [row.compartment_id for row in self.read(Referral.objects.filter(case_id=self.case_id))]
        for name in NAMES:
            actor = self.actor(name)
            live = sql(
                actor, "SELECT compartment_id FROM access_grant WHERE holder_id = %s AND compartment_id = ANY (%s)"
                " AND (valid_to IS NULL OR valid_to > statement_timestamp())", actor.agency_id, rooms,
            )  # fmt: skip
            assert set(live) <= self.expected(actor.agency_id), name

    @invariant()
    def 経過を読み返せば_今の状態がすべて分かる(self) -> None:
        events = self.read(Note.objects.filter(case_id=self.case_id, kind="event").order_by("recorded_at", "id"))
        stage, parts, letters = "", {}, {}
        for one in events:
            if one.act in ("open_case", "move_stage", "close_case", "reopen_case"):
                stage = one.value
            elif one.act == "begin_involvement":
                parts[one.about_id] = (one.value, one.about_agency_id)
            elif one.act == "end_involvement":
                del parts[one.about_id]
            elif one.act.endswith("_referral"):
                letters[one.about_id] = one.value
        assert stage == self.read(Case.objects.filter(id=self.case_id))[0].stage
        now = self.read(Involvement.objects.filter(case_id=self.case_id, valid_to__isnull=True))
        assert parts == {row.id: (row.role, row.agency_id) for row in now}
        assert letters == {row.id: row.state for row in self.read(Referral.objects.filter(case_id=self.case_id))}


@pytest.mark.django_db
def test_でたらめな歩みのあとでも_伴走は一人_つなぎは消えず_見えるのは根拠のある部屋だけ(cast):
    Histories.cast, Histories.done = cast, Counter()
    run_state_machine_as_test(
        Histories,
        settings=settings(max_examples=20, stateful_step_count=25, deadline=None, derandomize=True, database=None,
                          suppress_health_check=list(HealthCheck)),
    )  # fmt: skip
    assert {"send", "accept", "companion", "lead", "join", "leave", "agree", "withdraw"} <= set(Histories.done), "歩みが浅い"


CHECKS = [value for value in vars(Histories).values() if hasattr(value, "hypothesis_stateful_invariant")]


@pytest.mark.django_db
def test_決まった歩みでは_すべての操作が一度は成り立ち_そのたびに確かめる(cast):
    """でたらめな歩みが届かないことのないよう、すべての操作を順に通す。二人のうち一人だけが同意を取り消す場面を含む。"""
    Histories.cast, Histories.done = cast, Counter()
    assert len(CHECKS) == 5
    town = Histories()

    def step(run) -> None:
        run()
        for check in CHECKS:
            check(town)

    def newest() -> UUID:
        return list(town.town.letters)[-1]

    try:
        step(town.open_case)
        step(lambda: town.refer("keeper", "hokatsu", Basis.CONSENT, (0, 1), True, False))
        step(lambda: town.respond(newest(), "keeper", "accept"))
        opens = town.town.letters[newest()].opens.people
        step(lambda: town.take_word_back(opens[town.people[1]][1], "csw"))
        assert len(town.town.members) == 1
        step(lambda: town.take_word_back(opens[town.people[0]][1], "hokatsu"))
        assert town.town.members == {}
        for way, by in (("decline", "keeper"), ("recall", "keeper"), ("accept", "neighbour"), ("accept", "hokatsu")):
            step(lambda way=way: town.refer("keeper", "hokatsu", Basis.LAW, (1,), False, way == "accept"))
            step(lambda way=way, by=by: town.respond(newest(), by, way))
        step(lambda: town.respond(newest(), "keeper", "return"))
        step(lambda: town.join("keeper", "neighbour", 0, True, False))
        step(lambda: town.end(list(town.town.members)[-1], "keeper"))
        step(lambda: town.hand_on("keeper", "neighbour", True))
        step(lambda: town.hand_on("keeper", "neighbour", False))
        for key in [key for key, one in town.town.letters.items() if one.state == "sent"]:
            step(lambda key=key: town.respond(key, "keeper", "recall"))
        for to in (Stage.FIELD, Stage.CLOSED, Stage.INTAKE, Stage.FIELD):
            step(lambda to=to: town.move("keeper", to))
    finally:
        town.teardown()
    every = "send accept decline recall return companion lead join leave agree withdraw close reopen move"
    assert set(every.split()) == set(Histories.done)
