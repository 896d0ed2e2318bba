"""区画、根拠、拒否、緊急閲覧、法令の表。根拠と拒否はアプリから直接書けず、関数（core.sql）だけが書く。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.kernel.ids import new_id


class Compartment(models.Model):
    """区画: 一つの記録の、一つの秘密の部屋。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.SmallIntegerField()
    subject_id = models.UUIDField()
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True)

    class Meta:
        db_table = "access_compartment"
        indexes = (models.Index(fields=("subject_id",), name="access_compartment_subject"),)

    class Classified:
        open = ("kind",)
        technical = ("id", "subject_id", "opened_at", "opened_by")


class Grant(models.Model):
    """根拠: 区画 × 持つ者 × 根拠 × 期間。終わらせることはあっても、消すことはない。

    home は、その区画を初めに受け付けた機関の根拠(区画に一つ。引き金が付ける)。自機関で受けた記録を、ほかから見せてもらう記録と分けて引く。
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    compartment_id = models.UUIDField(null=True)
    kind = models.SmallIntegerField(null=True)
    holder_kind = models.TextField()
    holder_id = models.UUIDField()
    ground = models.TextField()
    may_write = models.BooleanField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    reason = models.TextField(default="")
    granted_by = models.UUIDField(null=True)
    granted_at = models.DateTimeField()
    ended_by = models.UUIDField(null=True)
    ended_reason = models.TextField(default="")
    home = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "access_grant"
        constraints = (
            models.CheckConstraint(condition=Q(compartment_id__isnull=False) ^ Q(kind__isnull=False), name="access_grant_room_or_kind"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="access_grant_period"),
            models.CheckConstraint(
                condition=~Q(ground__in=("consent", "conference", "law", "emergency")) | Q(valid_to__isnull=False),
                name="access_grant_must_end",
                violation_error_message="この根拠には終わりの日が要ります。",
            ),
        )

    class Classified:
        open = ("kind", "holder_kind", "ground", "may_write", "valid_from", "valid_to")
        personal = ("reason", "ended_reason")
        technical: ClassVar = ("id", "compartment_id", "holder_id", "granted_by", "granted_at", "ended_by", "home")


class Deny(models.Model):
    """拒否: 利害関係（特定の者）と封印（全員。名指しの人を除く）。根拠に必ず勝つ。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    compartment_id = models.UUIDField()
    kind = models.TextField()
    holder_id = models.UUIDField(null=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    reason = models.TextField()
    decided_by = models.UUIDField(null=True)

    class Meta:
        db_table = "access_deny"
        indexes = (models.Index(fields=("compartment_id",), name="access_deny_compartment"),)

    class Classified:
        open = ("kind", "valid_from", "valid_to")
        personal = ("reason",)
        technical = ("id", "compartment_id", "holder_id", "decided_by")


class EmergencyAccess(models.Model):
    """緊急閲覧: 一つの区画、60分、理由つき。知らせと点検が残る。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    compartment_id = models.UUIDField()
    subject_id = models.UUIDField()
    account_id = models.UUIDField()
    posting_id = models.UUIDField()
    agency_id = models.UUIDField()
    reason = models.TextField()
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    review_due = models.DateField()
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    finding = models.TextField(default="")

    class Meta:
        db_table = "access_emergency"
        constraints = (
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True) | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="access_emergency_review_pair",
            ),
        )

    class Classified:
        open = ("opened_at", "expires_at", "review_due", "reviewed_at")
        personal = ("reason", "finding")
        technical = ("id", "compartment_id", "subject_id", "account_id", "posting_id", "agency_id", "reviewed_by")


class StatuteReference(models.Model):
    """法令の引用: 条文の番号と言い回しは改正で変わるので、有効期間つきの行として持つ。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField()
    law = models.TextField()
    article = models.TextField()
    wording = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    verified = models.BooleanField(default=False)
    source = models.TextField(default="")

    class Meta:
        db_table = "access_statute"
        constraints = (models.UniqueConstraint(fields=("code", "valid_from"), name="access_statute_once"),)

    class Classified:
        open = ("id", "code", "law", "article", "wording", "valid_from", "valid_to", "verified", "source")
