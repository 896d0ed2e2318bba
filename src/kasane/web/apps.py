"""画面の外枠の Django アプリ定義。"""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """雛形・部品・静的ファイルを持つアプリ。模型（テーブル）は持たない。"""

    name = "kasane.web"
    label = "web"
    verbose_name = "画面の外枠"
