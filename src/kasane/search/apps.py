from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "kasane.search"
    label = "search"
    verbose_name = "記録の検索"

    def ready(self) -> None:
        """メニューと、記録の一文と、今日の仕事を登録する。"""
        from kasane.search import navigation

        navigation.register()
