"""命令: 職員と管理者が端末で使う kasane コマンド。

このパッケージに置いたモジュールが register(subparsers) を持てば、命令として自動で加わる（cli_import.py など）。
register の時点では Django はまだ無いので、モデルは run の中で import する。Django の要らない命令は
set_defaults(without_django=True) とする。register は `parser.set_defaults(run=run)` まで行い、
run(args) は終了コードを返す（0 できた・1 できなかった・2 使い方の誤り）。
"""
