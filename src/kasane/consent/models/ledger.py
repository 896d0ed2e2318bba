"""同意の一件と、その範囲。書いたら変えられない(引き金が断る)。変わるのは取り消しの列だけ、一度だけ。"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kasane.access.rows import RECORDED_TECHNICAL, ROW_TECHNICAL, RecordedRow, Row


class Consent(RecordedRow):
    """同意(または断り)の一件。valid_until はその日まで有効。recorded_agency_id は記録した機関。"""

    case_id = models.UUIDField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    outcome = models.TextField()
    given_on = models.DateField()
    given_by = models.TextField()
    method = models.TextField()
    explained = models.BooleanField()
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    witness = models.TextField(default="", blank=True)
    paper_kept = models.BooleanField(default=False)
    proxy_name = models.TextField(default="", blank=True)
    proxy_relation = models.TextField(default="", blank=True)
    proxy_reason = models.TextField(default="", blank=True)
    representative_name = models.TextField(default="", blank=True)
    representative_type = models.TextField(default="", blank=True)
    representative_authority = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    recorded_agency_id = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawal_reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "consent_consent"
        indexes = (
            models.Index(fields=("case_id", "person"), name="consent_of_case"),
            models.Index(fields=("valid_until",), condition=Q(outcome="granted", withdrawn_at__isnull=True), name="consent_lapsing"),
            models.Index(
                fields=("recorded_agency_id", "valid_until"),
                condition=Q(outcome="granted", withdrawn_at__isnull=True),
                name="consent_lapsing_of_agency",
            ),
        )
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(outcome="refused", valid_from__isnull=True, valid_until__isnull=True)
                | Q(outcome="granted", valid_from__gte=F("given_on"), valid_until__gte=F("valid_from")),
                name="consent_ends",
                violation_error_message="同意には始まりと終わりの日が要ります。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="refused") | Q(explained=True),
                name="consent_explained",
                violation_error_message="説明していない同意は記録できません。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                | Q(outcome="granted", withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="consent_withdrawal_pair",
            ),
            models.CheckConstraint(
                condition=~Q(given_by="proxy") | (~Q(proxy_name="") & ~Q(proxy_relation="") & ~Q(proxy_reason="")),
                name="consent_proxy_named",
                violation_error_message="代筆のときは、代筆した人の氏名・続柄・理由が要ります。",
            ),
            models.CheckConstraint(
                condition=~Q(given_by="legal_representative") | (~Q(representative_name="") & ~Q(representative_type="")),
                name="consent_representative_named",
                violation_error_message="法定代理人の氏名と種別が要ります。",
            ),
        )

    class Classified:
        open: ClassVar = ("kind", "outcome", "given_on", "given_by", "method", "explained", "valid_from", "valid_until", "paper_kept")
        personal: ClassVar = (
            "witness", "proxy_name", "proxy_relation", "proxy_reason", "representative_name", "representative_type",
            "representative_authority", "note", "withdrawal_reason",
        )  # fmt: skip
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "case_id", "person", "recorded_agency_id", "withdrawn_at", "withdrawn_by",
        )  # fmt: skip


class ConsentScope(Row):
    """同意の範囲の一行: この機関に、これらのことを伝えてよい。excluded の行は、この機関には伝えないでほしいという言葉。

    valid_until は同意の終わりの日の写し(引き金が同意から写す)。期限の近い同意を、伝えてよいとされた機関から引くために持つ。
    """

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="scopes")
    agency_id = models.UUIDField()
    topics = ArrayField(models.TextField(), default=list)
    excluded = models.BooleanField(default=False)
    valid_until = models.DateField(null=True)

    class Meta:
        db_table = "consent_scope"
        indexes = (models.Index(fields=("agency_id", "valid_until"), condition=Q(excluded=False), name="consent_scope_lapsing"),)
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("consent", "agency_id"), name="consent_scope_once"),
            models.CheckConstraint(
                condition=Q(excluded=True, topics=[]) | (Q(excluded=False) & ~Q(topics=[])),
                name="consent_scope_says_what",
                violation_error_message="伝えてよい機関には、伝えてよいことが要ります。",
            ),
        )

    class Classified:
        open = ("valid_until",)
        personal = ("agency_id", "topics", "excluded")
        technical = (*ROW_TECHNICAL, "consent")
