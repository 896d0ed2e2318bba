"""支援措置と、その人の居どころ・連絡先。秘匿の区画に置き、名指しの人だけが見る(security.md §2.2 K7)。"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow
from kasane.people.models.base import ADDRESS_PERSONAL, AddressFacts
from kasane.people.models.person import Person


class ProtectedPlace(AddressFacts):
    """秘匿された居どころと連絡先。ふだんの表から移した行と、措置の間に新しく分かった行。"""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "people_protected_place"

    class Classified:
        sensitive = ("kind", *ADDRESS_PERSONAL)
        technical = (*RECORDED_TECHNICAL, "person")


class ProtectionMeasure(RecordedRow):
    """支援措置(DV、ストーカー、児童虐待など)。申出から1年。期限が来ても、終える記録をするまで伏せ続ける。"""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    applied_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    applied_at = models.TextField(default="", blank=True)
    hidden_items = ArrayField(models.TextField(), default=list)
    contact_method = models.TextField(default="", blank=True)
    together_with = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    conceals_person = models.BooleanField(default=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.TextField(default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "people_protection"
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")),
                name="people_protection_period",
                violation_error_message="支援措置の終わりの日は、始まりの日より後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_reason="") | (Q(ended_on__isnull=False) & ~Q(ended_reason="")),
                name="people_protection_end_pair",
                violation_error_message="支援措置を終えるときは、日と理由の両方が要ります。",
            ),
        )

    class Classified:
        sensitive: ClassVar = (
            "kind", "applied_on", "valid_from", "valid_to", "applied_at", "hidden_items", "contact_method", "conceals_person",
            "ended_on", "ended_reason",
        )  # fmt: skip
        technical = (*RECORDED_TECHNICAL, "person", "together_with", "version")


class ProtectionParty(RecordedRow):
    """支援措置の相手方。登録のある人なら person、ない人なら名前だけ。"""

    measure = models.ForeignKey(ProtectionMeasure, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.TextField(default="", blank=True)
    relationship = models.TextField(default="", blank=True)

    class Meta:
        db_table = "people_protection_party"
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name=""),
                name="people_protection_party_known",
                violation_error_message="相手方は、登録のある人か、名前のどちらかで示してください。",
            ),
        )

    class Classified:
        sensitive = ("name", "relationship")
        technical = (*RECORDED_TECHNICAL, "measure", "person")
