"""見られる機関を決める規則。"""

from kasane.kernel.decision import Decision

SHAREABLE = ("consent", "team", "lead", "entrusted", "law")
_KEPT = {
    "received": "受付機関の根拠です。ここを終わらせると、記録の持ち主がいなくなります。",
    "named": "名指しの担当者です。支援措置・封印の画面で扱います。",
    "emergency": "緊急閲覧は60分で終わります。",
}
_BOUND = "この機関は、この人の事案の伴走・主担当です。ここを終わらせると伴走が見えなくなります。事案の「支援チーム」で引き継いでください。"


def may_end_sharing(ground: str, *, kept: bool) -> Decision:
    """この根拠を「見せるのをやめる」で終わらせてよいか。ground は根拠の符号、kept は事案の伴走・主担当に結び付いたものか。"""
    why = _BOUND if kept else _KEPT.get(ground)
    return Decision.no(why, "閲覧権限の運用基準") if why else Decision.yes("やめられます。", "閲覧権限の運用基準")
