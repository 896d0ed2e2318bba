"""協力依頼(社会福祉法106条の6第3項)。議題の部屋に置くので、求められた側は(答えの入口を除いて)何も読めない。"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow


class Cooperation(RecordedRow):
    """協力依頼の一件。number は文書番号、asked は求める中身、contact は答えの届け先、statute_code は求めた日の条文。

    person_ids は対象者(議題に上がっている人。空なら、だれも挙げない)、about は依頼書での対象者の書き方。
    answered_via は答えの届き方(paper は事務局が書き写した、desk は相手の机から)。
    """

    item = models.ForeignKey("conferences.Item", on_delete=models.PROTECT, related_name="+")
    addressee = models.TextField()
    agency_id = models.UUIDField(null=True)
    outside_member_id = models.UUIDField(null=True)
    addressee_name = models.TextField(default="")
    statute_code = models.TextField()
    number = models.TextField(default="")
    requested_on = models.DateField()
    person_ids: Any = ArrayField(models.UUIDField(), default=list)
    about = models.TextField(default="")
    wanted: Any = ArrayField(models.TextField())
    asked = models.TextField()
    contact = models.TextField()
    deadline = models.DateField()
    two_way = models.BooleanField(default=False)
    state = models.TextField(default="waiting")
    answer = models.TextField(default="")
    answered_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_via = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "conferences_cooperation"
        indexes = (
            models.Index(fields=("agency_id", "deadline"), condition=Q(state="waiting"), name="conferences_asked_of_agency"),
            models.Index(fields=("item", "requested_on"), name="conferences_asked_in_item"),
        )
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=(Q(addressee="agency", agency_id__isnull=False, outside_member_id__isnull=True))
                | Q(addressee="member", agency_id__isnull=True, outside_member_id__isnull=False)
                | (Q(addressee="other", agency_id__isnull=True, outside_member_id__isnull=True) & ~Q(addressee_name="")),
                name="conferences_cooperation_one_addressee",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at__isnull=True, answer="")
                | (Q(state__in=("answered", "declined", "withdrawn"), answered_at__isnull=False) & ~Q(answer="")),
                name="conferences_cooperation_answer_pair",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answered_on__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False, answered_on__isnull=False),
                name="conferences_cooperation_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(person_ids=[], about="") | (~Q(person_ids=[]) & ~Q(about="")), name="conferences_cooperation_about_whom"
            ),
        )

    class Classified:
        open: ClassVar = (
            "addressee", "statute_code", "number", "requested_on", "wanted", "contact", "deadline", "two_way", "state", "answered_on",
            "answered_via",
        )  # fmt: skip
        sensitive = ("addressee_name", "about", "asked", "answer")
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "item", "agency_id", "outside_member_id", "person_ids", "answered_at", "answered_by", "version",
        )  # fmt: skip
