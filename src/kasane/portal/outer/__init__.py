"""外の窓口の処理。庁内の部屋（access・cases・conferences の表と問い）を何も使わない。
データベースには portal の接続で、窓口の関数（portal_open ほか）を呼ぶだけである。
"""
