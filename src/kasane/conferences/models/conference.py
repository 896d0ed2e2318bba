"""会議と、その役員。compartment_id は会議の部屋で、役員(事務局・司会・記録)だけが持つ。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow
from kasane.conferences.domain.codes import ConferenceState


class Conference(RecordedRow):
    """会議の一回。構成員はこの部屋を持たない(ほかの議題・構成員の名簿を知らせないため。security.md N23)。

    kept_until は役員の根拠の終わり。late_reason は、開かれた後に入れた理由(前もって招集した会議は空)。
    number はその種類の、その年度の何回目か。
    """

    kind = models.ForeignKey("conferences.ConferenceKind", on_delete=models.PROTECT, related_name="+")
    kind_code = models.TextField()
    number = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.TextField(default="")
    method = models.TextField()
    purpose = models.TextField()
    takes_proposals = models.BooleanField(default=False)
    convener_agency_id = models.UUIDField()
    state = models.TextField()
    called_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cancelled_reason = models.TextField(default="")
    late_reason = models.TextField(default="", db_default="")
    kept_until = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "conferences_conference"
        indexes = (models.Index(fields=("-held_on", "id"), name="conferences_by_day"),)
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="conferences_hours",
                violation_error_message="終わりの時刻は、始まりより後にしてください。",
            ),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in ConferenceState]), name="conferences_states"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="conferences_closed_pair",
            ),
            models.CheckConstraint(
                condition=(Q(state="cancelled") & ~Q(cancelled_reason="")) | (~Q(state="cancelled") & Q(cancelled_reason="")),
                name="conferences_cancelled_why",
            ),
        )

    class Classified:
        open: ClassVar = (
            "kind", "kind_code", "number", "held_on", "starts_at", "ends_at", "place", "method", "purpose", "takes_proposals", "state",
        )  # fmt: skip
        personal = ("cancelled_reason", "late_reason")
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "convener_agency_id", "called_at", "opened_at", "closed_at", "kept_until", "version",
        )  # fmt: skip


class Officer(RecordedRow):
    """会議の役員の一人。part は secretariat・chair・minutes。守秘を確認するまでは、会議の部屋も議題も見えない。"""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="+")
    posting_id = models.UUIDField()
    agency_id = models.UUIDField()
    part = models.TextField()
    acknowledged_at = models.DateTimeField(null=True)
    wording = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "conferences_officer"
        indexes = (models.Index(fields=("posting_id",), condition=Q(ended_at__isnull=True), name="conferences_officer_mine"),)
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("conference", "posting_id", "part"), name="conferences_officer_once"),
            models.CheckConstraint(condition=Q(part__in=("secretariat", "chair", "minutes")), name="conferences_officer_part"),
            models.CheckConstraint(condition=Q(acknowledged_at__isnull=True) | ~Q(wording=""), name="conferences_officer_read_what"),
        )

    class Classified:
        open = ("part",)
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "conference", "posting_id", "agency_id", "acknowledged_at", "wording", "ended_at",
        )  # fmt: skip
