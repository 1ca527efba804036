"""Settings: one file, driven by the environment. Every TEPAT_ name is described in docs/reference/settings.md.

Nothing here opens a file or a network connection; what is missing is said by `tepat doctor`.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from tepat.platform.accounts.roles import ROLES
from tepat.platform.database.address import described


def _flag(name: str, default: bool = False) -> bool:
    text = os.environ.get(name, "").strip().lower()
    if text in ("", "0", "1", "false", "true", "no", "yes"):
        return default if text == "" else text in ("1", "true", "yes")
    raise ImproperlyConfigured(f"{name}={text!r}: tulis 1 atau 0.")


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.isdigit():
        raise ImproperlyConfigured(f"{name}={text!r}: tulis bilangan bulat, misalnya {default}.")
    return int(text)


def _required_of(name: str) -> frozenset[str]:
    """Roles that must have a second factor; "all" is everybody."""
    text = os.environ.get(name, "").strip().lower()
    words = frozenset(word.strip() for word in text.split(",") if word.strip()) - {"none"}
    if unknown := words - {"all", *ROLES}:
        raise ImproperlyConfigured(
            f"{name}: peran {', '.join(sorted(unknown))} tidak dikenal. "
            f"Tulis none, all, atau kode peran dipisah koma: {', '.join(ROLES)}."
        )
    return words


def _mail_server(name: str) -> tuple[str, int, str, str, bool, bool]:
    """The server that carries mail, out of one address, as Django's settings take it; blank without one."""
    text = os.environ.get(name, "").strip()
    if not text:
        return "", 25, "", "", False, False
    parts = urlsplit(text)
    if parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name}: tulis smtps://pengguna:sandi@host:465, smtp+starttls://…:587, "
            "atau smtp://host:25 untuk server di mesin ini."
        )
    port = parts.port or {"smtps": 465, "smtp": 25}.get(parts.scheme, 587)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return parts.hostname, port, user, password, parts.scheme == "smtps", parts.scheme == "smtp+starttls"


def _office_login() -> dict[str, object]:
    """The office's OpenID Connect provider, if one is named; its answers must come over TLS."""
    server = os.environ.get("TEPAT_OIDC_URL", "").strip()
    if not server:
        return {}
    parts = urlsplit(server)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise ImproperlyConfigured("TEPAT_OIDC_URL harus berawalan https://.")
    client, secret = os.environ.get("TEPAT_OIDC_CLIENT", ""), os.environ.get("TEPAT_OIDC_SECRET", "")
    if not client or not secret:
        raise ImproperlyConfigured("TEPAT_OIDC_URL memerlukan TEPAT_OIDC_CLIENT dan TEPAT_OIDC_SECRET.")
    app = {
        "provider_id": "kantor",
        "name": TEPAT_OIDC_NAME,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": server, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


DATA = Path(os.environ.get("TEPAT_DATA", "tepat-data")).resolve()
DEBUG = _flag("TEPAT_DEBUG")
TEPAT_DEMO = _flag("TEPAT_DEMO")
# Where the office's network finds the site, "tepat.lan:8443"; `tepat serve --lan` sets it for its children.
TEPAT_LAN = os.environ.get("TEPAT_LAN", "")
TEPAT_CERTIFICATE = os.environ.get("TEPAT_CERTIFICATE", "")
TEPAT_CERTIFICATE_KEY = os.environ.get("TEPAT_CERTIFICATE_KEY", "")
if bool(TEPAT_CERTIFICATE) != bool(TEPAT_CERTIFICATE_KEY):
    raise ImproperlyConfigured("TEPAT_CERTIFICATE dan TEPAT_CERTIFICATE_KEY dipasang bersama.")
TEPAT_HTTPS = _flag("TEPAT_HTTPS") or bool(TEPAT_LAN or TEPAT_CERTIFICATE)
TEPAT_MAX_UPLOAD = _number("TEPAT_MAX_UPLOAD_MB", 200) * 1024 * 1024
TEPAT_SESSION_IDLE_MINUTES = _number("TEPAT_SESSION_IDLE_MINUTES", 30)
TEPAT_SESSION_HOURS = _number("TEPAT_SESSION_HOURS", 12)
# A Plt. holds for three months at most, and can be renewed (letter of the civil service agency, BKN 1/SE/I/2021).
TEPAT_DEPUTY_DAYS = _number("TEPAT_DEPUTY_DAYS", 92)
TEPAT_INVITATION_DAYS = _number("TEPAT_INVITATION_DAYS", 7)
TEPAT_UNUSED_DAYS = _number("TEPAT_UNUSED_DAYS", 90)
if not (TEPAT_DEPUTY_DAYS and TEPAT_INVITATION_DAYS and TEPAT_UNUSED_DAYS):
    raise ImproperlyConfigured(
        "TEPAT_DEPUTY_DAYS, TEPAT_INVITATION_DAYS dan TEPAT_UNUSED_DAYS: tulis sekurangnya 1 hari."
    )
TEPAT_PASSKEYS = _flag("TEPAT_PASSKEYS")
TEPAT_OIDC_NAME = os.environ.get("TEPAT_OIDC_NAME", "") or "akun kantor"
TEPAT_REQUIRE_TOTP = _required_of("TEPAT_REQUIRE_TOTP")
TEPAT_MASTER_KEY = os.environ.get("TEPAT_MASTER_KEY", "")
TEPAT_INDEX_KEY = os.environ.get("TEPAT_INDEX_KEY", "")
TEPAT_BACKUP_PASSPHRASE = os.environ.get("TEPAT_BACKUP_PASSPHRASE", "")
TEPAT_BACKUP_PASSPHRASE_FILE = os.environ.get("TEPAT_BACKUP_PASSPHRASE_FILE", "")
TEPAT_BACKUP_FOLDER = os.environ.get("TEPAT_BACKUP_FOLDER", "").strip()
TEPAT_BACKUP_HOUR = _number("TEPAT_BACKUP_HOUR", 1)
if TEPAT_BACKUP_HOUR > 23:
    raise ImproperlyConfigured("TEPAT_BACKUP_HOUR: tulis jam 0 sampai 23.")
TEPAT_BACKUP_DAILY = _number("TEPAT_BACKUP_DAILY", 7)
TEPAT_BACKUP_WEEKLY = _number("TEPAT_BACKUP_WEEKLY", 4)
TEPAT_METRICS_TOKEN = os.environ.get("TEPAT_METRICS_TOKEN", "").strip()
if 0 < len(TEPAT_METRICS_TOKEN) < 16:
    raise ImproperlyConfigured("TEPAT_METRICS_TOKEN: tulis sedikitnya 16 huruf acak.")
TEPAT_LOG_LEVEL = os.environ.get("TEPAT_LOG_LEVEL", "INFO").upper()
if TEPAT_LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR"):
    raise ImproperlyConfigured("TEPAT_LOG_LEVEL: pilih DEBUG, INFO, WARNING atau ERROR.")


def _secret_key() -> str:
    given = os.environ.get("TEPAT_SECRET_KEY", "")
    if given:
        return given
    kept = DATA / "keys" / "session.key"
    return kept.read_text().strip() if kept.exists() else "not-initialised-run-tepat-init"


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [
    host for host in os.environ.get("TEPAT_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host.strip()
] + ([TEPAT_LAN.rpartition(":")[0]] if TEPAT_LAN else [])
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("TEPAT_ORIGINS", "").split(",") if o.strip()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "tepat.web",  # before allauth, whose pages it draws
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "tepat.platform.crypto",
    "tepat.platform.files",
    "tepat.platform.regions",
    "tepat.platform.audit",
    "tepat.platform.jobs",
    "tepat.platform.accounts",
    "tepat.platform.keeping",
    "tepat.platform.privacy",
    "tepat.platform.rekeying",
    "tepat.platform.operating",
    "tepat.registry",
    "tepat.intake",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "tepat.web.middleware.RequestLog",
    "tepat.web.trust.TrustFirst",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tepat.web.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tepat.web.middleware.NoNul",  # what was typed has been read by now, and nobody was looked up
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tepat.platform.accounts.middleware.SessionLimits",
    "tepat.platform.accounts.middleware.SecondFactorFirst",
    "tepat.platform.audit.middleware.AuditContext",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "tepat.config.urls"
WSGI_APPLICATION = "tepat.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tepat.web.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "tepat.web.templatetags.tepat"],
        },
    }
]

