"""案内のメール: 宛先の登録と、出す箱。箱の一通は日時・場所・目的の段階しか持たず、文は出すときに作る。"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kasane.kernel.ids import new_id


class Mailbox(models.Model):
    """案内の宛先。配属か、外部の構成員に一つ。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    posting_id = models.UUIDField(null=True, unique=True)
    outside_member_id = models.UUIDField(null=True, unique=True)
    address = models.TextField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "conferences_mailbox"
        constraints = (
            models.CheckConstraint(
                condition=Q(posting_id__isnull=False) ^ Q(outside_member_id__isnull=False), name="conferences_mailbox_of_one"
            ),
        )

    class Classified:
        personal = ("address",)
        technical = ("id", "posting_id", "outside_member_id", "version")


class OutboxMail(models.Model):
    """出す箱の一通。uid は会議と宛先の組で決まり、変更・取りやめは同じ uid と次の sequence。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    conference_id = models.UUIDField(db_index=True)
    uid = models.UUIDField()
    sequence = models.PositiveIntegerField()
    kind = models.TextField()
    address = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.TextField(default="")
    purpose = models.TextField()
    queued_at = models.DateTimeField()
    queued_by = models.UUIDField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    trouble = models.TextField(default="")

    class Meta:
        db_table = "conferences_outbox"
        indexes = (models.Index(fields=("next_try_at",), condition=Q(sent_at__isnull=True), name="conferences_outbox_waiting"),)
        constraints: ClassVar = (models.UniqueConstraint(fields=("uid", "sequence"), name="conferences_outbox_once"),)

    class Classified:
        open = ("kind", "starts_at", "ends_at", "place", "purpose", "tries", "sent_at", "trouble")
        personal = ("address",)
        technical = ("id", "conference_id", "uid", "sequence", "queued_at", "queued_by", "next_try_at")
