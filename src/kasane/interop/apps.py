from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "kasane.interop"
    label = "interop"
    verbose_name = "外とのデータのやり取り"
