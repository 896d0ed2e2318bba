from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "kasane.people"
    label = "people"
    verbose_name = "人・世帯"

    def ready(self) -> None:
        """メニューと、記録の一文と、今日の仕事を登録する。"""
        from kasane.people import navigation

        navigation.register()
