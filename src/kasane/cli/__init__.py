"""命令: 職員と管理者が端末で使う kasane コマンド。
根拠: 個人情報保護法66条(安全管理措置)、docs/operations(導入と運用の手順)。
用意・点検・取り込み・封印・控えを、画面を通さずに、どの役割の接続で行うかを決める。

このパッケージに置いたモジュールが register(subparsers) を持てば、命令として自動で加わる（cli_import.py など）。
register の時点では Django はまだ無いので、モデルは run の中で import する。Django の要らない命令は
set_defaults(without_django=True) とする。register は `parser.set_defaults(run=run)` まで行い、
run(args) は終了コードを返す（0 できた・1 できなかった・2 使い方の誤り）。
"""
