"""紙面を PDF にする。字体は package-lock.json で固定した Noto Sans JP だけで、この機械の字体は使わない。"""
