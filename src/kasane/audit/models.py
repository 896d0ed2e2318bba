"""二つの帳簿と封印の表。中身は追記のみで、外部キーを持たない（記録が業務データの都合に左右されないため）。"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Entry(models.Model):
    """二つの帳簿に共通の一行。番号・時刻・取引番号はデータベースが付け、アプリは付けられない。"""

    id = models.BigAutoField(primary_key=True)
    entry_id = models.UUIDField()
    at = models.DateTimeField()
    xid = models.BigIntegerField()
    account_id = models.UUIDField(null=True)
    posting_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    act = models.TextField()
    subjects = ArrayField(models.UUIDField(), default=list)
    compartment_id = models.UUIDField(null=True)
    ground = models.TextField(default="")
    reason = models.TextField(default="")
    request_id = models.UUIDField(null=True)
    kid = models.SmallIntegerField()
    mac = models.BinaryField()

    class Meta:
        abstract = True


class JournalEntry(Entry):
    """業務日誌の一行: だれが、どの根拠で、何をしたか。変更と同じ取引で確定する。"""

    changed = ArrayField(models.TextField(), default=list)

    class Meta:
        db_table = "audit_journal"

    class Classified:
        open = ("act", "ground", "changed")
        personal = ("reason",)
        technical: ClassVar = (
            "id", "entry_id", "at", "xid", "account_id", "posting_id", "agency_id",
            "subjects", "compartment_id", "request_id", "kid", "mac",
        )  # fmt: skip


class AccessEntry(Entry):
    """閲覧記録の一行: だれが何を見たか、何を断られたか。別の接続で、応答が出る前に確定する。"""

    outcome = models.TextField()
    route = models.TextField()
    seen = models.IntegerField(default=0)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        db_table = "audit_access"

    class Classified:
        open = ("act", "ground", "outcome", "route", "seen")
        personal = ("reason", "address")
        technical: ClassVar = (
            "id", "entry_id", "at", "xid", "account_id", "posting_id", "agency_id",
            "subjects", "compartment_id", "request_id", "kid", "mac",
        )  # fmt: skip


class Seal(models.Model):
    """封印: 取引番号の区間 [from_xid, to_xid) に入る全行の要約を、前の封印につないだもの。"""

    id = models.BigAutoField(primary_key=True)
    book = models.TextField()
    number = models.BigIntegerField()
    from_xid = models.BigIntegerField()
    to_xid = models.BigIntegerField()
    row_ids = ArrayField(models.BigIntegerField(), default=list)
    row_hashes = models.BinaryField()
    previous = models.BinaryField()
    digest = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "audit_seal"
        constraints = (models.UniqueConstraint(fields=("book", "number"), name="audit_seal_once"),)

    class Classified:
        technical: ClassVar = (
            "id", "book", "number", "from_xid", "to_xid", "row_ids", "row_hashes", "previous", "digest", "sealed_at",
        )  # fmt: skip
