"""何もない機械から動く町まで。Python 3.11 以上の標準ライブラリだけで動く。

環境（environment・assets）→ データベース（binaries・cluster・server・roles）→ 町（town）の順に、あるものは飛ばして用意する。
"""
