from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "kasane.consent"
    label = "consent"
    verbose_name = "本人同意"

    def ready(self) -> None:
        """メニューと、記録の一文と、今日の仕事を登録する。"""
        from kasane.consent import navigation

        navigation.register()
