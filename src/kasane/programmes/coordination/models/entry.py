"""多機関協働への依頼の入口: 経路、試したこと、求めること、紹介元との話、答え。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow


class CoordinationEntry(RecordedRow):
    """依頼一件の入口の記録。compartment_id はつなぎ一通の部屋で、頼んだ側と頼まれた側だけが読む。

    答え(answer)は、理由と、紹介元との話(decided_on)と、だれがいつを必ず伴う。話さずに決めることはデータベースが止める。
    """

    referral = models.OneToOneField("cases.Referral", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    route = models.TextField()
    tried = models.TextField()
    wanted = models.TextField()
    answer = models.TextField(default="")
    answer_reason = models.TextField(default="")
    decided_on = models.ForeignKey("coordination.SourceTalk", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "coordination_entry"
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(answer="", answer_reason="", decided_on__isnull=True, answered_at__isnull=True, answered_by__isnull=True)
                | (
                    Q(answer__in=("taken_on", "sent_back"), decided_on__isnull=False, answered_at__isnull=False, answered_by__isnull=False)
                    & ~Q(answer_reason="")
                ),
                name="coordination_entry_talk_then_answer",
                violation_error_message="受理と差戻しには、紹介元との話と、理由が要ります。",
            ),
        )

    class Classified:
        open = ("route", "answer")
        sensitive = ("tried", "wanted", "answer_reason")
        technical: ClassVar = (*RECORDED_TECHNICAL, "referral", "case", "decided_on", "answered_at", "answered_by", "version")


class SourceTalk(RecordedRow):
    """紹介元と話した記録。追記だけ。"""

    entry = models.ForeignKey(CoordinationEntry, on_delete=models.PROTECT, related_name="+")
    talked_on = models.DateField()
    method = models.TextField()
    with_whom = models.TextField()
    content = models.TextField()

    class Meta:
        db_table = "coordination_source_talk"
        indexes = (models.Index(fields=("entry", "-talked_on"), name="coordination_talk_latest"),)

    class Classified:
        open = ("talked_on", "method")
        sensitive = ("with_whom", "content")
        technical: ClassVar = (*RECORDED_TECHNICAL, "entry")
