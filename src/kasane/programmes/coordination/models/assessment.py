"""様式1-2: 日付つきの項目の定義、アセスメント、版、出どころのついた事実の台帳(ADR 0007)。"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow
from kasane.kernel.ids import new_id
from kasane.programmes.coordination.models.base import VALUE_FIELDS, Sourced, Valued, agency_named, only_one_kind


class AssessmentItem(models.Model):
    """様式1-2の一項目の定義。公式の様式を開けていないので、市町村が行を足して直せる、日付つきの行として持つ。

    must は ※(原則として入力)、report は国への報告事項(yes・unsure・no)、sensitive は要配慮の部屋に置く項目、
    askable は照会で聞いてよい項目、declared_only は本人の申告だけで書く項目(課税状況。地方税法22条)。copied_from は、ほかの記録から写す
    項目の写し元。
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField()
    section = models.TextField()
    position = models.PositiveSmallIntegerField()
    label = models.TextField()
    kind = models.TextField()
    code_list = models.TextField(default="")
    columns: Any = ArrayField(models.TextField(), default=list)
    unit = models.TextField(default="")
    hint = models.TextField(default="")
    per_person = models.BooleanField(default=False)
    sensitive = models.BooleanField(default=False)
    must = models.BooleanField(default=False)
    report = models.TextField(default="no")
    askable = models.BooleanField(default=True)
    declared_only = models.BooleanField(default=False)
    copied_from = models.TextField(default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    verified = models.BooleanField(default=False)
    source = models.TextField(default="")

    class Meta:
        db_table = "coordination_item"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("key", "valid_from"), name="coordination_item_once"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="coordination_item_period"),
            models.CheckConstraint(
                condition=Q(kind__in=("choice", "choices"), code_list__gt="") | (~Q(kind__in=("choice", "choices")) & Q(code_list="")),
                name="coordination_item_list_for_choice",
            ),
            models.CheckConstraint(
                condition=Q(kind="copied", copied_from__gt="") | (~Q(kind="copied") & Q(copied_from="")), name="coordination_item_copied"
            ),
            models.CheckConstraint(condition=Q(declared_only=False) | Q(askable=False), name="coordination_item_declared_never_asked"),
            models.CheckConstraint(condition=Q(sensitive=False) | Q(per_person=True), name="coordination_item_sensitive_per_person"),
        )

    class Classified:
        open: ClassVar = (
            "id", "key", "section", "position", "label", "kind", "code_list", "columns", "unit", "hint", "per_person", "sensitive", "must",
            "report", "askable", "declared_only", "copied_from", "valid_from", "valid_to", "verified", "source",
        )  # fmt: skip


class Assessment(RecordedRow):
    """事案に一つのアセスメント。compartment_id は事案の部屋。number は最後の版の番号。"""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    form_version = models.TextField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "coordination_assessment"

    class Classified:
        open = ("form_version", "number")
        technical: ClassVar = (*RECORDED_TECHNICAL, "case")


class AssessmentVersion(RecordedRow):
    """一回の保存。職員は異動するので、作成者の氏名と所属をそのときのまま写す(forms §1.3)。"""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    section = models.TextField()
    author_name = models.TextField()
    author_agency = models.TextField()

    class Meta:
        db_table = "coordination_version"
        constraints = (models.UniqueConstraint(fields=("assessment", "number"), name="coordination_version_once"),)

    class Classified:
        open = ("number", "section", "author_name", "author_agency")
        technical: ClassVar = (*RECORDED_TECHNICAL, "assessment")


class AssessmentFact(RecordedRow, Valued, Sourced):
    """出どころのついた事実の一行。追記だけで、同じ欄(cell_id)の一番新しい版が今の値になる。

    区画は、世帯の項目なら事案の部屋、人の項目ならその人の通常の部屋、要配慮の項目ならその人の要配慮の部屋。
    型・選択肢・区画の種類・人の有無が項目の定義と合うことは、引き金 coordination_check_fact が確かめる。
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(AssessmentVersion, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    item = models.ForeignKey(AssessmentItem, on_delete=models.PROTECT, related_name="+")
    item_key = models.TextField()
    cell_id = models.UUIDField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    room_kind = models.SmallIntegerField(default=2)
    inquiry = models.ForeignKey("coordination.InformationRequest", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "coordination_fact"
        indexes = (models.Index(fields=("assessment", "cell_id", "-number"), name="coordination_fact_latest"),)
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("cell_id", "number"), name="coordination_fact_once"),
            only_one_kind("coordination_fact_kind"),
            agency_named("coordination_fact_agency"),
            models.CheckConstraint(
                condition=Q(origin__gt="", certainty__gt="", as_of__isnull=False), name="coordination_fact_sourced",
                violation_error_message="事実には、出どころ・日付・確かさが要ります。",
            ),
        )  # fmt: skip

    class Classified:
        open = ("kind", "item_key", "number", "origin", "as_of", "certainty")
        sensitive: ClassVar = (*VALUE_FIELDS, "named", "note", "source_name")
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "assessment", "version", "item", "cell_id", "person", "room_kind", "source_agency_id", "inquiry",
        )  # fmt: skip
