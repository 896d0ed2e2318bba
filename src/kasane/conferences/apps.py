from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "kasane.conferences"
    label = "conferences"
    verbose_name = "会議"

    def ready(self) -> None:
        """メニュー・見出し・今日の仕事・記録の一文と、同意の撤回とのつなぎ目を登録する。"""
        from kasane.conferences import navigation

        navigation.register()
