from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "kasane.cases"
    label = "cases"
    verbose_name = "事案"

    def ready(self) -> None:
        """メニューと、記録の一文と、今日の仕事を登録する。"""
        from kasane.cases import navigation

        navigation.register()
