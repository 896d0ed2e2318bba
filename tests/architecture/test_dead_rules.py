"""domain の公開の名前には、動くコードに読み手がいる。読まれない規則は、守られているように見えて守られない。"""

import conventions as rules
from dead_rules import Module, dead, dotted, read_module

_POLICY = "根拠の規則そのもの。働くのは同じ答えを出す行の守り(access/sql)で、test_policy_equals_sql が無作為の世界で突き合わせる"
_FINALITY = "確定の仕方の規則。働くのは plans/sql/plans_finality.sql で、test_plans_finality が無作為の世界で突き合わせる"
_SQL = "移り方を守るのは SQL。試験だけが読む"
# 読み手のいない名前と、残すわけ。
EXEMPT: dict[str, str] = {
    "access.domain.DenyFact": _POLICY,
    "access.domain.GrantFact": _POLICY,
    "access.domain.Seat": _POLICY,
    "access.domain.grounds_held": _POLICY,
    "access.domain.in_effect": _POLICY,
    "cases.domain.referrals.STAGE_AFTER": _SQL,
    "conferences.domain.appointment.effective_from": "効き始めの日を入れるのは SQL(conferences/sql/appointments.sql)。試験だけが読む",
    "plans.domain.finality.PlanContent": _FINALITY,
    "plans.domain.finality.finality": _FINALITY,
}


def town() -> tuple[dict[str, Module], set[str]]:
    """src のすべてのモジュールと、そのうちまとめ（__init__）の名。"""
    found, packages = {}, set()
    for path in rules.modules():
        name = dotted(path, rules.SRC)
        found[name] = read_module(path.read_text())
        if path.name == "__init__.py":
            packages.add(name)
    return found, packages


def test_読まれない規則はない():
    lost = dead(*town())
    assert [name for name in lost if name not in EXEMPT] == []
    assert [name for name in EXEMPT if name not in lost] == [], "もう読まれているか、もうない。一覧から外す"
    assert all(EXEMPT.values())


def test_植えた読まれない規則は見つかる():
    sources = {
        "kasane.x.domain": "from kasane.x.domain.rules import may_lend, may_sell",
        "kasane.x.domain.rules": "LIMIT = 3\nUNSEEN = 4\ndef may_lend(n): return _ok(n)\ndef _ok(n): return n < LIMIT\ndef may_sell(n): return n < UNSEEN",
        "kasane.x.commands": "from kasane.x.domain import may_lend\nmay_lend(1)\nmay_sell = None",
    }
    modules = {name: read_module(text) for name, text in sources.items()}
    assert dead(modules, {"kasane.x.domain"}) == ["x.domain.rules.UNSEEN", "x.domain.rules.may_sell"]
    modules["kasane.x.views"] = read_module("from kasane.x.domain import rules\nrules.may_sell(1)")
    assert dead(modules, {"kasane.x.domain"}) == []
