# start・test・kasane が読み込む。Python 3.11 以上を探して $python に入れる（POSIX sh）。
# 3.13 までを先に見るのは、部品の出来合い（wheel）がそろっているため。名前だけあって動かないもの（pyenv の入口など）は飛ばす。
python=
for wanted in 'import ensurepip, venv' 'import venv'; do
    for candidate in python3.13 python3.12 python3.11 python3; do
        if [ -z "$python" ] && "$candidate" -c "import sys; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1 \
            && "$candidate" -c "$wanted" >/dev/null 2>&1; then
            python=$candidate
        fi
    done
done
if [ -z "$python" ]; then
    echo 'エラー: Python 3.11 以上が見つかりません。Debian・Ubuntu では apt install python3 python3-venv を行ってください。' >&2
    exit 1
fi
