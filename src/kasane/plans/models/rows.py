"""プランの行: 目標、実施事項(役割分担)、本人への説明、変える前の文。人の行はその人の部屋、世帯の行は事案の部屋に置く。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow
from kasane.plans.models.plan import Plan

_WITHDRAWN = Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True) | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)


class Goal(RecordedRow):
    """達成目標(P-07)。本人の言葉で書く。agency_id は書いた機関。"""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    agency_id = models.UUIDField()
    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_reason = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "plans_goal"
        indexes = (models.Index(fields=("plan", "position"), name="plans_goal_of_plan"),)
        constraints = (models.CheckConstraint(condition=_WITHDRAWN, name="plans_goal_withdrawn_pair"),)

    class Classified:
        sensitive = ("text", "withdrawn_reason")
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "plan", "person", "agency_id", "position", "withdrawn_at", "withdrawn_by", "version",
        )  # fmt: skip


class Step(RecordedRow):
    """実施事項の一行(P-09): 課題、だれが、何を、頻度、期間、使う事業(P-13)。written_agency_id は書いた機関。"""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    written_agency_id = models.UUIDField()
    issue = models.TextField(default="")
    who = models.TextField()
    agency_id = models.UUIDField(null=True)
    who_text = models.TextField(default="")
    contact = models.TextField(default="")
    content = models.TextField()
    frequency = models.TextField(default="")
    period_from = models.DateField(null=True)
    period_to = models.DateField(null=True)
    programme = models.TextField()
    service = models.TextField(default="")
    note = models.TextField(default="")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_reason = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "plans_step"
        indexes = (
            models.Index(fields=("plan",), condition=Q(withdrawn_at__isnull=True), name="plans_step_of_plan"),
            models.Index(fields=("agency_id",), condition=Q(withdrawn_at__isnull=True), name="plans_step_of_agency"),
        )
        constraints: ClassVar = (
            models.CheckConstraint(condition=_WITHDRAWN, name="plans_step_withdrawn_pair"),
            models.CheckConstraint(condition=Q(programme__in=("outreach", "participation", "other")), name="plans_step_programme"),
            models.CheckConstraint(
                condition=~Q(who="agency") | Q(agency_id__isnull=False),
                name="plans_step_agency_named",
                violation_error_message="機関が実施する行は、どの機関かを選んでください。",
            ),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True) | Q(period_to__isnull=True) | Q(period_to__gte=F("period_from")),
                name="plans_step_period",
                violation_error_message="期間の終わりは、始まりより後にしてください。",
            ),
        )

    class Classified:
        open = ("who", "frequency", "period_from", "period_to", "programme", "service")
        personal = ("who_text", "contact")
        sensitive = ("issue", "content", "note", "withdrawn_reason")
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "plan", "person", "written_agency_id", "agency_id", "withdrawn_at", "withdrawn_by", "version",
        )  # fmt: skip


class Explanation(RecordedRow):
    """本人への説明と同意(P-16)。一人ずつ、追記だけ。plan_version は説明したときのプランの版。"""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    explained_on = models.DateField()
    agreed = models.BooleanField()
    method = models.TextField()
    given_by = models.TextField()
    proxy_name = models.TextField(default="")
    proxy_reason = models.TextField(default="")
    paper_kept = models.BooleanField(default=False)
    note = models.TextField(default="")
    plan_version = models.PositiveIntegerField()

    class Meta:
        db_table = "plans_explanation"
        indexes = (models.Index(fields=("plan", "person", "recorded_at"), name="plans_explanation_of_plan"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(given_by="self") | (~Q(proxy_name="") & ~Q(proxy_reason="")),
                name="plans_explanation_proxy_named",
                violation_error_message="代筆・代理のときは、書いた人とその理由を書いてください。",
            ),
        )

    class Classified:
        open = ("explained_on", "agreed", "method", "given_by", "paper_kept")
        personal = ("proxy_name", "proxy_reason")
        sensitive = ("note",)
        technical: ClassVar = (*RECORDED_TECHNICAL, "plan", "person", "agency_id", "plan_version")


class Revision(RecordedRow):
    """変える前の行。どの行も、変えるたびに引き金が一行残すので、だれが上書きしても言葉は失われない。区画は元の行と同じ。"""

    plan_id = models.UUIDField()
    row_kind = models.TextField()
    row_id = models.UUIDField()
    version = models.PositiveIntegerField()
    agency_id = models.UUIDField()
    before = models.JSONField()

    class Meta:
        db_table = "plans_revision"
        indexes = (models.Index(fields=("plan_id", "recorded_at"), name="plans_revision_of_plan"),)
        constraints = (models.UniqueConstraint(fields=("row_id", "version"), name="plans_revision_once"),)

    class Classified:
        open = ("row_kind",)
        sensitive = ("before",)
        technical: ClassVar = (*RECORDED_TECHNICAL, "plan_id", "row_id", "version", "agency_id")
