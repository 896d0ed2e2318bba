"""python -m kasane.cli の入口。"""

import sys

from kasane.cli.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
