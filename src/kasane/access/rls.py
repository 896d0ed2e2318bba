"""行の守り（RLS）をつけるマイグレーション操作。

個人に関する表は、必ずこのどれか一つで宣言する。述語の文はここにだけあり、全表で同じである。
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from kasane.access.domain import Kind
from kasane.kernel.actor import Role

ME = "(SELECT access_principal())::uuid[]"
NOW = "statement_timestamp()"


def room_predicate(*, table: str, column: str, kind: Kind, writing: bool) -> str:
    """区画の述語: 今の行為者が、この行の区画に（書くなら書ける）根拠を持つか。

    根拠の有無は索引の一点読みで済む EXISTS、常時の根拠は文ごとに一度だけ求める旗（InitPlan）にしてある。
    """
    return _predicate(table, column, writing, f"(SELECT access_stands({int(kind)}::smallint, {str(writing).lower()}))")


def mixed_predicate(*, table: str, column: str, kinds: Iterable[Kind], writing: bool) -> str:
    """種類の違う区画の行が並ぶ表の述語。常時の根拠は、その行の区画の種類（room_kind 列。引き金が区画から写す）についてだけ効く。"""
    flags = (
        f"({table}.room_kind = {int(kind)} AND (SELECT access_stands({int(kind)}::smallint, {str(writing).lower()})))" for kind in kinds
    )
    return _predicate(table, column, writing, f"({' OR '.join(flags)})")


def _predicate(table: str, column: str, writing: bool, standing: str) -> str:
    room = f"{table}.{column}"
    write = " AND g.may_write" if writing else ""
    current = f"{NOW} >= {{0}}.valid_from AND ({{0}}.valid_to IS NULL OR {{0}}.valid_to > {NOW})"
    sealed = f"EXISTS (SELECT 1 FROM access_deny s WHERE s.compartment_id = {room} AND s.holder_id IS NULL AND {current.format('s')})"
    blocked = f"EXISTS (SELECT 1 FROM access_deny d WHERE d.compartment_id = {room} AND d.holder_id = ANY ({ME}) AND {current.format('d')})"
    own = (
        f"EXISTS (SELECT 1 FROM access_grant g WHERE g.compartment_id = {room} AND g.holder_id = ANY ({ME})"
        f" AND {current.format('g')}{write} AND (g.holder_kind = 'account' OR NOT {sealed}))"
    )
    stands = f"({standing} AND NOT {sealed})"
    return f"({stands} OR {own}) AND NOT {blocked}"


class _Protect(Operation, ABC):
    """表に RLS を掛け、強制し、アプリの役割に最小の権利を与える。"""

    reversible = True
    protection = ""

    def __init__(self, table: str, *, insert: bool = True, update: bool = True, delete: bool = False) -> None:
        self.table, self.insert, self.update, self.delete = table, insert, update, delete

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """モデルの状態は変えない。"""

    @abstractmethod
    def policies(self) -> Iterable[str]:
        """表ごとの方針の文。"""

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any) -> None:
        """RLS を有効かつ強制にし、方針と権利を置く。"""
        rights = ["SELECT", *(["INSERT"] * self.insert), *(["UPDATE"] * self.update), *(["DELETE"] * self.delete)]
        for statement in (
            f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY",
            f"REVOKE ALL ON {self.table} FROM PUBLIC",
            f"GRANT {', '.join(rights)} ON {self.table} TO kasane_app",
            f"COMMENT ON TABLE {self.table} IS 'kasane:{self.protection}'",
            *self.policies(),
        ):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any) -> None:
        """方針を外す（表ごと消す前の手順）。"""
        for name in ("see", "add", "change", "remove"):
            schema_editor.execute(f"DROP POLICY IF EXISTS {self.table}_{name} ON {self.table}")
        schema_editor.execute(f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY")

    def _policy(self, name: str, command: str, *, using: str = "", check: str = "") -> str:
        clauses = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
        return f"CREATE POLICY {self.table}_{name} ON {self.table} FOR {command}{clauses}"

    def _all(self, see: str, write: str) -> list[str]:
        made = [self._policy("see", "SELECT", using=see)]
        if self.insert:
            made.append(self._policy("add", "INSERT", check=write))
        if self.update:
            made.append(self._policy("change", "UPDATE", using=write, check=write))
        if self.delete:
            made.append(self._policy("remove", "DELETE", using=write))
        return made

    def describe(self) -> str:
        """マイグレーションの説明。"""
        return f"{self.table} を「{self.protection}」で守る"


class ProtectByCompartment(_Protect):
    """区画で守る: 行の区画に根拠を持つ人だけが読み、書ける根拠を持つ人だけが書く。"""

    protection = "compartment"

    def __init__(self, table: str, *, kind: Kind, column: str = "compartment_id", **rights: bool) -> None:
        super().__init__(table, **rights)
        self.kind, self.column = kind, column

    def policies(self) -> Iterable[str]:
        """読む述語と書く述語。"""
        see, write = (room_predicate(table=self.table, column=self.column, kind=self.kind, writing=writing) for writing in (False, True))
        return self._all(see, write)


class ProtectByRoomKinds(_Protect):
    """種類の違う区画の行が並ぶ表を、区画で守る。room_kind 列は引き金が区画から写すので、アプリは偽れない。"""

    protection = "compartment"

    def __init__(self, table: str, *, kinds: Iterable[Kind], column: str = "compartment_id", **rights: bool) -> None:
        super().__init__(table, **rights)
        self.kinds, self.column = tuple(kinds), column

    def policies(self) -> Iterable[str]:
        """室の種類を写す引き金と、読む述語・書く述語。"""
        see, write = (mixed_predicate(table=self.table, column=self.column, kinds=self.kinds, writing=writing) for writing in (False, True))
        trigger = (
            f"CREATE TRIGGER {self.table}_room_kind BEFORE INSERT OR UPDATE ON {self.table}"
            f" FOR EACH ROW EXECUTE FUNCTION access_copy_room_kind()"
        )
        return [trigger, *self._all(see, write)]


class ProtectByOwner(_Protect):
    """本人で守る: 行の持ち主（アカウント）だけが読み書きできる。下書きなど。"""

    protection = "owner"

    def __init__(self, table: str, *, column: str = "account_id", **rights: bool) -> None:
        super().__init__(table, **rights)
        self.column = column

    def policies(self) -> Iterable[str]:
        """持ち主の一致。"""
        mine = f"{self.table}.{self.column} = ({ME})[1]"
        return self._all(mine, mine)


class ProtectSignedIn(_Protect):
    """職員で守る: サインインした職員が読み、決まった役割だけが書く。職員の氏名など。"""

    protection = "signed_in"

    def __init__(self, table: str, *, write_roles: Iterable[Role] = (), read_roles: Iterable[Role] = (), **rights: bool) -> None:
        self.write_roles, self.read_roles = tuple(write_roles), tuple(read_roles)
        if not self.write_roles:
            rights = {"insert": False, "update": False, **rights}
        super().__init__(table, **rights)

    def policies(self) -> Iterable[str]:
        """読む役割と書く役割。"""
        see = _has_role(self.read_roles) if self.read_roles else "(SELECT access_signed_in())"
        return self._all(see, _has_role(self.write_roles))


class Public(ProtectSignedIn):
    """公開情報: だれでも読める。書くのは決まった役割だけ。"""

    protection = "public"

    def policies(self) -> Iterable[str]:
        """読む条件なし、書く役割あり。"""
        return self._all("true", _has_role(self.write_roles))


class Technical(_Protect):
    """技術の表: 個人に関する内容を持たない（または鍵のない暗号だけの）表。サインイン前の処理も使う。"""

    protection = "technical"

    def policies(self) -> Iterable[str]:
        """行の条件はない。使える操作は権利で絞る。"""
        return self._all("true", "true")


def _has_role(roles: Iterable[Role]) -> str:
    wanted = ", ".join(f"'{role.value}'" for role in roles)
    return f"(SELECT access_has_role(ARRAY[{wanted}]::text[]))" if wanted else "false"
