"""機関・職員の画面に共通のこと: 現在の場所。"""

from kasane.screens import answering


def crumbs(*items: tuple[str, str]) -> list[dict[str, str]]:
    """現在の場所の並び（最初の画面から）。"""
    return answering.crumbs(*whereabouts(*items))


def whereabouts(*items: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """現在の場所（最初の画面から）。"""
    return (("最初の画面", "/"), *items)
