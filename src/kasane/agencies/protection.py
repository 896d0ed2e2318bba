"""機関の部屋に固有の行の守り: 自分の配属は自分で書けない、サインインの表は本人だけが書ける。"""

from kasane.access.rls import ME, ProtectSignedIn
from kasane.kernel.actor import Role

ADMINISTRATORS = (Role.ACCOUNT_ADMIN, Role.JOB)


class ProtectPostings(ProtectSignedIn):
    """配属の守り: 職員が読み、業務管理者が書く。ただし自分のアカウントの行は書けない（security.md N60）。"""

    protection = "signed_in"

    def _all(self, see: str, write: str) -> list[str]:
        others = f"{self.table}.account_id <> ({ME})[1]"
        return super()._all(see, f"{write} AND {others}")


class ProtectAccounts(ProtectSignedIn):
    """アカウントの守り: 照合のためだれでも読めるが（個人のことは無い）、書けるのは業務管理者と本人だけ。"""

    protection = "sign_in"

    def _all(self, see: str, write: str) -> list[str]:
        return [
            self._policy("see", "SELECT", using="true"),
            self._policy("add", "INSERT", check=write),
            self._policy("change", "UPDATE", using=f"{write} OR {self.table}.id = ({ME})[1]"),
        ]


class ProtectAuthenticators(ProtectSignedIn):
    """二つ目の鍵（パスキー・確認コード）の守り: 登録は本人だけ、消すのは本人と業務管理者だけ。

    読むことと使用回数の更新は、サインインの途中（だれでもない状態）で要る。中身の種は暗号になっている。
    """

    protection = "sign_in"

    def _all(self, see: str, write: str) -> list[str]:
        mine = f"{self.table}.user_id = ({ME})[1]"
        return [
            self._policy("see", "SELECT", using="true"),
            self._policy("add", "INSERT", check=mine),
            self._policy("change", "UPDATE", using="true"),
            self._policy("remove", "DELETE", using=f"{mine} OR {write}"),
        ]
