"""様式1-1 相談受付・申込票(forms §2.1・§2.2)。一人に一枚。保存するたびに、変わる前の値が版として残る。"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow


class Application(RecordedRow):
    """相談受付・申込票。variant は A(本人同意あり)か B(本人同意なし)。

    B で分かったこと(heard_ などの列)は、A に移っても消さず、本人の言葉(topics など)と別の列に残す。
    氏名・住所などは人の記録にあり、ここには持たない(印刷のときに写す)。同意の範囲と署名は同意の台帳にある。
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    form_version = models.TextField()
    started_as = models.TextField()
    variant = models.TextField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    received_on = models.DateField(null=True)
    received_agency_id = models.UUIDField()
    received_name = models.TextField()
    visitor_kind = models.TextField(default="", blank=True)
    visitor_name = models.TextField(default="", blank=True)
    visitor_relation = models.TextField(default="", blank=True)
    visitor_phone = models.TextField(default="", blank=True)
    lives_together = models.TextField(default="", blank=True)
    household_size = models.PositiveSmallIntegerField(null=True)
    mail_ok = models.TextField(default="", blank=True)
    topics = ArrayField(models.TextField(), default=list)
    most_pressing = models.TextField(default="", blank=True)
    topic_other = models.TextField(default="", blank=True)
    wishes = models.TextField(default="", blank=True)
    referrer_agency_id = models.UUIDField(null=True)
    referrer_name = models.TextField(default="", blank=True)
    referrer_contact = models.TextField(default="", blank=True)
    handling = models.TextField(default="", blank=True)
    handling_note = models.TextField(default="", blank=True)
    source_kind = models.TextField(default="", blank=True)
    source_name = models.TextField(default="", blank=True)
    source_belongs = models.TextField(default="", blank=True)
    source_contact = models.TextField(default="", blank=True)
    source_anonymous = models.BooleanField(default=False)
    place_hint = models.TextField(default="", blank=True)
    household_known = models.TextField(default="", blank=True)
    household_members = ArrayField(models.TextField(), default=list)
    heard_topics = ArrayField(models.TextField(), default=list)
    heard_other = models.TextField(default="", blank=True)
    heard_concern = models.TextField(default="", blank=True)
    no_consent_reason = models.TextField(default="", blank=True)
    no_consent_note = models.TextField(default="", blank=True)
    urgency = models.TextField(default="", blank=True)
    urgency_handled = models.TextField(default="", blank=True)
    involved_agencies = ArrayField(models.UUIDField(), default=list)
    policy = models.TextField(default="", blank=True)
    policy_note = models.TextField(default="", blank=True)
    explained = models.BooleanField(default=False)
    applied_on = models.DateField(null=True)
    consented_on = models.DateField(null=True)
    application_consent_id = models.UUIDField(null=True)
    sharing_consent_id = models.UUIDField(null=True)

    class Meta:
        db_table = "coordination_application"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("case", "person"), name="coordination_application_once"),
            models.CheckConstraint(condition=Q(variant__in=("A", "B")), name="coordination_application_variant"),
            models.CheckConstraint(
                condition=Q(applied_on__isnull=True) | Q(received_on__isnull=False, applied_on__gte=F("received_on")),
                name="coordination_application_dates",
                violation_error_message="申込日は、相談受付日より後(同じ日を含む)にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(applied_on__isnull=True, application_consent_id__isnull=True)
                | Q(variant="A", explained=True, applied_on__isnull=False, application_consent_id__isnull=False),
                name="coordination_application_with_consent",
                violation_error_message="申込日には、利用申込の同意の記録が要ります。",
            ),
            models.CheckConstraint(
                condition=~Q(started_as="B", variant="A") | Q(consented_on__isnull=False),
                name="coordination_application_switched_on",
            ),
            models.CheckConstraint(
                condition=Q(most_pressing="") | Q(topics__contains=[F("most_pressing")]),
                name="coordination_application_pressing",
                violation_error_message="◎は、○をつけた相談内容の中から一つ選んでください。",
            ),
        )

    class Classified:
        open: ClassVar = (
            "form_version", "started_as", "variant", "received_on", "received_name", "applied_on", "consented_on", "handling", "explained",
        )  # fmt: skip
        personal: ClassVar = (
            "visitor_kind", "visitor_name", "visitor_relation", "visitor_phone", "lives_together", "household_size", "mail_ok",
            "referrer_name", "referrer_contact", "handling_note", "place_hint", "no_consent_reason",
        )  # fmt: skip
        sensitive: ClassVar = (
            "topics", "most_pressing", "topic_other", "wishes", "source_kind", "source_name", "source_belongs", "source_contact",
            "source_anonymous", "household_known", "household_members", "heard_topics", "heard_other", "heard_concern", "no_consent_note",
            "urgency", "urgency_handled", "involved_agencies", "policy", "policy_note",
        )  # fmt: skip
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "case", "person", "version", "changed_at", "received_agency_id", "referrer_agency_id",
            "application_consent_id", "sharing_consent_id",
        )  # fmt: skip


class ApplicationVersion(RecordedRow):
    """一回の保存: どの欄が、何から変わったか、そのときの別(A・B)。追記だけ。"""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    section = models.TextField()
    variant = models.TextField()
    agency_id = models.UUIDField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        db_table = "coordination_application_version"
        constraints = (models.UniqueConstraint(fields=("application", "version"), name="coordination_application_version_once"),)

    class Classified:
        open = ("section", "variant")
        sensitive = ("before", "after")
        technical: ClassVar = (*RECORDED_TECHNICAL, "application", "version", "agency_id")


class ApplicationEffort(RecordedRow):
    """同意を得るための取組の経過(forms §2.2 B10)。追記だけ。"""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    text = models.TextField()
    agency_id = models.UUIDField()

    class Meta:
        db_table = "coordination_application_effort"
        indexes = (models.Index(fields=("application", "happened_on"), name="coordination_effort_by_day"),)

    class Classified:
        open = ("happened_on",)
        sensitive = ("text",)
        technical: ClassVar = (*RECORDED_TECHNICAL, "application", "agency_id")
