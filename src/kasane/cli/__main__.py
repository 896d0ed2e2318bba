"""python -m kasane.cli の入口。"""

import sys

try:
    from kasane.cli.main import main

    code = main(sys.argv[1:])
except KeyboardInterrupt:
    code = 130  # Ctrl-C は失敗ではない。読み込みの途中でも、道具の中身を見せずに終わる。
sys.exit(code)
