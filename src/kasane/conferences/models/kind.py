"""会議の種類(日付つきの決まり)、日数の決めごと、税を思わせる言葉。どれも市が行で直す。"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kasane.access.rhythms import DatedDays
from kasane.kernel.ids import new_id


class ConferenceKind(models.Model):
    """会議の種類の一行。valid_from の日から、valid_to の前の日まで効く。

    consent_required は本人同意のある人だけを諮れる会議か、both_laws は一つの会議で両方を扱うか(大山町の形。議題ごとに、同意があれば同意で、
    なければ106条の6で諮る)。penal_secrecy は罰則つきの守秘義務があるか。body は、会議を兼ねる既存会議体。
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField()
    name = models.TextField()
    statute_code = models.TextField(default="")
    consent_required = models.BooleanField()
    both_laws = models.BooleanField(default=False)
    penal_secrecy = models.BooleanField()
    secrecy_wording = models.TextField(default="")
    penalty_code = models.TextField(default="")
    host = models.TextField(default="")
    chair = models.TextField(default="")
    needs_city = models.BooleanField(default=False)
    needs_coordinator = models.BooleanField(default=False)
    minimum_members = models.PositiveSmallIntegerField(default=2)
    allowed_occasions: Any = ArrayField(models.TextField(), default=list)
    approves_plans = models.BooleanField(default=False)
    body = models.ForeignKey("agencies.ExistingBody", on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=100)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    verified = models.BooleanField(default=False)
    source = models.TextField(default="")

    class Meta:
        db_table = "conferences_kind"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("code", "valid_from"), name="conferences_kind_once"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="conferences_kind_period"),
            models.CheckConstraint(
                condition=Q(consent_required=True, both_laws=False) | Q(consent_required=False),
                name="conferences_kind_law",
                violation_error_message="同意のある人だけの会議と、両方を扱う会議は、どちらか一方です。",
            ),
            models.CheckConstraint(
                condition=Q(penal_secrecy=True, consent_required=False) | Q(consent_required=True) | Q(approves_plans=False),
                name="conferences_kind_plans",
                violation_error_message="同意も罰則つきの守秘義務もない会議では、プランを決められません。",
            ),
        )

    class Classified:
        open: ClassVar = (
            "id", "code", "name", "statute_code", "consent_required", "both_laws", "penal_secrecy", "secrecy_wording", "penalty_code",
            "host", "chair", "needs_city", "needs_coordinator", "minimum_members", "allowed_occasions", "approves_plans", "body",
            "position", "valid_from", "valid_to", "verified", "source",
        )  # fmt: skip


class TaxWord(models.Model):
    """税を思わせる言葉。資料の文にあれば、税情報ではないか確かめる(security.md N42)。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    word = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "conferences_tax_word"
        constraints = (models.UniqueConstraint(fields=("word", "valid_from"), name="conferences_tax_word_once"),)

    class Classified:
        open = ("id", "word", "valid_from", "valid_to")


class ConferenceRhythm(DatedDays):
    """日数の決めごと: 資料を見せ始める日数(shown_before)、会議の後も見せる日数(shown_after)、役員が持つ日数(kept_for)。"""

    class Meta:
        db_table = "conferences_rhythm"
        constraints = (models.UniqueConstraint(fields=("name", "valid_from"), name="conferences_rhythm_once"),)

    class Classified:
        open = ("id", "name", "days", "valid_from", "valid_to", "source")
