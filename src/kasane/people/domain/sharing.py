"""見られる機関を決める規則。"""

from kasane.kernel.decision import Decision

SHAREABLE = ("consent", "team", "lead", "entrusted", "law")
_KEPT = {
    "received": "受付機関の根拠です。ここを終わらせると、記録の持ち主がいなくなります。",
    "named": "名指しの担当者です。支援措置・封印の画面で扱います。",
    "emergency": "緊急閲覧は60分で終わります。",
}


def may_end_sharing(ground: str) -> Decision:
    """この根拠を「見せるのをやめる」で終わらせてよいか。ground は根拠の符号。"""
    why = _KEPT.get(ground)
    return Decision.no(why, "閲覧権限の運用基準") if why else Decision.yes("やめられます。", "閲覧権限の運用基準")
