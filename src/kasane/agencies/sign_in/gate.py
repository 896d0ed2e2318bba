"""サインインの後、机に着くまでの関門: パスワードの変更、二つ目の鍵、配属。

机（セッションの配属）が決まらないうちは、どの業務の画面も開かない（screens.sign_in.identity_of）。関門はここだけにある。
"""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings

from kasane.agencies.models import Account
from kasane.agencies.queries.desk import postings_now

SECOND_KEYS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class Stop(Enum):
    """止まる場所。"""

    NO_POSTING = "no_posting"
    PASSWORD = "password"  # noqa: S105 -- 関門の名前
    SECOND_KEY = "second_key"
    CHOOSE = "choose"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Passage:
    """関門の答え。seats は今着ける配属。"""

    stop: Stop
    seats: tuple[UUID, ...] = ()


def passage(account: Account) -> Passage:
    """この人は今どこで止まるか。配属がなければ先へ進めず、パスワードと二つ目の鍵を済ませてから、席を選ぶ。"""
    seats = postings_now(account.pk)
    if not seats:
        return Passage(Stop.NO_POSTING)
    if account.must_change_password and not settings.KASANE_DEMO:
        return Passage(Stop.PASSWORD, seats)
    if settings.KASANE_MFA_REQUIRED and not has_second_key(account):
        return Passage(Stop.SECOND_KEY, seats)
    return Passage(Stop.OPEN if len(seats) == 1 else Stop.CHOOSE, seats)


def has_second_key(account: Account) -> bool:
    """パスキーか確認コードを一つでも登録しているか（回復コードだけでは足りない）。"""
    return bool(Authenticator.objects.filter(user_id=account.pk, type__in=SECOND_KEYS).exists())
