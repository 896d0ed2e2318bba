"""さがす鍵、名寄せ(同じ人の二重の記録を一つにする)、二重かもしれないという覚え。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.access.rows import RECORDED_TECHNICAL, ROW_TECHNICAL, RecordedRow, Row
from kasane.people.models.household import Household
from kasane.people.models.person import Person


class SearchKey(Row):
    """さがす鍵: 字体やかなの違いをならした文字列。氏名などから作り直せる控えで、秘匿の電話は入れない。"""

    compartment_id = models.UUIDField()  # 下の索引が区画から始まるので、単独の索引は要らない。
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    source_id = models.UUIDField()  # 鍵の元になった人か世帯。名寄せで person が変わっても、作り直しは元の記録ごとに行う。
    kind = models.SmallIntegerField()
    key = models.TextField(db_collation="C")
    sort = models.TextField(default="", db_collation="C")

    class Meta:
        db_table = "people_search_key"
        indexes = (
            models.Index(fields=("kind", "key"), include=("person", "compartment_id", "sort"), name="people_search_key_lookup"),
            models.Index(fields=("compartment_id", "kind", "key"), include=("person", "sort"), name="people_search_key_by_room"),
            models.Index(fields=("source_id",), name="people_search_key_source"),
        )
        constraints: ClassVar = (
            models.CheckConstraint(condition=Q(person__isnull=False) ^ Q(household__isnull=False), name="people_search_key_of_one_thing"),
        )

    class Classified:
        open = ("kind",)
        personal = ("key", "sort")
        technical = (*ROW_TECHNICAL, "person", "household", "source_id")


class Merge(RecordedRow):
    """名寄せの一回。取り消すまでは absorbed が kept に寄せられている。"""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.UUIDField(null=True, blank=True)
    undone_reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "people_merge"
        constraints: ClassVar = (
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="people_merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="people_merge_undo_pair",
            ),
        )

    class Classified:
        personal = ("reason", "undone_reason")
        technical = (*RECORDED_TECHNICAL, "kept", "absorbed", "undone_at", "undone_by")


class MergeMove(Row):
    """名寄せで移した一行、または与えた根拠。取り消すときは、まだ移した先にあるものだけを戻す。"""

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="+")
    target = models.TextField()
    row_id = models.UUIDField()
    from_compartment_id = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "people_merge_move"

    class Classified:
        technical = (*ROW_TECHNICAL, "merge", "target", "row_id", "from_compartment_id")


class DuplicateDoubt(RecordedRow):
    """同じ人かもしれないという覚え。名寄せはまだしない。両方が見える人にだけ見える。"""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other_compartment_id = models.UUIDField(db_index=True)
    note = models.TextField()
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(default="", blank=True)

    class Meta:
        db_table = "people_duplicate_doubt"
        constraints: ClassVar = (models.CheckConstraint(condition=~Q(person=F("other")), name="people_duplicate_doubt_of_two"),)

    class Classified:
        personal = ("note", "outcome")
        technical = (*RECORDED_TECHNICAL, "person", "other", "other_compartment_id", "settled_at")
