"""移行の後の仕上げ: 署名の鍵を置き、枠組み（Django・allauth・axes）の表の権利を最小にそろえる。所有者の接続で行う。"""

from typing import Final

from django.db.backends.utils import CursorWrapper

from kasane.access.session import install_key

# 枠組みの表に、個人の記録は入らない。サインイン前にも要るので行の守りはなく、使える操作だけを絞る。
FRAMEWORK_RIGHTS: Final[dict[str, str]] = {
    "django_migrations": "SELECT",
    "django_content_type": "SELECT",
    "django_session": "SELECT, INSERT, UPDATE, DELETE",
    "auth_permission": "SELECT",
    "auth_group": "SELECT",
    "auth_group_permissions": "SELECT",
    "account_emailaddress": "SELECT",
    "account_emailconfirmation": "SELECT",
    "mfa_authenticator": "SELECT, INSERT, UPDATE, DELETE",
    "socialaccount_socialaccount": "SELECT, INSERT, UPDATE",
    "socialaccount_socialapp": "SELECT",
    "socialaccount_socialtoken": "SELECT, INSERT, UPDATE, DELETE",
    "axes_accessattempt": "SELECT, INSERT, UPDATE, DELETE",
    "axes_accessattemptexpiration": "SELECT, INSERT, UPDATE, DELETE",
    "axes_accessfailurelog": "SELECT, INSERT, UPDATE, DELETE",
    "axes_accesslog": "SELECT, INSERT, UPDATE, DELETE",
}


def after_migrate(cursor: CursorWrapper) -> None:
    """移行のたびに行う仕上げ。何度行っても同じ結果になる。"""
    install_key(cursor)
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    present = {row[0] for row in cursor.fetchall()}
    for table, rights in FRAMEWORK_RIGHTS.items():
        if table in present:
            cursor.execute(f"REVOKE ALL ON {table} FROM PUBLIC, kasane_app")
            cursor.execute(f"GRANT {rights} ON {table} TO kasane_app")
            cursor.execute(f"COMMENT ON TABLE {table} IS 'kasane:framework'")
    cursor.execute(
        "SELECT DISTINCT pg_get_serial_sequence(quote_ident(table_name), column_name) FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = ANY (%s) AND is_identity = 'YES'",
        [sorted(FRAMEWORK_RIGHTS)],
    )
    for (sequence,) in cursor.fetchall():
        cursor.execute(f"GRANT USAGE ON SEQUENCE {sequence} TO kasane_app")
