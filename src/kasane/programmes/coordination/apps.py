from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "kasane.programmes.coordination"
    label = "coordination"
    verbose_name = "多機関協働"

    def ready(self) -> None:
        """メニューと、記録の一文と、今日の仕事を登録する。"""
        from kasane.programmes.coordination import navigation

        navigation.register()
