"""外の窓口の表: 札、公開した資料の写し、外から届いた文、窓口の出入り。

札の中身（リンク・番号・端末・入室の印）は portal_key に元に戻せない形で置き、アプリの役割も窓口の役割も読めない（sql/doors.sql）。
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow, Row
from kasane.kernel.ids import new_id
from kasane.portal.domain import Holder, MessageKind, Taken


class Ticket(RecordedRow):
    """外の構成員または協力依頼先の、一つの案件だけの札。区画は案件のもの。"""

    item_id = models.UUIDField(db_index=True)
    member_id = models.UUIDField(null=True, db_index=True)
    cooperation_id = models.UUIDField(null=True, db_index=True)
    holder = models.TextField()
    holder_id = models.UUIDField(null=True)
    name = models.TextField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    revoked_reason = models.TextField(default="")

    class Meta:
        db_table = "portal_ticket"
        constraints = (
            models.CheckConstraint(condition=Q(holder__in=[one.value for one in Holder]), name="portal_ticket_holder"),
            models.CheckConstraint(
                condition=Q(holder="member", member_id__isnull=False, cooperation_id__isnull=True)
                | Q(holder="addressee", member_id__isnull=True, cooperation_id__isnull=False),
                name="portal_ticket_one_door",
            ),
            models.CheckConstraint(condition=Q(valid_to__gt=models.F("valid_from")), name="portal_ticket_period"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="portal_ticket_revoked_pair",
            ),
        )

    class Classified:
        open = ("holder", "valid_from", "valid_to", "tries", "locked_at", "opened_at", "revoked_at")
        personal = ("name", "revoked_reason")
        technical: ClassVar = (*RECORDED_TECHNICAL, "item_id", "member_id", "cooperation_id", "holder_id", "revoked_by")


class Page(Row):
    """一人の外の構成員に公開した、資料の写し。期間が終わると中身を消す。"""

    item_id = models.UUIDField(db_index=True)
    member_id = models.UUIDField(unique=True)
    content = models.JSONField(default=dict)
    wording = models.TextField()
    persons = ArrayField(models.UUIDField(), default=list)
    shown_from = models.DateTimeField()
    shown_until = models.DateTimeField()
    published_at = models.DateTimeField()
    published_by = models.UUIDField()
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "portal_page"

    class Classified:
        open = ("shown_from", "shown_until", "published_at", "wiped_at", "wording")
        sensitive = ("content",)
        technical: ClassVar = ("id", "compartment_id", "item_id", "member_id", "persons", "published_by")


class Message(Row):
    """外から届いた文。足すだけで、書き換えも削除もない。事務局がどう扱ったかを後から付ける。"""

    item_id = models.UUIDField(db_index=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    kind = models.TextField()
    text = models.TextField()
    written_at = models.DateTimeField()
    taken_as = models.TextField(default="")
    taken_id = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.UUIDField(null=True)
    taken_reason = models.TextField(default="")

    class Meta:
        db_table = "portal_message"
        indexes = (models.Index(fields=("written_at",), condition=Q(taken_at__isnull=True), name="portal_message_untaken"),)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in MessageKind]), name="portal_message_kind"),
            models.CheckConstraint(condition=Q(taken_as__in=["", *(one.value for one in Taken)]), name="portal_message_taken_as"),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True) | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="portal_message_taken_pair",
            ),
        )

    class Classified:
        open = ("kind", "written_at", "taken_as", "taken_at")
        sensitive = ("text", "taken_reason")
        technical: ClassVar = ("id", "compartment_id", "item_id", "ticket", "taken_id", "taken_by")


class Seen(models.Model):
    """窓口の出入り: だれの札で、何をしたか、何を断られたか。係が閲覧の記録（audit_access）へ署名して移す。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    compartment_id = models.UUIDField(null=True, db_index=True)
    ticket_id = models.UUIDField(null=True, db_index=True)
    at = models.DateTimeField()
    event = models.TextField()
    persons = ArrayField(models.UUIDField(), default=list)
    address = models.GenericIPAddressField(null=True)
    carried_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "portal_seen"
        indexes = (models.Index(fields=["at"], name="portal_seen_waiting", condition=Q(carried_at__isnull=True)),)

    class Classified:
        open = ("event", "at")
        personal = ("address",)
        technical: ClassVar = ("id", "compartment_id", "ticket_id", "persons", "carried_at")
