"""関わり: どの機関(どの担当)が、何の役で、どの根拠で、いつからいつまで関わるか。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.access.rows import ROW_TECHNICAL, Row
from kasane.cases.models.case import Case


class Involvement(Row):
    """一つの関わり。role は companion(伴走)・lead(主担当)・member(支援チーム)。終わらせることはあっても消さない。

    basis は own(自機関の職務)・consent(本人同意)・law(法令)。同意によるものは consent_id を持ち、撤回で終わる。
    どの区画のどの根拠を開けたかは InvolvementGrant にあり、関わりが終われば根拠も同じ取引で終わる。
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    posting_id = models.UUIDField(null=True)
    role = models.TextField()
    duty = models.TextField(default="")
    basis = models.TextField()
    consent_id = models.UUIDField(null=True)
    referral_id = models.UUIDField(null=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    started_by = models.UUIDField()
    ended_by = models.UUIDField(null=True)
    ended_reason = models.TextField(default="")

    class Meta:
        db_table = "cases_involvement"
        indexes = (
            models.Index(
                fields=("agency_id", "case"),
                include=("role", "posting_id"),
                condition=Q(valid_to__isnull=True),
                name="cases_involvement_mine",
            ),
            models.Index(fields=("case", "role"), name="cases_involvement_case"),
            models.Index(
                fields=("case",),
                condition=Q(valid_to__isnull=True),
                include=("agency_id", "role", "compartment_id"),
                name="cases_involvement_open",
            ),
            models.Index(fields=("posting_id",), condition=Q(valid_to__isnull=True), name="cases_involvement_of_posting"),
            models.Index(
                fields=("case",), condition=Q(basis="consent", role="member", valid_to__isnull=True), name="cases_involvement_by_consent"
            ),
            models.Index(fields=("referral_id",), condition=Q(referral_id__isnull=False), name="cases_involvement_by_letter"),
        )
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("case",), condition=Q(role="companion", valid_to__isnull=True), name="cases_one_companion"),
            models.UniqueConstraint(fields=("case",), condition=Q(role="lead", valid_to__isnull=True), name="cases_one_lead"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="cases_involvement_period"),
            models.CheckConstraint(condition=~Q(basis="consent") | Q(consent_id__isnull=False), name="cases_involvement_consent_named"),
        )

    class Classified:
        open = ("role", "basis", "valid_from", "valid_to")
        personal = ("duty", "ended_reason")
        technical: ClassVar = (
            *ROW_TECHNICAL, "case", "agency_id", "posting_id", "consent_id", "referral_id", "started_by", "ended_by",
        )  # fmt: skip


class InvolvementGrant(Row):
    """関わりが開けた根拠。consent_id は、この区画を開けた同意(人ごとに別)。その同意が撤回されれば、この根拠だけが終わる。"""

    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="+")
    grant_id = models.UUIDField()
    room_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    consent_id = models.UUIDField(null=True)

    class Meta:
        db_table = "cases_involvement_grant"
        indexes = (
            models.Index(fields=("consent_id",), condition=Q(consent_id__isnull=False), name="cases_grant_by_consent"),
            models.Index(fields=("room_id",), name="cases_grant_by_room"),
        )

    class Classified:
        technical = (*ROW_TECHNICAL, "involvement", "grant_id", "room_id", "person_id", "consent_id")
