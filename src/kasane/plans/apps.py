from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "kasane.plans"
    label = "plans"
    verbose_name = "支援プラン"

    def ready(self) -> None:
        """記録の一文と、事案の終結をさえぎる規則を登録する。"""
        from kasane.plans import handlers, sentences

        sentences.register()
        handlers.register()
