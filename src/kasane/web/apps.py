"""画面の外枠の Django アプリ定義。"""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """雛形・部品・静的ファイルと、今日の仕事・監査の画面を持つアプリ。表は持たない。"""

    name = "kasane.web"
    label = "web"
    verbose_name = "画面の外枠"

    def ready(self) -> None:
        """メニューと今日の仕事を机に登録する。"""
        from kasane.access.policy import Action
        from kasane.screens.desk import desk
        from kasane.web.oversight.work import emergencies, notices

        desk.register_nav(label="今日の仕事", url_name="web:home", action=Action.SEE_HOME, order=0)
        desk.register_nav(label="監査の記録", url_name="oversight:ledger", action=Action.READ_AUDIT, order=90)
        desk.register_nav(label="緊急閲覧の点検", url_name="oversight:emergencies", action=Action.REVIEW_EMERGENCY, order=91)
        desk.register_work(heading="点検を待つ緊急閲覧", provider=emergencies, order=10, listing="oversight:emergencies")
        desk.register_work(heading="緊急閲覧の知らせ", provider=notices, order=11)
