from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "kasane.cases"
    label = "cases"
    verbose_name = "事案"

    def ready(self) -> None:
        """メニューと、記録の一文と、今日の仕事と、同意・検索の部屋とのつなぎ目を登録する。"""
        from kasane.cases import handlers, navigation

        navigation.register()
        handlers.register()
