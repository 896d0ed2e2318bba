"""Django の PostgreSQL の接続に、往復のいらない生死の確かめを加えたもの（設定の ENGINE が指す）。"""
