"""言い換えの初めの組(mission 8.4)。市は同じ表(search_synonym)に行を足し、使わない言葉には終わりの日を入れる。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

SINCE: Final = date(2000, 1, 1)
GROUPS: Final = """
障害 障がい 障碍
引きこもり ひきこもり 引籠り 引き籠もり 引き籠り 引籠もり
子ども 子供 こども
一人暮らし ひとり暮らし 独り暮らし 一人ぐらし 独居
ひとり親 一人親
ごみ屋敷 ゴミ屋敷 塵屋敷
8050 はちまるごーまる はちまるごうまる
不登校 登校拒否
ヤングケアラー 若者ケアラー
見守り 見まもり みまもり
生活保護 生保
ネグレクト 育児放棄
DV ドメスティックバイオレンス 配偶者暴力
うつ 鬱 抑うつ
地域包括支援センター 地域包括 包括
社会福祉協議会 社協
民生委員 民生児童委員
つなぎ 繋ぎ
滞納 未納
"""


def rows() -> Iterator[dict[str, Any]]:
    """組の名前(先頭の言葉)、言葉、始まりの日。"""
    for line in GROUPS.strip().split("\n"):
        words = line.split()
        yield from ({"group": words[0], "word": word, "valid_from": SINCE} for word in words)
