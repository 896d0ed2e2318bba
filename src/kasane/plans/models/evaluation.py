"""プラン評価シート(様式2-2)の表。頭の欄は事案の部屋、人ごとの欄と目標の評価は、その人(その目標)の部屋に置く。"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow
from kasane.plans.models.plan import Plan
from kasane.plans.models.rows import Goal


class Evaluation(RecordedRow):
    """評価の頭の欄(V-01・V-07・V-08・V-11)。agency_id は書き始めた機関(評価者)。

    state と finished_・settled_・carried_ の列はアプリから書けない。書き終えるのは plans_finish_evaluation、諮った・決まったはプランの
    状態に従う引き金、終結の手続きが済んだことは plans_carry_out だけが書く。
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    evaluated_on = models.DateField()
    outcome = models.TextField(default="")
    opinions = models.TextField(default="")
    next_lead_agency_id = models.UUIDField(null=True)
    next_lead_posting_id = models.UUIDField(null=True)
    follow_up_needed = models.BooleanField(null=True)
    follow_up_method = models.TextField(default="")
    follow_up_note = models.TextField(default="")
    follow_up_days = models.PositiveSmallIntegerField(null=True)
    state = models.TextField(default="draft")
    finished_at = models.DateTimeField(null=True)
    finished_by = models.UUIDField(null=True)
    settled_on = models.DateField(null=True)
    carried_at = models.DateTimeField(null=True)
    carried_by = models.UUIDField(null=True)
    carried_note = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "plans_evaluation"
        indexes = (
            models.Index(fields=("plan", "evaluated_on"), name="plans_evaluation_of_plan"),
            models.Index(
                fields=("settled_on",),
                condition=Q(state="settled", carried_at__isnull=True, outcome__in=("close", "suspend")),
                name="plans_evaluation_to_carry",
            ),
        )
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("plan",), condition=~Q(state="settled"), name="plans_evaluation_one_unsettled"),
            models.CheckConstraint(condition=Q(outcome__in=("", "close", "replan", "suspend")), name="plans_evaluation_outcome"),
            models.CheckConstraint(condition=Q(state="draft") | ~Q(outcome=""), name="plans_evaluation_finished_with_outcome"),
            models.CheckConstraint(
                condition=(Q(state="draft") | ~Q(outcome="close")) | Q(next_lead_agency_id__isnull=False, follow_up_needed__isnull=False),
                name="plans_evaluation_end_names_lead",
                violation_error_message="終結には、終結後の主担当機関とフォローアップの要否が要ります。",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, finished_by__isnull=True) | Q(finished_at__isnull=False, finished_by__isnull=False),
                name="plans_evaluation_finished_pair",
            ),
            models.CheckConstraint(
                condition=Q(carried_at__isnull=True, carried_by__isnull=True)
                | Q(carried_at__isnull=False, carried_by__isnull=False, state="settled"),
                name="plans_evaluation_carried_pair",
            ),
            models.CheckConstraint(
                condition=Q(state="settled", settled_on__isnull=False) | (~Q(state="settled") & Q(settled_on__isnull=True)),
                name="plans_evaluation_settled_on",
            ),
        )

    class Classified:
        open: ClassVar = (
            "evaluated_on", "outcome", "follow_up_needed", "follow_up_method", "follow_up_days", "state", "settled_on",
        )  # fmt: skip
        sensitive = ("opinions", "follow_up_note", "carried_note")
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "plan", "agency_id", "next_lead_agency_id", "next_lead_posting_id", "finished_at", "finished_by",
            "carried_at", "carried_by", "version",
        )  # fmt: skip


class EvaluationPart(RecordedRow):
    """世帯(person が空)、または一人についての欄(V-04〜V-06、V-09・V-10)。

    reasons_for は、理由を選んだときの評価の結果(C07 か C08 かを決める)。結果が変われば、前の理由は数えない(文字は残る)。
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    agency_id = models.UUIDField()
    changes: Any = ArrayField(models.TextField(), default=list)
    changes_text = models.TextField(default="")
    state_now = models.TextField(default="")
    wishes = models.TextField(default="")
    satisfaction = models.TextField(default="")
    reasons: Any = ArrayField(models.TextField(), default=list)
    reasons_for = models.TextField(default="")
    reasons_text = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "plans_evaluation_part"
        constraints = (models.UniqueConstraint(fields=("evaluation", "person"), name="plans_evaluation_part_once", nulls_distinct=False),)

    class Classified:
        sensitive = ("changes", "changes_text", "state_now", "wishes", "satisfaction", "reasons", "reasons_for", "reasons_text")
        technical: ClassVar = (*RECORDED_TECHNICAL, "evaluation", "person", "agency_id", "version")


class GoalGrade(RecordedRow):
    """目標ごとの達成状況(V-02)。目標と同じ部屋に置く。agency_id は最後に書いた機関。"""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    grade = models.TextField()
    text = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "plans_goal_grade"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("evaluation", "goal"), name="plans_goal_grade_once"),
            models.CheckConstraint(
                condition=Q(grade__in=("achieved", "mostly", "partly", "not")) | (Q(grade="changed") & ~Q(text="")),
                name="plans_goal_grade_told",
                violation_error_message="評価できないときは、状況がどう変わったかを書いてください。",
            ),
        )

    class Classified:
        sensitive = ("grade", "text")
        technical: ClassVar = (*RECORDED_TECHNICAL, "evaluation", "goal", "agency_id", "version")
