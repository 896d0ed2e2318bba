from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "kasane.agencies"
    label = "agencies"
    verbose_name = "機関と職員"

    def ready(self) -> None:
        """下の層へ、行為者の引き方・メニュー・記録の文・引継ぎの仕事・サインインの記録を登録する。"""
        from kasane.agencies import duties, navigation, sentences
        from kasane.agencies.queries.desk import actor_for
        from kasane.agencies.sign_in import records
        from kasane.screens.desk import desk

        desk.register_resolver(actor_for)
        duties.register_own_duties()
        navigation.register()
        sentences.register()
        records.connect()
