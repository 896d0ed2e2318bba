"""会議の了承と市の手続き。どちらもアプリからは書けず、plans の関数だけが書く。"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kasane.access.rows import RECORDED_TECHNICAL, ROW_TECHNICAL, RecordedRow, Row
from kasane.plans.models.plan import Plan


class Approval(RecordedRow):
    """会議の結論の一件(P-14)。seen は結論のときのプランの版と行の版(どの文が了承されたかを、後から確かめられるように)。"""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    occasion = models.TextField()
    kind_code = models.TextField()
    conference_id = models.UUIDField()
    item_id = models.UUIDField()
    outcome = models.TextField()
    decided_on = models.DateField()
    seen = models.JSONField()

    class Meta:
        db_table = "plans_approval"
        indexes = (models.Index(fields=("plan", "decided_on"), name="plans_approval_of_plan"),)
        constraints = (models.UniqueConstraint(fields=("item_id",), name="plans_approval_once"),)

    class Classified:
        open = ("occasion", "kind_code", "outcome", "decided_on")
        technical: ClassVar = (*RECORDED_TECHNICAL, "plan", "conference_id", "item_id", "seen")


class CityDecision(RecordedRow):
    """市の手続きの一件(P-15): 支援決定・確認・報告。compartment_id はこの一件の部屋で、決める課と、送った機関だけが読む。

    notice_text は、決めた日の市の定めの教示文(要らないなら、その理由)。空なら、教示が決まっていないので、通知を出せない。
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    finality = models.TextField()
    kind = models.TextField()
    number = models.PositiveSmallIntegerField()
    agency_id = models.UUIDField()
    from_agency_id = models.UUIDField()
    state = models.TextField()
    approved_on = models.DateField()
    draft_text = models.TextField(default="")
    document_number = models.TextField(default="")
    decided_on = models.DateField(null=True)
    decided_by = models.UUIDField(null=True)
    content = models.TextField(default="")
    conditions = models.TextField(default="")
    notice_needed = models.TextField(default="unknown")
    notice_text = models.TextField(default="", db_default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "plans_decision"
        indexes = (
            models.Index(fields=("agency_id", "recorded_at"), condition=Q(state="waiting"), name="plans_decision_waiting"),
            models.Index(fields=("plan",), name="plans_decision_of_plan"),
        )
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("plan",), condition=Q(state="waiting"), name="plans_decision_one_waiting"),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True, decided_by__isnull=True) | Q(decided_on__isnull=False, decided_by__isnull=False),
                name="plans_decision_decided_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | (Q(decided_on__isnull=False) & ~Q(document_number="") & ~Q(content="")),
                name="plans_decision_decided_whole",
            ),
            models.CheckConstraint(condition=Q(finality="report", state="received") | ~Q(finality="report"), name="plans_decision_report"),
        )

    class Classified:
        open: ClassVar = (
            "finality", "kind", "number", "state", "approved_on", "document_number", "decided_on", "notice_needed", "notice_text",
        )  # fmt: skip
        sensitive = ("draft_text", "content", "conditions")
        technical: ClassVar = (*RECORDED_TECHNICAL, "plan", "case", "agency_id", "from_agency_id", "decided_by", "version")


class DossierLine(Row):
    """市が見る一行: 了承されたプランの行の写し。part は支援決定の対象か、確認だけか。写した後は変わらない。"""

    decision = models.ForeignKey(CityDecision, on_delete=models.PROTECT, related_name="+")
    person_id = models.UUIDField(null=True)
    section = models.TextField()
    label = models.TextField()
    text = models.TextField()
    part = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "plans_dossier_line"
        constraints = (models.UniqueConstraint(fields=("decision", "position"), name="plans_dossier_line_once"),)

    class Classified:
        open = ("section", "label", "part", "position")
        sensitive = ("text",)
        technical: ClassVar = (*ROW_TECHNICAL, "decision", "person_id")
