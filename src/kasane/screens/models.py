"""下書きと、サインインが切れたときの預かりもの。"""

from typing import ClassVar

from django.db import models

from kasane.kernel.ids import new_id


class Draft(models.Model):
    """下書き: 入力途中の内容を、打ったとおりに、本人だけが読める形で持つ。

    posting_id は打ったときの席。兼務の人が一つの席を去るときは、その席の下書きだけを引き継ぐ(席を残す前の行は NULL)。
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    account_id = models.UUIDField()
    posting_id = models.UUIDField(null=True)
    key = models.TextField()
    fields = models.JSONField()
    base_version = models.IntegerField(null=True)
    path = models.TextField()
    title = models.TextField(default="")
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "screens_draft"
        constraints = (models.UniqueConstraint(fields=("account_id", "key"), name="screens_draft_once"),)

    class Classified:
        open = ("saved_at",)
        sensitive = ("fields", "title")
        technical: ClassVar = ("id", "account_id", "posting_id", "key", "base_version", "path")


class Stash(models.Model):
    """預かりもの: サインインが切れた画面から送られた入力を暗号のまま預かる。鍵は利用者のクッキーにしかない。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    sealed = models.BinaryField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "screens_stash"

    class Classified:
        technical: ClassVar = ("id", "sealed", "expires_at")


class Once(models.Model):
    """使い終わった札: 同じ送信が二度届いたときに、一度目の行き先を返すため。"""

    id = models.UUIDField(primary_key=True)
    account_id = models.UUIDField()
    location = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "screens_once"

    class Classified:
        technical: ClassVar = ("id", "account_id", "location", "at")
