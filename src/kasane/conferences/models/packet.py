"""資料の一行。どの一行も出所を持ち、事案の記録とは別のもの(security.md P7)。"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow
from kasane.conferences.domain.codes import Provenance, Section
from kasane.conferences.models.item import Item
from kasane.consent.domain.codes import Topic


class Fact(RecordedRow):
    """資料の一行。provenance は出所、topic は何についてのことか。支援措置で伏せる所は、書いた時にもう置き換えてある。

    words_seen は「税を思わせる言葉があるが税情報ではない」と確かめたか。付け替え(relabelled)は、理由と人と時刻が残る。
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    person_id = models.UUIDField(null=True)
    section = models.TextField()
    text = models.TextField()
    provenance = models.TextField()
    topic = models.TextField()
    consent_id = models.UUIDField(null=True)
    source_agency_id = models.UUIDField()
    contributed = models.BooleanField(default=False)
    as_of = models.DateField()
    source_kind = models.TextField(default="")
    source_id = models.UUIDField(null=True)
    words_seen = models.BooleanField(default=False)
    first_provenance = models.TextField()
    relabelled_at = models.DateTimeField(null=True)
    relabelled_by = models.UUIDField(null=True)
    relabelled_reason = models.TextField(default="")
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.UUIDField(null=True)
    dropped_reason = models.TextField(default="")

    class Meta:
        db_table = "conferences_fact"
        indexes = (models.Index(fields=("item", "position"), name="conferences_fact_in_order"),)
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(
                    provenance__in=[one.value for one in Provenance],
                    first_provenance__in=[one.value for one in Provenance],
                    section__in=[one.value for one in Section],
                ),
                name="conferences_fact_codes",
            ),
            models.CheckConstraint(condition=Q(topic__in=[one.value for one in Topic]), name="conferences_fact_topic"),
            models.CheckConstraint(
                condition=Q(relabelled_at__isnull=True, relabelled_by__isnull=True, relabelled_reason="")
                | (Q(relabelled_at__isnull=False, relabelled_by__isnull=False) & ~Q(relabelled_reason="")),
                name="conferences_fact_relabel_pair",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_by__isnull=True, dropped_reason="")
                | (Q(dropped_at__isnull=False, dropped_by__isnull=False) & ~Q(dropped_reason="")),
                name="conferences_fact_drop_pair",
            ),
            models.CheckConstraint(
                condition=Q(provenance="tax", topic="tax", person_id__isnull=False) | (~Q(provenance="tax") & ~Q(topic="tax")),
                name="conferences_fact_tax_is_tax",
                violation_error_message="税のことは、だれの税情報かを決めて、出所を「税情報」にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(provenance="consent") | Q(person_id__isnull=False),
                name="conferences_fact_whose_consent",
                violation_error_message="本人同意による一行には、だれの同意かが要ります。",
            ),
        )

    class Classified:
        open = ("position", "section", "provenance", "first_provenance", "topic", "as_of", "contributed")
        sensitive = ("text", "relabelled_reason", "dropped_reason")
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "item", "person_id", "consent_id", "source_agency_id", "source_kind", "source_id", "words_seen",
            "relabelled_at", "relabelled_by", "dropped_at", "dropped_by",
        )  # fmt: skip
