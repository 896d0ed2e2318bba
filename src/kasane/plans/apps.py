from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "kasane.plans"
    label = "plans"
    verbose_name = "支援プラン"
