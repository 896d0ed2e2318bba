"""性質の試験の設定: 遅い機械や混んだ機械で、時間だけを理由に落とさない。"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("kernel", deadline=None)
settings.load_profile("kernel")
