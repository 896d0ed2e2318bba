"""ほかの部屋が使う問い。"""

from kasane.agencies.queries.names import account_names, agency_names

__all__ = ["account_names", "agency_names"]
