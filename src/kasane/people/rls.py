"""人の表だけに要る守り: 二つの区画の両方が見えるときにだけ見える行。"""

from collections.abc import Iterable

from kasane.access.domain import Kind
from kasane.access.rls import ProtectByCompartment, room_predicate


class ProtectByBothCompartments(ProtectByCompartment):
    """二人(または世帯と人)にまたがる行の守り。読むには両方が見えること、書くには両方に書けることが要る。

    片方しか見えない人に、もう片方の人がいることを行の数や相手の番号から知らせないため(security.md P1)。
    """

    def __init__(self, table: str, *, also: str, kind: Kind = Kind.IDENTITY) -> None:
        super().__init__(table, kind=kind)
        self.also = also

    def policies(self) -> Iterable[str]:
        """二つの区画の述語を「かつ」でつなぐ。"""
        return self._all(self._both(writing=False), self._both(writing=True))

    def _both(self, *, writing: bool) -> str:
        one, other = (
            room_predicate(table=self.table, column=column, kind=self.kind, writing=writing) for column in (self.column, self.also)
        )
        return f"({one}) AND ({other})"
