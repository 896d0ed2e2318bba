"""大きな書類を裏で作る仕事。頼んだ本人だけが見られ、出来たものは、作ったときの根拠が続く間だけ受け取れる。"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kasane.kernel.ids import new_id


class PaperJob(models.Model):
    """一つの頼み。

    targets は作る事案(または会議の議題)、rooms は使った区画、people は名前の出る人。mark は、作ったときに見えた居どころの指紋で、
    支援措置などで変わればもう渡さない。content は出来た PDF で、期限が来たら空にする。
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    account_id = models.UUIDField()
    posting_id = models.UUIDField()
    kind = models.TextField()
    purpose = models.TextField(default="", db_default="")
    targets: Any = ArrayField(models.UUIDField(), default=list)
    rooms: Any = ArrayField(models.UUIDField(), default=list)
    people: Any = ArrayField(models.UUIDField(), default=list)
    mark = models.TextField(default="")
    state = models.TextField(default="waiting")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    why = models.TextField(default="")
    content = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField()
    cpu_seconds = models.FloatField(default=0)

    class Meta:
        db_table = "documents_job"
        indexes: ClassVar = (
            models.Index(fields=("account_id", "-asked_at"), name="documents_job_mine"),
            models.Index(fields=("asked_at",), condition=Q(state__in=("waiting", "working")), name="documents_job_waiting"),
            models.Index(fields=("gone_at",), condition=Q(content__isnull=False), name="documents_job_kept"),
        )
        constraints: ClassVar = (
            models.CheckConstraint(condition=Q(state__in=("waiting", "working", "done", "failed", "gone")), name="documents_job_state"),
            models.CheckConstraint(condition=Q(content__isnull=True) | Q(state="done"), name="documents_job_content_when_done"),
        )

    class Classified:
        open: ClassVar = ("kind", "state", "done", "total", "left_out", "why", "asked_at", "finished_at", "gone_at", "cpu_seconds")
        sensitive = ("content", "purpose")
        technical: ClassVar = (
            "id", "account_id", "posting_id", "targets", "rooms", "people", "mark", "tries", "beat_at",
        )  # fmt: skip


class PaperLimit(models.Model):
    """一つの綴りに入れられる件数の上限(日付つき)。綴りは一度に組むので、件数に応じて係の使う記憶が増える。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.TextField()
    most = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.TextField(default="")

    class Meta:
        db_table = "documents_limit"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("kind", "valid_from"), name="documents_limit_once"),
            models.CheckConstraint(condition=Q(most__gte=1, most__lte=200), name="documents_limit_sane"),
        )

    class Classified:
        open: ClassVar = ("kind", "most", "valid_from", "valid_to", "source")
        technical = ("id",)
