"""All settings, fed from the environment (and a .env file); the defaults are the safe ones.

``DEBUG`` is for a developer's machine, ``DEMO`` for the seeded demonstration
(sign-in by one press, mail on a page). Neither may be set in production, where
SECRET_KEY, DATABASE_URL, CELERY_BROKER_URL, EMAIL_URL and ALLOWED_HOSTS are.
"""

from datetime import date
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
if DEMO and not DEBUG:
    raise ImproperlyConfigured("DEMO signs people in without a password; it needs DEBUG as well.")

SECRET_KEY = env("SECRET_KEY", default="insecure-for-development-only" if DEBUG else "")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "djmoney",
    "import_export",
    "rules",
    "microinternships",
    "alerts",
    "pages",
    "accounts",
    "placements",
    "applications",
    "expenses",
    "enquiries",
    "workshops",
]
if DEMO:
    INSTALLED_APPS.append("demo")

MIDDLEWARE = [
    "microinternships.clock.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "microinternships.security.ContentPolicyMiddleware",
    "microinternships.security.PrivateMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "microinternships.urls"
WSGI_APPLICATION = "microinternships.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "microinternships.pages.every_page",
            ],
            "builtins": ["microinternships.templatetags.words"],
        },
    }
]

if DEMO:
    TEMPLATES[0]["OPTIONS"]["context_processors"].append("demo.context.demonstration")
    _who = MIDDLEWARE.index("django.contrib.auth.middleware.AuthenticationMiddleware")
    MIDDLEWARE.insert(_who + 1, "demo.viewing.ViewingMiddleware")

# Data

if not env("DATABASE_URL", default=""):
    if not DEBUG:
        raise ImproperlyConfigured("DATABASE_URL is not set.")
    from microinternships import embedded

    DATABASES = {"default": env.db_url_config(embedded.database_url())}
else:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A database that is away is said to be after five seconds, not after the pool's own thirty.
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = (
    {"timeout": 5} if env.bool("DATABASE_POOL", not DEBUG) else False
)
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# Jobs

CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="" if not DEBUG else "filesystem://")
# Pages stay in the memory of each process for as long as they are true (shared.py).
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
    "own_pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "own_pages",
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}
# Limits on tries are counted where every process of the web server sees them.
if CELERY_BROKER_URL.startswith("redis"):
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CELERY_BROKER_URL,
        "KEY_PREFIX": "cache",
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "Europe/London"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
if CELERY_BROKER_URL == "filesystem://":
    QUEUE = VAR / "queue"
    QUEUE.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE),
        "data_folder_out": str(QUEUE),
        "control_folder": str(VAR / "queue-control"),
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
elif CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2}
CELERY_BEAT_SCHEDULE = {
    "plan the alerts that are due": {"task": "alerts.tasks.plan", "schedule": 300},
    "send the alerts that are queued": {"task": "alerts.tasks.send", "schedule": 60},
    "write down what deadlines decided": {"task": "microinternships.tasks.tidy", "schedule": 60},
}

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.OfficeBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "rules.permissions.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_REDIRECT_URL = reverse_lazy("home")
LOGIN_URL = reverse_lazy("account_login")
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "add_email": "accounts.forms.AddAddressForm",
    "reset_password": "accounts.forms.NewPasswordForm",
    "request_login_code": "accounts.forms.CodeByMailForm",
}
SOCIALACCOUNT_FORMS = {"signup": "accounts.forms.UniversitySignUpForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# An authenticator's code counts for 30 seconds more on either side, so that nobody is refused for
# typing it as it changes; RFC 6238, section 5.2, recommends one step.
MFA_TOTP_TOLERANCE = 1
# Whom the limits count, when proxies that are ours stand in front; none means the caller itself.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
ACCOUNT_RATE_LIMITS = {
    "internship_alerts": "30/10m/ip",
    "invitation": "60/1d/user",
    "join": "5/1d/user",
    "seen": "30/1d/key",
}
SESSION_COOKIE_HTTPONLY = True

# Mail

EMAIL_URL = env(
    "EMAIL_URL", default=f"filemail:///{VAR / 'mail'}" if DEBUG else "smtp://localhost:25"
)
vars().update(env.email_url_config(EMAIL_URL))
DEFAULT_FROM_EMAIL = env(
    "DEFAULT_FROM_EMAIL", default="Oxford Micro-Internships <micro-internships@careers.ox.ac.uk>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20

# The programme

CONTACT_EMAIL = "micro-internships@careers.ox.ac.uk"
UNIVERSITY_EMAIL_DOMAIN = env("UNIVERSITY_EMAIL_DOMAIN", default="ox.ac.uk")
CAREERCONNECT_URL = "https://www.careers.ox.ac.uk/careerconnect"
BUSINESS_SCHOOL_CAREERS_URL = "https://www.sbs.ox.ac.uk/careers"
VISA_GUIDANCE_URL = "https://www.ox.ac.uk/students/visa/during/work"

# Bank holidays that were proclaimed, or moved away, after the release of the package that computes
# them: docs/decisions/0011-bank-holidays.md.
BANK_HOLIDAYS = env.dict("BANK_HOLIDAYS", default={})
BANK_HOLIDAYS_CHECKED_ON = date.fromisoformat(env("BANK_HOLIDAYS_CHECKED_ON", default="2026-11-17"))

# Language, time, money

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
DEFAULT_CURRENCY = "GBP"
CURRENCIES = {"GBP": "British Pound", "EUR": "Euro", "USD": "US Dollar"}
# The names stand here because djmoney would otherwise load those of all currencies, in megabytes.
CURRENCY_CHOICES = list(CURRENCIES.items())
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Protection

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if not DEBUG:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {"pikepdf": {"level": "WARNING"}},
}


def _admin_list(title: str, model: str, icon: str) -> dict:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{model}_changelist")}


UNFOLD = {
    "SITE_TITLE": "Internship Office",
    "SITE_HEADER": "Internship Office",
    "SITE_URL": "/",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("icon.svg")}
    ],
    "STYLES": [lambda request: static("css/office.css")],
    "SCRIPTS": [lambda request: static("js/office.js")],
    "DASHBOARD_CALLBACK": "microinternships.queues.dashboard",
    "COLORS": {
        "primary": {
            "700": "0 33 71",
            "600": "0 33 71",
            "500": "134 180 240",  # on dark ground, as 400
            "400": "164 200 246",
        }
    },
    "SIDEBAR": {
        "show_search": False,
        "navigation": [
            {
                "items": [
                    {"title": "What waits", "icon": "inbox", "link": reverse_lazy("admin:index")},
                    _admin_list("Cycles", "placements_cycle", "calendar_month"),
                    _admin_list("Organisations", "placements_organisation", "apartment"),
                    _admin_list("Adverts", "placements_advert", "campaign"),
                    _admin_list("Applications", "applications_application", "description"),
                    _admin_list("Offers", "applications_offer", "handshake"),
                    _admin_list("Placements", "placements_placement", "work"),
                    _admin_list("Claims", "expenses_claim", "receipt_long"),
                    _admin_list("Questions", "enquiries_question", "forum"),
                    _admin_list("Concerns", "enquiries_concern", "report"),
                    _admin_list("Workshops", "workshops_workshop", "co_present"),
                    _admin_list("Bookings", "workshops_booking", "event_seat"),
                ]
            },
            {
                "title": "What we say",
                "items": [
                    _admin_list("News", "alerts_announcement", "newspaper"),
                    _admin_list("Mailing list", "alerts_subscription", "mail"),
                    _admin_list("Pages", "pages_page", "article"),
                ],
            },
            {
                "title": "People",
                "items": [
                    _admin_list("Students", "accounts_student", "school"),
                    _admin_list("Waivers", "applications_waiver", "rule"),
                    _admin_list("Accounts", "accounts_user", "person"),
                    _admin_list("Verified addresses", "account_emailaddress", "alternate_email"),
                    _admin_list("Internship Office", "accounts_officemember", "badge"),
                    _admin_list("Alerts", "alerts_alert", "notifications"),
                ],
            },
        ],
    },
}
if DEMO:
    UNFOLD["ENVIRONMENT"] = "demo.viewing.environment"
