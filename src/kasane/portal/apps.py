from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kasane.portal"
    label = "portal"
    verbose_name = "外の構成員の窓口"
