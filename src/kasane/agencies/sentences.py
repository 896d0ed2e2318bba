"""この部屋の行為を、記録に出す日本語の一文にする。"""

from typing import Final

from kasane.audit.presenters import presents

SENTENCES: Final = {
    "view_agencies": "機関の台帳を見た",
    "manage_agencies": "機関の台帳を変えようとした",
    "view_staff": "職員の名簿を見た",
    "manage_staff": "職員・配属を変えようとした",
    "hand_over": "引継ぎを決めた",
    "switch_posting": "立場を切り替えた",
    "manage_own_sign_in": "自分のサインイン設定を開いた",
    "register_agency": "機関を登録した",
    "correct_agency": "機関の内容を直した",
    "close_agency": "機関を閉じた",
    "define_area": "圏域を決めた",
    "register_operator": "受託する法人を載せた",
    "open_base": "拠点を開いた",
    "close_base": "拠点を閉じた",
    "designate_existing_body": "既存会議体を載せた",
    "register_outside_member": "会議の外部構成員を載せた",
    "end_outside_membership": "会議の外部構成員を外した",
    "import_agencies": "機関の台帳を資料に合わせた",
    "set_rules": "市の決めごとの画面を扱った",
    "set_days": "日数の決めごとを改めた",
    "create_account": "職員のアカウントを作った",
    "correct_profile": "職員の氏名・連絡先を直した",
    "appoint": "配属を発令した",
    "end_posting": "配属を終わらせた",
    "suspend_account": "アカウントを止めた",
    "resume_account": "アカウントを再開した",
    "reset_sign_in": "サインインをやり直させた",
    "unlock_sign_in": "サインインのロックを解いた",
    "confirm_myself": "本人であることを確かめ直した",
    "change_own_password": "自分のパスワードを変えた",
    "view_own_keys": "自分の二つ目の鍵を見た",
    "add_own_code_app": "自分の確認コードを登録した",
    "remove_own_code_app": "自分の確認コードを外した",
    "view_own_recovery_codes": "自分の回復コードを見た",
    "renew_own_recovery_codes": "自分の回復コードを作り直した",
    "view_own_passkeys": "自分のパスキーを見た",
    "add_own_passkey": "自分のパスキーを登録した",
    "remove_own_passkey": "自分のパスキーを外した",
    "rename_own_passkey": "自分のパスキーの名前を変えた",
}


def register() -> None:
    """起動時に登録する。"""
    for act, sentence in SENTENCES.items():
        presents(act, sentence)
