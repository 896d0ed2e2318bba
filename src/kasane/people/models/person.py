"""人、別名、居どころと連絡先、心身・生活の状況、訂正の履歴。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.access.rows import RECORDED_TECHNICAL, ROW_TECHNICAL, RecordedRow, Row
from kasane.people.models.base import ADDRESS_PERSONAL, AddressFacts


class Person(Row):
    """人。氏名・生年月日・住民登録のどれも分からなくてよく、分かったところから埋めていく(forms §2.2、§11.2)。

    住所は持たない(Place)。支援措置のときに、この行に伏せるべきものが残らないようにするため。
    """

    family_name = models.TextField(default="", blank=True)
    given_name = models.TextField(default="", blank=True)
    name_text = models.TextField(default="", blank=True)
    family_kana = models.TextField(default="", blank=True)
    given_kana = models.TextField(default="", blank=True)
    kana_text = models.TextField(default="", blank=True)
    is_unidentified = models.BooleanField(default=False)
    working_label = models.TextField(default="", blank=True)
    sex = models.TextField(default="unknown")
    birth_year = models.SmallIntegerField(null=True, blank=True)
    birth_month = models.SmallIntegerField(null=True, blank=True)
    birth_day = models.SmallIntegerField(null=True, blank=True)
    born_earliest = models.DateField(null=True, blank=True)
    born_latest = models.DateField(null=True, blank=True)
    age_band = models.TextField(default="", blank=True)
    died_on = models.TextField(default="", blank=True)
    residency = models.TextField(default="unknown")
    resident_number = models.TextField(default="", blank=True)
    nationality = models.TextField(default="", blank=True)
    language = models.TextField(default="", blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    registered_at = models.DateTimeField()
    registered_by = models.UUIDField()
    sort_kana = models.TextField(default="", db_collation="C")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "people_person"
        indexes = (
            models.Index(
                fields=("sort_kana", "id"), include=("compartment_id",), condition=Q(merged_into__isnull=True), name="people_person_by_kana"
            ),
        )
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=~Q(family_name="", given_name="", name_text="", working_label=""),
                name="people_person_called_somehow",
                violation_error_message="氏名か、氏名が分からない人の呼び方のどちらかが要ります。",
            ),
            models.CheckConstraint(
                condition=Q(birth_day__isnull=True) | Q(birth_month__isnull=False),
                name="people_person_birth_day_needs_month",
                violation_error_message="生まれた月が分からないときは、日も空けてください。",
            ),
            models.CheckConstraint(
                condition=Q(birth_month__isnull=True) | Q(birth_year__isnull=False),
                name="people_person_birth_month_needs_year",
                violation_error_message="生まれた年が分からないときは、月も空けてください。",
            ),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True, born_earliest__isnull=True, born_latest__isnull=True)
                | Q(birth_year__isnull=False, born_earliest__lte=F("born_latest")),
                name="people_person_birth_range",
                violation_error_message="生年月日と照合に使う範囲が合いません。",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="people_person_not_into_itself"),
        )

    class Classified:
        open = ("is_unidentified", "residency")
        personal: ClassVar = (
            "family_name", "given_name", "name_text", "family_kana", "given_kana", "kana_text", "working_label", "sex",
            "birth_year", "birth_month", "birth_day", "born_earliest", "born_latest", "age_band", "died_on", "resident_number",
            "language", "sort_kana",
        )  # fmt: skip
        sensitive = ("nationality",)
        technical = (*ROW_TECHNICAL, "merged_into", "registered_at", "registered_by", "version")


class PersonName(RecordedRow):
    """別名: 旧姓、通称、本国名、呼び名。公証されたものかを分けて持つ(forms §11.2)。"""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    text = models.TextField()
    kana = models.TextField(default="", blank=True)
    is_certified = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "people_name"

    class Classified:
        open = ("kind",)
        personal = ("text", "kana", "is_certified", "valid_from", "valid_to")
        technical = (*RECORDED_TECHNICAL, "person")


class Place(AddressFacts):
    """居どころと連絡先(住所・居所・居所の目安・電話・勤務先・学校・送付先)。支援措置の人の行はここに置かない。"""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "people_place"
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="people_place_period",
                violation_error_message="終わりの日は、始まりの日より後にしてください。",
            ),
        )

    class Classified:
        open = ("kind",)
        personal = ADDRESS_PERSONAL
        technical = (*RECORDED_TECHNICAL, "person")


class Condition(RecordedRow):
    """心身・生活の状況(要介護2、無職など)。要配慮の区画に置く(個人情報保護法2条3項、forms §3.2 B-05)。"""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    text = models.TextField()
    source = models.TextField(default="unknown")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "people_condition"

    class Classified:
        sensitive = ("kind", "text", "source", "valid_from", "valid_to")
        technical = (*RECORDED_TECHNICAL, "person")


class PersonHistory(RecordedRow):
    """訂正の履歴: その版で変わる前の値。足すだけで、書き換えも削除もできない(forms §13 規則7)。"""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    before = models.JSONField()
    reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "people_person_history"

    class Classified:
        personal = ("before", "reason")
        technical = (*RECORDED_TECHNICAL, "person", "version")
