"""取り込みの床: csv で読み、すべての列を文字のまま、記録を残さない表（UNLOGGED）へ COPY するだけ。確かめも突き合わせもしない。

python -m benchmarks.floor_import ファイル 文字コード → 行数を標準出力へ。
"""

from __future__ import annotations

import csv
import sys
from itertools import chain

from psycopg import sql

from benchmarks import places

TABLE = sql.Identifier("bench_floor_import")


def main(path: str, encoding: str) -> None:
    """一つのファイルを入れる。列の数は一行目で決まる。"""
    with open(path, encoding=encoding, newline="") as file, places.owner(places.SCRATCH) as connection, connection.transaction():
        rows = csv.reader(file)
        first = next(rows)
        columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(f"c{number}")) for number in range(len(first)))
        connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(TABLE))
        connection.execute(sql.SQL("CREATE UNLOGGED TABLE {} ({})").format(TABLE, columns))
        count = 0
        with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(TABLE)) as copy:
            for row in chain([first], rows):
                copy.write_row(row)
                count += 1
    print(count)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
