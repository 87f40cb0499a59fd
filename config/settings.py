"""Settings of every environment, read from environment variables and safe when none is set."""

from pathlib import Path

import environ
import pghistory
from bootstrap_wrapper import get_bootstrap_css_dir
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
env.read_env(BASE_DIR / ".env")

APP_ENV = env.str("APP_ENV", "development")
IS_PRODUCTION = APP_ENV == "production"
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "" if IS_PRODUCTION else "development-only-key-never-used-in-production")
MASTER_KEY = env.str("MASTER_KEY", "")  # wraps each person's key; made under var/ outside production
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if IS_PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "accounts.apps.ReferenceDataConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_bootstrap5",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_htmx",
    "heroicons",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "template_partials",
    "config",
    "accounts",
    "participants",
    "chantiers",
    "parcours",
    "impact",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.IdleSessionMiddleware",
    "accounts.middleware.NamedActorMiddleware",
    "accounts.middleware.PersonalPageMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "heroicons.templatetags.heroicons",
                "config.templatetags.components",
                "config.templatetags.formats",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.navigation",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Database: the server of DATABASE_URL, else a private PostgreSQL under var/ (docs/decisions).
OWNER_ROLE = "apo_owner"
WEB_ROLE = "apo_web"
USES_EMBEDDED_DATABASE = not env.str("DATABASE_URL", "")
if USES_EMBEDDED_DATABASE:
    DATABASES = {"default": {"NAME": "apieddoeuvre", "USER": OWNER_ROLE, "HOST": ""}}
else:
    DATABASES = {"default": env.db_url_config(env.str("DATABASE_URL"))}
DATABASES["default"]["ENGINE"] = "config.database"
DATABASES["default"].setdefault("OPTIONS", {}).update(
    pool={"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", 4), "timeout": 5},
    options="-c pg_trgm.word_similarity_threshold=0.45 -c TimeZone=UTC",
)
if env.str("DATABASE_ROLE", "web") == "web":
    DATABASES["default"]["OPTIONS"]["assume_role"] = WEB_ROLE
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# History: every event needs a context, and a context needs a named actor , else the write is refused.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
PGHISTORY_CONTEXT_FIELD = pghistory.ContextForeignKey(null=False)

# Jobs: kept in the database, enqueued in the transaction that asks for them, run by `manage.py work`.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# Mail: a folder of files unless EMAIL_URL names a server (smtp+tls://user:password@host:587).
vars().update(env.email_url("EMAIL_URL", default="filemail:///"))
if not env.str("EMAIL_URL", ""):
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 20  # seconds; the job tries again later
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "ne-pas-repondre@localhost")
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")  # the addresses written in mails and QR codes

# Accounts
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the e-mail is unique whatever its case, by a constraint on Lower("email")
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.RoleBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm", "change_password": "accounts.forms.OwnPasswordForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,50/5m/ip"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Language, time and numbers
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("français")), ("nl", _("néerlandais")), ("en", _("anglais"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # identifiers and years stay whole; amounts are written by the money filter

# Files: static ones are collected under var/, private ones are served by views only.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap/css", get_bootstrap_css_dir())]
MEDIA_ROOT = env.path("MEDIA_ROOT", str(VAR_DIR / "files"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # pages name no other
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["gif", "jpg", "map", "png", "webp", "woff", "woff2"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if IS_PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # tries at sign-in are counted by visitor, not by proxy
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"hide_tokens": {"()": "accounts.tokens.HideTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["hide_tokens"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.server": {"level": "WARNING"}},
}
