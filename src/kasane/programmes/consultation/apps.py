from django.apps import AppConfig


class ConsultationConfig(AppConfig):
    name = "kasane.programmes.consultation"
    label = "consultation"
    verbose_name = "包括的相談支援"

    def ready(self) -> None:
        """メニューと、記録の一文と、今日の仕事を登録する。"""
        from kasane.programmes.consultation import navigation

        navigation.register()
