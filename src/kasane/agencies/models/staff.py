"""職員のアカウント・氏名・配属・引継ぎの表。アカウントには個人のことを置かない（だれでもない状態で読まれるため）。"""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kasane.agencies.domain import APPOINTABLE
from kasane.agencies.models.town import Agency
from kasane.kernel.ids import new_id


class AccountManager(BaseUserManager["Account"]):
    """アカウントを作るのは commands.staff だけ。ここはサインイン名で引く決まりだけを持つ。"""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """サインイン名は大文字と小文字を区別しない。"""
        return self.get(login_id=(username or "").lower())


class Account(AbstractBaseUser):
    """アカウント: サインイン名と合言葉だけ。氏名も機関も持たず、見てよいものは配属が決める。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    login_id = models.TextField(unique=True)
    password = models.TextField()
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    last_login = None  # サインインの時刻は閲覧記録が持つ。ここに置くと、だれでもない接続から書けてしまう。

    USERNAME_FIELD = "login_id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        db_table = "agencies_account"
        constraints = (
            models.CheckConstraint(condition=Q(login_id__regex=r"^[a-z0-9][a-z0-9._-]{2,63}$"), name="agencies_account_login_id"),
        )

    class Classified:
        technical: ClassVar = ("id", "login_id", "password", "is_active", "must_change_password")

    def check_password(self, raw_password: str) -> bool:  # type: ignore[override]
        """合言葉の照合だけをする。強さの更新は、本人がサインインした後の変更でだけ行う。"""
        from django.contrib.auth.hashers import check_password

        return check_password(raw_password, self.password)

    @property
    def is_staff(self) -> bool:
        """Django の管理画面は使わない。"""
        return False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django の権限は使わない（access.policy が決める）。"""
        return False


class StaffProfile(models.Model):
    """職員の氏名と連絡先。サインインした職員だけが読める。"""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.PROTECT, related_name="profile")
    name = models.TextField()
    kana = models.TextField(default="")
    staff_number = models.TextField(default="")
    phone = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "agencies_staffprofile"

    class Classified:
        personal = ("name", "kana", "staff_number", "phone")
        technical = ("account", "version")


class Posting(models.Model):
    """配属: だれが・どの機関で・どの役割を・いつからいつまで（終わりの日は含まない。日本時間の0時）。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="postings")
    roles = ArrayField(models.TextField())
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    appointed_by = models.UUIDField(null=True)
    appointed_at = models.DateTimeField()
    reason = models.TextField(default="")
    ended_by = models.UUIDField(null=True)
    ended_reason = models.TextField(default="")

    class Meta:
        db_table = "agencies_posting"
        indexes = (models.Index(fields=("agency", "valid_from"), name="agencies_posting_agency"),)
        constraints = (
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="agencies_posting_period"),
            models.CheckConstraint(
                condition=Q(roles__len__gt=0) & Q(roles__contained_by=[role.value for role in APPOINTABLE]), name="agencies_posting_roles"
            ),
        )

    class Classified:
        open = ("agency", "roles", "valid_from", "valid_to")
        personal = ("reason", "ended_reason")
        technical = ("id", "account", "appointed_by", "appointed_at", "ended_by")


class HandOver(models.Model):
    """引継ぎの一回: どの配属の仕事を、いつの0時に渡したか。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="hand_overs")
    effective_on = models.DateField()
    reason = models.TextField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "agencies_handover"

    class Classified:
        open = ("effective_on", "decided_at")
        personal = ("reason",)
        technical = ("id", "posting", "decided_by")


class HandOverLine(models.Model):
    """引継ぎの内訳: 仕事の種類ごとの件数と後任。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="lines")
    kind = models.TextField()
    label = models.TextField()
    count = models.PositiveIntegerField()
    successor = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="inherited")

    class Meta:
        db_table = "agencies_handoverline"

    class Classified:
        open = ("kind", "label", "count")
        technical = ("id", "hand_over", "successor")
