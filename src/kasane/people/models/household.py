"""支援世帯、世帯員、続柄、人と機関・場所とのつながり。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow
from kasane.people.models.person import Person

_PERIOD = Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


class Household(RecordedRow):
    """支援世帯。住民票の世帯とは別に、いっしょに支える単位として組む(forms §11.1)。自分の区画を持つ。"""

    label = models.TextField()
    note = models.TextField(default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "people_household"

    class Classified:
        personal = ("label", "note")
        technical = (*RECORDED_TECHNICAL, "version")


class Membership(RecordedRow):
    """世帯員。世帯とその人の両方が見える人にだけ見える(世帯から人の存在が漏れないように)。"""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person_compartment_id = models.UUIDField(db_index=True)
    relationship = models.TextField()
    lives_together = models.BooleanField(default=True)
    is_key_person = models.BooleanField(default=False)
    is_main_carer = models.BooleanField(default=False)
    is_confirmed = models.BooleanField(default=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "people_membership"
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=_PERIOD, name="people_membership_period", violation_error_message="抜けた日は、加わった日より後にしてください。"
            ),
        )

    class Classified:
        personal: ClassVar = (
            "relationship", "lives_together", "is_key_person", "is_main_carer", "is_confirmed", "valid_from", "valid_to",
        )  # fmt: skip
        technical = (*RECORDED_TECHNICAL, "household", "person", "person_compartment_id")


class Relation(RecordedRow):
    """人と人の関係: 親子・配偶者・きょうだい・介護・情緒。両方の人が見える人にだけ見える。"""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other_compartment_id = models.UUIDField(db_index=True)
    kind = models.TextField()
    nature = models.TextField(default="", blank=True)
    position = models.SmallIntegerField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "people_relation"
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=~Q(person=F("other")),
                name="people_relation_of_two",
                violation_error_message="本人自身との関係は登録できません。",
            ),
            models.CheckConstraint(
                condition=_PERIOD, name="people_relation_period", violation_error_message="終わりの日は、始まりの日より後にしてください。"
            ),
        )

    class Classified:
        personal = ("kind", "nature", "position", "valid_from", "valid_to")
        technical = (*RECORDED_TECHNICAL, "person", "other", "other_compartment_id")


class Tie(RecordedRow):
    """つながり(エコマップの線): 人または世帯と、機関・場所・人。"""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agency_id = models.UUIDField(null=True, blank=True)
    label = models.TextField()
    is_formal = models.BooleanField(default=True)
    strength = models.TextField(default="normal")
    direction = models.TextField(default="none")
    note = models.TextField(default="", blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "people_tie"
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ Q(household__isnull=False),
                name="people_tie_of_person_or_household",
                violation_error_message="人か世帯のどちらか一方のつながりとして登録してください。",
            ),
            models.CheckConstraint(
                condition=_PERIOD, name="people_tie_period", violation_error_message="終わりの日は、始まりの日より後にしてください。"
            ),
        )

    class Classified:
        personal = ("label", "is_formal", "strength", "direction", "note", "valid_from", "valid_to")
        technical = (*RECORDED_TECHNICAL, "person", "household", "agency_id")
