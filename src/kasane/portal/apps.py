from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kasane.portal"
    label = "portal"
    verbose_name = "外の構成員の窓口"

    def ready(self) -> None:
        """記録の一文と、今日の仕事と、議題の見出しを登録する。"""
        from kasane.portal import navigation

        navigation.register()
