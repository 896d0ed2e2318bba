"""役割と権限の SQL。同梱データベースの用意・市の管理者への見本・試験が、同じ文を使う。"""

from importlib.resources import files


def text(name: str) -> str:
    """SQL の文。name: roles（役割）・connect（接続）・database（スキーマの権限）。"""
    return (files(__name__) / f"{name}.sql").read_text("utf-8")
