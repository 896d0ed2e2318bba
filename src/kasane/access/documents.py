"""方針の表から作る文書: だれが、どの根拠で、何をしてよいか。"""

from kasane.access.domain import Ground
from kasane.access.policy import RULES, Action


def permissions_page() -> str:
    """方針の表を Markdown にする（docs/generated/permissions.md）。"""
    head = [
        "# 行為と、要る役割・要る根拠",
        "",
        "この文書は `src/kasane/access/policy.py` から作られる（`./kasane documents`）。手で直さない。",
        "",
        "役割の「だれでも」は、サインインして配属が有効な職員のこと。根拠の「—」は、特定の記録に縛られない行為。",
        "",
        "| 行為 | 要る役割 | 要る根拠 |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *(_row(action) for action in Action), ""])


def _row(action: Action) -> str:
    rule = RULES[action]
    roles = "だれでも" if rule.roles is None else "、".join(sorted(role.label_ja for role in rule.roles))
    if rule.grounds is None:
        grounds = "—"
    elif rule.grounds == frozenset(Ground):
        grounds = "いずれかの根拠"
    else:
        grounds = "、".join(ground.label_ja for ground in Ground if ground in rule.grounds)
    return f"| `{action.value}` | {roles} | {grounds} |"
