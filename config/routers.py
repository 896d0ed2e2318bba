"""どの接続が表を作ってよいか。"""

from __future__ import annotations

from typing import Any


class OwnerMigrates:
    """表を作り変えるのは owner の接続だけ。業務と監査の役割には権限も無い（二重の守り）。"""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
