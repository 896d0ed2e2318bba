"""委嘱簿: 委嘱の一件と、その名簿の一人ずつ。だれの事案かは書かないので、会議の部屋の外に置く(読むのは事務局と市だけ)。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.kernel.ids import new_id


class Appointment(models.Model):
    """委嘱の一件。fiscal_year と serial が委嘱番号、effective_from は効き始める日で、どれもデータベースが決める。

    kind は person(一人)・body(団体への一括)。scope は item(一つの議題)・kind(この会議のすべて)。valid_to は最後の日。
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    fiscal_year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    kind = models.TextField()
    scope = models.TextField()
    kind_code = models.TextField(default="")
    item_id = models.UUIDField(null=True)
    organisation = models.TextField(default="")
    agreed_on = models.DateField(null=True)
    agreed_with = models.TextField(default="")
    valid_from = models.DateField()
    effective_from = models.DateField()
    valid_to = models.DateField()
    note = models.TextField(default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()
    ended_on = models.DateField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_reason = models.TextField(default="")

    class Meta:
        db_table = "conferences_appointment"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("fiscal_year", "serial"), name="conferences_appointment_number"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="conferences_appointment_period"),
            models.CheckConstraint(
                condition=Q(scope="item", item_id__isnull=False, kind_code="") | (Q(scope="kind", item_id__isnull=True) & ~Q(kind_code="")),
                name="conferences_appointment_scope",
            ),
            models.CheckConstraint(
                condition=Q(kind="person", organisation="") | (Q(kind="body", agreed_on__isnull=False) & ~Q(organisation="")),
                name="conferences_appointment_body_agreed",
                violation_error_message="団体への一括の委嘱には、事前の調整の日が要ります。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True, ended_reason="")
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(ended_reason="")),
                name="conferences_appointment_end_pair",
            ),
        )

    class Classified:
        open: ClassVar = (
            "fiscal_year", "serial", "kind", "scope", "kind_code", "organisation", "agreed_on", "valid_from", "effective_from", "valid_to",
            "ended_on",
        )  # fmt: skip
        personal = ("agreed_with", "note", "ended_reason")
        technical = ("id", "item_id", "recorded_at", "recorded_by", "ended_by")


class Appointed(models.Model):
    """委嘱の名簿の一人。守秘の説明の日と、署名した書面(誓約書)を受け取った日・綴じた所。日はどれも一度だけ書ける。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    outside_member_id = models.UUIDField(db_index=True)
    briefed_on = models.DateField(null=True)
    briefed_wording = models.TextField(default="")
    signed_on = models.DateField(null=True)
    paper_place = models.TextField(default="")
    removed_on = models.DateField(null=True)
    removed_reason = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "conferences_appointed"
        constraints: ClassVar = (
            models.UniqueConstraint(
                fields=("appointment", "outside_member_id"), condition=Q(removed_on__isnull=True), name="conferences_appointed_once"
            ),
            models.CheckConstraint(condition=Q(briefed_on__isnull=True) | ~Q(briefed_wording=""), name="conferences_appointed_read_what"),
            models.CheckConstraint(condition=Q(signed_on__isnull=True) | ~Q(paper_place=""), name="conferences_appointed_paper"),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(briefed_on__isnull=False, signed_on__gte=F("briefed_on")),
                name="conferences_appointed_briefed_first",
                violation_error_message="守秘義務を説明してから、署名した書面を受け取ります。",
            ),
            models.CheckConstraint(condition=Q(removed_on__isnull=True) | ~Q(removed_reason=""), name="conferences_appointed_removed_why"),
        )

    class Classified:
        open = ("briefed_on", "briefed_wording", "signed_on", "paper_place", "removed_on")
        personal = ("removed_reason",)
        technical = ("id", "appointment", "outside_member_id", "version")
