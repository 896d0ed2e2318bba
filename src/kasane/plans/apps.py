from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "kasane.plans"
    label = "plans"
    verbose_name = "支援プラン"

    def ready(self) -> None:
        """記録の一文を登録する。"""
        from kasane.plans import sentences

        sentences.register()
