from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "kasane.access"
    label = "access"
    verbose_name = "閲覧権限"
