from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "kasane.screens"
    label = "screens"
    verbose_name = "画面の土台"
