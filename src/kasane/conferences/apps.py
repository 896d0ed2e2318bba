from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "kasane.conferences"
    label = "conferences"
    verbose_name = "会議"

    def ready(self) -> None:
        """記録の一文と、同意の撤回とのつなぎ目を登録する。"""
        from kasane.conferences import handlers

        handlers.register()