DATABASES = {"default": described(os.environ.get("TEPAT_DATABASE_URL", "").strip(), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "platform_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Without a server nothing is sent, and nothing is offered to be.
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_SSL, EMAIL_USE_TLS = _mail_server(
    "TEPAT_MAIL_URL"
)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("TEPAT_MAIL_FROM", "").strip()
if EMAIL_HOST and "@" not in DEFAULT_FROM_EMAIL:
    raise ImproperlyConfigured(
        "TEPAT_MAIL_URL memerlukan TEPAT_MAIL_FROM, misalnya tepat@dinsos.contoh.go.id."
    )

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "tepat.platform.accounts.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key", "invitation": "30/m/ip"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True

SOCIALACCOUNT_ADAPTER = "tepat.platform.accounts.office.adapter.OfficeAdapter"
# A link and no form: the form-action of the CSP would stop a form at the office's provider.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = _office_login()

MFA_ADAPTER = "tepat.platform.accounts.factors.adapter.FactorAdapter"
MFA_FORMS = {"authenticate": "tepat.platform.accounts.factors.adapter.CodeForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if TEPAT_PASSKEYS else [])]
# Browsers give passkeys on https and on localhost only; the demo runs on the latter.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = TEPAT_DEMO
MFA_TOTP_ISSUER = "Tepat"
# A code holds in its own half minute only: allauth remembers used codes for no longer than that.
MFA_TOTP_TOLERANCE = 0
MFA_RECOVERY_CODES_SHOW_ONCE = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Longer than any session holds (accounts/middleware.py ends it): whose it was must still be known when a form of
# it comes the next morning or after a weekend.
SESSION_COOKIE_AGE = TEPAT_SESSION_HOURS * 3600 + 4 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TEPAT_HTTPS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tepat.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Not on an office's network: the page that explains its certificate is reached without it.
SECURE_HSTS_SECONDS = 31_536_000 if TEPAT_HTTPS and not TEPAT_LAN else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("TEPAT_BEHIND_PROXY") else None
# Guesses are held back by the guesser's address, not by the proxy's, which is everybody's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _flag("TEPAT_BEHIND_PROXY") else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

FILE_UPLOAD_HANDLERS = ["tepat.platform.files.upload.SealedUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "tepat.platform.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": TEPAT_LOG_LEVEL},
    "loggers": {"django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
