from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "kasane.plans"
    label = "plans"
    verbose_name = "支援プラン"

    def ready(self) -> None:
        """メニュー・見出し・今日の仕事、事案の終結をさえぎる規則、記録の一文を登録する。"""
        from kasane.plans import handlers, navigation, sentences

        sentences.register()
        handlers.register()
        navigation.register()
