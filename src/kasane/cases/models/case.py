"""事案、事案の中の人、機関ごとの部屋、避けるべき関わり方、周期の設定。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.access.rhythms import DatedDays
from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow


class Case(RecordedRow):
    """事案: 支援の背骨。compartment_id は事案の部屋(通常)で、世帯の全体に関わることだけを置く。

    一人ひとりのことは CasePerson の部屋に置く。同じ世帯でも、同意は人ごとに別だから(様式1-1)。
    companion_agency_id は今の伴走の機関の写しで、引き金が関わりから写す(途絶えた事案を引くため。sql/silent.sql)。
    """

    number = models.TextField(unique=True)
    title = models.TextField()
    stage = models.TextField()
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, null=True, related_name="+")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_reason = models.TextField(default="")
    contact_rhythm_days = models.PositiveSmallIntegerField(null=True)
    last_contact_on = models.DateField(null=True)
    changed_at = models.DateTimeField()
    companion_agency_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "cases_case"
        indexes = (models.Index(fields=("-changed_at", "id"), include=("compartment_id",), name="cases_case_recent"),)
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_reason="") | (Q(closed_on__isnull=False) & ~Q(closed_reason="")),
                name="cases_case_closed_with_reason",
                violation_error_message="終結日と終結の理由は、両方を入れるか両方を空けてください。",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="cases_case_closed_after_opening",
                violation_error_message="終結日は、受付日より後にしてください。",
            ),
        )

    class Classified:
        open = ("number", "stage", "opened_on", "closed_on", "contact_rhythm_days", "last_contact_on")
        personal = ("title", "closed_reason")
        technical: ClassVar = (*RECORDED_TECHNICAL, "household", "changed_at", "companion_agency_id", "version")


class CasePerson(RecordedRow):
    """事案の中の一人。compartment_id はその人の通常の部屋、sensitive_room はその人の要配慮の部屋。"""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    standing = models.TextField()
    sensitive_room = models.UUIDField()

    class Meta:
        db_table = "cases_person"
        constraints = (models.UniqueConstraint(fields=("case", "person"), name="cases_person_once"),)

    class Classified:
        personal = ("standing",)
        technical: ClassVar = (*RECORDED_TECHNICAL, "case", "person", "sensitive_room")


class AgencyRoom(RecordedRow):
    """機関ごとの部屋: この機関だけが読む経過記録を置く。compartment_id がその部屋で、最初に要るときに開く。"""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    agency_id = models.UUIDField()

    class Meta:
        db_table = "cases_agency_room"
        constraints = (models.UniqueConstraint(fields=("case", "agency_id"), name="cases_agency_room_once"),)

    class Classified:
        technical: ClassVar = (*RECORDED_TECHNICAL, "case", "agency_id")


class Caution(RecordedRow):
    """避けるべき関わり方(avoid)と、本人が望むこと(wish)。開いた人・引き継いだ人に最初に見せる(mission 8.10)。"""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    room_kind = models.SmallIntegerField(default=2)
    kind = models.TextField()
    text = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_reason = models.TextField(default="")

    class Meta:
        db_table = "cases_caution"
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="cases_caution_end_pair",
            ),
        )

    class Classified:
        sensitive = ("kind", "text", "ended_reason")
        technical: ClassVar = (*RECORDED_TECHNICAL, "room_kind", "case", "person", "ended_at", "ended_by")


class Rhythm(DatedDays):
    """日数の決めごと(つなぎの答えを待つ日数、上へ知らせる日数、連絡の周期)。市町村が行で直せる、日付つきの設定。"""

    class Meta:
        db_table = "cases_rhythm"
        constraints = (models.UniqueConstraint(fields=("name", "valid_from"), name="cases_rhythm_once"),)

    class Classified:
        open = ("id", "name", "days", "valid_from", "valid_to", "source")
