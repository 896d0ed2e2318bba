"""見本の町の登録。"""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """見本の町。表は持たず、上の層からコマンドを呼ぶだけ。"""

    name = "kasane.demo"
    label = "demo"
    verbose_name = "見本の町"

    def ready(self) -> None:
        """監査の画面で読める一文と、見本の入口で勧める人を登録する。"""
        from kasane.agencies.demo_desks import recommend
        from kasane.audit.presenters import presents
        from kasane.demo.staff import DESKS

        presents("load_demo_town", "見本の町を読み込んだ")
        recommend({desk.login_id: desk.hint for desk in DESKS})
