"""見本の町の登録。"""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """見本の町。表は持たず、上の層からコマンドを呼ぶだけ。"""

    name = "kasane.demo"
    label = "demo"
    verbose_name = "見本の町"
