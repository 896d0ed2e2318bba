"""集めて名前に指紋を付けた静的ファイル。"""

from __future__ import annotations

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CollectedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """指紋は集めたときに決まるので、アドレスは処理ごとに一度だけ組み立てる（どの画面も十数個を載せる）。"""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self._address = cache(super().url)

    def url(self, name: str | None, force: bool = False) -> str:
        """静的ファイルのアドレス。集めていないものは ValueError で断る。"""
        return str(self._address(name, force))
