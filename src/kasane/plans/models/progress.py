"""実施状況とモニタリングの表: 聞いた一回、聞いた相手、役割ごとの進み具合、モニタリングの結果、日数の決めごと。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.access.rhythms import DatedDays
from kasane.access.rows import RECORDED_TECHNICAL, ROW_TECHNICAL, RecordedRow, Row
from kasane.plans.models.plan import Plan
from kasane.plans.models.rows import Step


class ProgressRequest(RecordedRow):
    """実施状況を聞いた一回。compartment_id は事案の部屋。agency_id は聞いた機関。"""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    due_on = models.DateField()
    question = models.TextField(default="")

    class Meta:
        db_table = "plans_progress_request"
        indexes = (models.Index(fields=("plan", "-recorded_at"), name="plans_progress_of_plan"),)

    class Classified:
        open = ("due_on",)
        sensitive = ("question",)
        technical: ClassVar = (*RECORDED_TECHNICAL, "plan", "agency_id")


class ProgressAsk(Row):
    """聞いた相手の一つ。answered_ の列は、進み具合が書かれたときに引き金が入れる(アプリからは書けない)。"""

    request = models.ForeignKey(ProgressRequest, on_delete=models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        db_table = "plans_progress_ask"
        indexes = (models.Index(fields=("agency_id", "due_on"), condition=Q(answered_at__isnull=True), name="plans_progress_ask_waiting"),)
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("request", "agency_id"), name="plans_progress_ask_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True) | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="plans_progress_ask_answer_pair",
            ),
        )

    class Classified:
        open = ("due_on",)
        technical: ClassVar = (*ROW_TECHNICAL, "request", "agency_id", "answered_at", "answered_by")


class Progress(RecordedRow):
    """一つの実施事項の進み具合。追記だけで、一番新しい行が今の様子。実施事項と同じ部屋に置く。

    agency_id は役割を持つ機関、reported_agency_id は書いた機関(違えば、事案を受け持つ機関が聞き取って書いたもの)。
    """

    request = models.ForeignKey(ProgressRequest, on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    reported_agency_id = models.UUIDField()
    state = models.TextField()
    text = models.TextField(default="")
    on_day = models.DateField()

    class Meta:
        db_table = "plans_progress"
        indexes = (models.Index(fields=("step", "-recorded_at"), name="plans_progress_of_step"),)
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(state__in=("as_planned", "partly", "done")) | (Q(state__in=("not_started", "stopped")) & ~Q(text="")),
                name="plans_progress_told",
                violation_error_message="止まっている（始めていない）事情を書いてください。",
            ),
        )

    class Classified:
        open = ("on_day",)
        sensitive = ("state", "text")
        technical: ClassVar = (*RECORDED_TECHNICAL, "request", "step", "agency_id", "reported_agency_id")


class Monitoring(RecordedRow):
    """モニタリングの結果。追記だけ。次の時期(next_on)が、プランに書いた時期に代わって効く。compartment_id は事案の部屋。"""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    held_on = models.DateField()
    judgement = models.TextField()
    summary = models.TextField()
    next_on = models.DateField(null=True)

    class Meta:
        db_table = "plans_monitoring"
        indexes = (models.Index(fields=("plan", "-recorded_at"), name="plans_monitoring_of_plan"),)
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(judgement__in=("replan", "end", "suspend")) | Q(judgement="go_on", next_on__isnull=False),
                name="plans_monitoring_next",
                violation_error_message="続けるときは、次にいつ確かめるかを決めてください。",
            ),
            models.CheckConstraint(condition=Q(next_on__isnull=True) | Q(next_on__gt=F("held_on")), name="plans_monitoring_forward"),
        )

    class Classified:
        open = ("held_on", "judgement", "next_on")
        sensitive = ("summary",)
        technical: ClassVar = (*RECORDED_TECHNICAL, "plan", "agency_id")


class Rhythm(DatedDays):
    """日数の決めごと(モニタリングを何日前から知らせるか、管理者に知らせる日数、聞くときの既定の期限)。"""

    class Meta:
        db_table = "plans_rhythm"
        constraints = (models.UniqueConstraint(fields=("name", "valid_from"), name="plans_rhythm_once"),)

    class Classified:
        open = ("id", "name", "days", "valid_from", "valid_to", "source")
