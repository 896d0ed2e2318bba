"""外の窓口の WSGI の入口。"""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "config.portal_settings"

application = get_wsgi_application()
