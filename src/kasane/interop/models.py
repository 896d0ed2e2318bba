"""取り込みの記録と、提供元ごとの列の対応づけ。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kasane.kernel.ids import new_id


class ImportRun(models.Model):
    """取り込み一回(一つのファイル)。だれが、いつ、どのファイルを、どれだけ入れたか。書き換えない。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    account_id = models.UUIDField()
    actor = models.TextField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    target = models.TextField()
    source = models.TextField()
    edition = models.DateField(null=True)
    file_name = models.TextField()
    sha256 = models.CharField(max_length=64)
    outcome = models.TextField()
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)

    class Meta:
        db_table = "interop_importrun"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome__in=("done", "refused", "superseded")),
                name="interop_run_outcome",
                violation_error_message="取り込みの結果は「済み」「断った」「新しい版が入っている」のどれかです。",
            )
        ]
        indexes: ClassVar = [models.Index(fields=("target", "source", "-started_at"), name="interop_run_source")]

    class Classified:
        open = (
            "started_at", "finished_at", "target", "source", "edition", "file_name", "outcome", "rows", "created", "updated", "unchanged",
            "rejected", "ended", "report",
        )  # fmt: skip
        personal = ("actor",)
        technical = ("id", "account_id", "sha256")


class ImportMapping(models.Model):
    """列の対応づけ: 提供元と見出しの指紋ごとに一つ。name は人が付けた名(無ければ空)。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    source = models.TextField()
    fingerprint = models.CharField(max_length=16)
    name = models.TextField(default="")
    columns = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "interop_importmapping"
        constraints: ClassVar = [models.UniqueConstraint(fields=("source", "fingerprint"), name="interop_mapping_once")]

    class Classified:
        open = ("source", "name", "columns", "saved_at")
        technical = ("id", "fingerprint", "version")
