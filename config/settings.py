"""All settings in one file, each from the environment or with a default that is safe on a bare machine."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF

from config import tables
from config.api.generator import GENERATOR
from config.environment import DatabaseAddress, Environment

BASE_DIR = Path(__file__).resolve().parent.parent

# ------------------------------------------------------------------ what the environment says, read at once
_environment = Environment.gather(BASE_DIR)

VAR = _environment.directory("RIGHTS_VAR", default=BASE_DIR / "var")
FILES_ROOT = _environment.directory("FILES_ROOT", default=VAR / "files")
FORMS_ROOT = _environment.directory("FORMS_ROOT", default=VAR / "forms")
STATIC_ROOT = _environment.directory("STATIC_ROOT", default=VAR / "static")
DEBUG = _environment.flag("DEBUG")
SECRET_KEY = _environment.text("SECRET_KEY")
ALLOWED_HOSTS = _environment.words("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = _environment.words("CSRF_TRUSTED_ORIGINS")
REDIS_URL = _environment.redis("REDIS_URL")
_runtime_database = _environment.database("DATABASE_URL")
_owner_database = _environment.database_if_set("DATABASE_OWNER_URL")
_pool_size = _environment.integer("DATABASE_POOL", default=0)
_lock_timeout = _environment.duration("DATABASE_LOCK_TIMEOUT", default=timedelta(seconds=10))
_behind_tls = _environment.flag("BEHIND_TLS")
_static_manifest = _environment.flag("STATIC_MANIFEST")
_log_level = _environment.text("LOG_LEVEL", default="INFO")

# Keys for personal data: a ring that encrypts taxpayer numbers (newest last), one for finding them again,
# one for the commitments that stand in the books in place of names.
TAXPAYER_KEY_RING = _environment.key_ring("TAXPAYER_KEY_RING")
BLIND_INDEX_KEY = _environment.key("BLIND_INDEX_KEY")
COMMITMENT_KEY = _environment.key("COMMITMENT_KEY")

# The demo: its users and data exist only in a cluster the runner made itself, or with DEMO=1 in a database
# without agreements. CLOCK_OFFSET moves the one clock (registry/clock.py); a start-up check of the registry
# refuses it beside an agreement that is not marked demo.
DEMO = _environment.flag("DEMO")
DEMO_HOLDERS = _environment.integer("DEMO_HOLDERS", default=2500, least=50)
CLOCK_OFFSET = _environment.duration("CLOCK_OFFSET", default=timedelta(0))

JOB_LEASE = _environment.duration("JOB_LEASE", default=timedelta(seconds=60))
# The columns of the file of checks issued, as the bank asks for them (exercises/bank/check_files.py).
CHECK_ISSUE_LAYOUT = _environment.text(
    "CHECK_ISSUE_LAYOUT", default="bank_account,number,dated:%m/%d/%Y,amount,payee,issue_or_void"
)
# HOUSE: days after a new instruction for deposits during which the holder's payments still go by check.
DEPOSIT_HOLD_DAYS = _environment.integer("DEPOSIT_HOLD_DAYS", default=10, least=1)
# HOUSE: days after a change of address during which no certificate is mailed to the new one.
ADDRESS_HOLD_DAYS = _environment.integer("ADDRESS_HOLD_DAYS", default=10, least=1)
JOB_RETRY_WAIT = _environment.duration("JOB_RETRY_WAIT", default=timedelta(seconds=2))
JOB_SWEEP_INTERVAL = _environment.duration("JOB_SWEEP_INTERVAL", default=timedelta(seconds=10))
PRINT_CHUNK_CERTIFICATES = _environment.integer("PRINT_CHUNK_CERTIFICATES", default=10_000, least=1)
PRINT_FILE_CERTIFICATES = _environment.integer("PRINT_FILE_CERTIFICATES", default=1_000, least=1)
_calls_a_minute = _environment.integer("API_CALLS_A_MINUTE", default=600, least=1)
_call_keys_kept_days = _environment.integer("API_KEYS_KEPT_DAYS", default=90, least=1)

# HOUSE, the agent's own business days: the policy on closures by which turnaround is counted, and its zone.
AGENT_BUSINESS_DAYS = _environment.text("AGENT_BUSINESS_DAYS", default="NEW_JERSEY")
AGENT_TIME_ZONE = _environment.text("AGENT_TIME_ZONE", default="America/New_York")

# Who acts at a shell: `login:member,login:member` ties operating-system users to user names of staff.
_staff_pairs = _environment.words("STAFF_BY_OS_USER")

_environment.finish()

# ------------------------------------------------------------------------------------------- applications
INSTALLED_APPS = [
    "config",
    "registry",
    "certificates",
    "exercises",
    "config.model_pages.ModelPagesConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "rest_framework",
    "drf_spectacular",
]
AUTH_USER_MODEL = "registry.User"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Deny by default: LoginRequiredMiddleware asks for a sign-in on every view that does not say otherwise.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.errors.RefusalMiddleware",
    "config.api.hostile_input.HostileInputMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"console": "registry.staff.words"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.surroundings.page_surroundings",
            ],
        },
    },
]


# ------------------------------------------------------------------------------------------------ databases
def _connection(address: DatabaseAddress, *, pool_size: int) -> dict[str, Any]:
    """Describe one connection to PostgreSQL; a pool and long-lived connections exclude each other."""
    lock_milliseconds = int(_lock_timeout.total_seconds() * 1000)
    options: dict[str, Any] = {
        **address.options,
        "application_name": "rights-agent",
        "connect_timeout": 5,
        "options": f"-c timezone=UTC -c lock_timeout={lock_milliseconds}",
    }
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": address.host,
        "PORT": address.port,
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "OPTIONS": options,
        "CONN_MAX_AGE": 0 if pool_size else 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


# `default` is the runtime role, which cannot write the books but through their functions; `owner` owns the
# tables and is used by migrations alone. With one address the same role does both, which suits a first try.
DATABASES = {"default": _connection(_runtime_database, pool_size=_pool_size)}
if _owner_database is not None:
    DATABASES["owner"] = _connection(_owner_database, pool_size=0)
DATABASE_RUNTIME_ROLE = _runtime_database.user
DATABASE_OWNER_ALIAS = "owner" if _owner_database is not None else "default"

# Nothing that a page needs is kept beside the database: tries at sign-in and claims are counted there, by all
# processes together (docs/adr/0016). So are the calls of programs, on Redis; a process that cannot reach it
# counts for itself (docs/adr/0014).
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "counted_tries",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "calls": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "rights-calls",
        "OPTIONS": {"socket_connect_timeout": 0.25, "socket_timeout": 0.25},
    },
}

# ------------------------------------------------------------------------------------ language, time, static
LANGUAGE_CODE = "en-us"
USE_I18N = False
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []
WHITENOISE_USE_FINDERS = not _static_manifest
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_ROOT},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _static_manifest
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

# ------------------------------------------------------------------------------------------------- security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
CSRF_COOKIE_SAMESITE = "Lax"
if _behind_tls:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# htmx under a strict policy: nothing evaluated, no style element of its own, requests to this host alone.
HTMX_CONFIG = {
    "allowEval": False,
    "allowScriptTags": False,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
}

# -------------------------------------------------------------------------------------------------- sign-in
AUTHENTICATION_BACKENDS = [
    "config.sign_in_backends.DatabaseBackend",
    "config.sign_in_backends.AccountBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "config.sign_in.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# HOUSE, policy on claims of accounts by holders: how long a mailed code is good, how often it may be
# mistyped, and how often codes may be tried from one place (counted by all processes together).
CLAIM_CODE_DAYS = 45
CLAIM_CODE_TRIES = 8
# Behind the proxy that TLS ends at, the address of whoever calls is the one that proxy wrote down.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _behind_tls else 0
ACCOUNT_RATE_LIMITS = {
    "claim_account": "10/m/ip,40/h/ip",
    "verify_certificate": "20/m/ip,100/h/ip,2000/h/key",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Rights Agent"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG

# ----------------------------------------------------------------------------------------------------- mail
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "outbox"

# ------------------------------------------------------------------------------------------------------ API
# One kind in, one kind out; who may call what stands at each operation, nobody by default.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["registry.api.access.HasRole"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "config.api.schema.OperationSchema",
    "EXCEPTION_HANDLER": "config.api.problems.answer_api_error",
    "URL_FORMAT_OVERRIDE": None,
    "NUM_PROXIES": 1 if _behind_tls else 0,
}
# Calls of one caller that are answered in a minute, counted by all processes of the web server together.
API_RATE = f"{_calls_a_minute}/minute"
# How long the answer to an act is kept under its key, and given again; a policy of the house.
API_KEYS_KEPT = timedelta(days=_call_keys_kept_days)
API_PROBLEM_TELLER = "config.errors.describe_problem"
SPECTACULAR_SETTINGS = GENERATOR

# ------------------------------------------------------------------------------- two people, forms, the shell
# Plain days for which a request may be approved; afterwards it is rejected and asked again.
APPROVAL_DAYS = 10
# What is performed when a second person approves a request of each kind, called as perform(approval, at=...).
APPROVAL_KINDS = tables.APPROVAL_KINDS
CAUGHT_SOURCES = tables.CAUGHT_SOURCES
ADJUSTMENT_CAUGHT_SOURCES, NEW_FORM_WAITS_FOR = tables.ADJUSTMENT_CAUGHT_SOURCES, tables.NEW_FORM_WAITS_FOR
FEE_COUNTS, REQUISITION_GATEWAY = tables.FEE_COUNTS, tables.REQUISITION_GATEWAY
# The checks of each kind of item, what posting it would do, what asks for it, the page that shows it.
ITEM_EXAMINERS, ITEM_PREVIEWS = tables.ITEM_EXAMINERS, tables.ITEM_PREVIEWS
ITEM_REQUESTS, ITEM_PAGES = tables.ITEM_REQUESTS, tables.ITEM_PAGES
ITEM_INTAKES, SCHEDULES = tables.ITEM_INTAKES, tables.SCHEDULES
# The page on which its holder follows an item of a kind; with _draft behind it, before the papers came in.
PORTAL_ITEM_PAGES = {"EXERCISE": "portal_exercise", "TRANSFER": "portal_transfer", "REPLACE": "portal_loss"}
PAPER_DRAWERS = tables.PAPER_DRAWERS
# The words about people that stand beside a request of a kind whose words another application keeps.
REQUEST_WORDS = {
    "POST_EXERCISE": "exercises.selectors.elections.words_beside",
    "POST_EXERCISE_SCHEDULE": "exercises.selectors.schedules.words_beside",
    "APPROVE_PAYOUT": "exercises.selectors.funds.words_beside",
    "RECORD_DEPOSIT_INSTRUCTION": "exercises.selectors.deposits.words_beside",
    "RECORD_CONSULTATIONS": "registry.selectors.requests.words_of_list",
    "RECORD_STANDING_INSTRUCTION": "registry.selectors.requests.words_of_instruction",
}
# What a request is about, and the page that shows it.
REQUEST_MATTERS = tables.REQUEST_MATTERS
# What is given up when a request of a kind is rejected or withdrawn.
REJECTION_KINDS = {"CHANGE_ADDRESS": "registry.services.addresses.give_up_rejected"}
# Words of mailings: the shipped models, then the operator's own, outside the code.
LETTER_FOLDERS = [BASE_DIR / "templates" / "letters", FORMS_ROOT / "letters"]
# Folders of form versions: the shipped models, then the operator's own words, outside the code.
FORM_FOLDERS = [BASE_DIR / "templates" / "certificates", FORMS_ROOT]
FORM_EXAMINER = "certificates.drawing.forms.read_form_version"
STAFF_BY_OS_USER = {
    login: member for login, _, member in (pair.partition(":") for pair in _staff_pairs) if member
}

# ----------------------------------------------------------------------------------------------------- jobs
# PostgreSQL is the truth of all bulk work. Celery is the door-bell: its one task takes a job's number.
# What upper applications add to the pages of a certificate, of a registered holder and of an item, by the
# names of their addresses; and what was paid for an item of a kind, as told when it goes back.
CERTIFICATE_FRAGMENTS, HOLDER_FRAGMENTS = ["certificate_paper"], ["holder_post"]
ITEM_FRAGMENTS, ITEM_MONEY = tables.ITEM_FRAGMENTS, tables.ITEM_MONEY
ITEM_OTHER_NAMES = tables.ITEM_OTHER_NAMES
# Which holders' addresses are in doubt, as holders_in_doubt(agreement, at=...); the post knows.
ADDRESS_DOUBTS = "certificates.selectors.address_doubts.holders_in_doubt"
# A workbook of the register has at most so many rows; as CSV it has no limit.
WORKBOOK_ROWS_MOST = 100_000
# The pictures of a certificate on its model page, called as pictures(certificate); addresses in their order.
CERTIFICATE_PICTURES = "certificates.admin.pictures.pictures_of"
JOB_KINDS = tables.JOB_KINDS
# The closing step of a kind, run once when every chunk has ended well: finish(job, at=...).
JOB_FINISHERS = tables.JOB_FINISHERS
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 6 * 60 * 60, "socket_connect_timeout": 2}
# Whoever rings gives up within about two seconds; the sweeper does without a bell.
JOB_BELL_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "retry_on_timeout": False,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "connect_retries_timeout": 1,
}
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "rights"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_DB_REUSE_MAX = 1000
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "registry.sweep_jobs", "schedule": JOB_SWEEP_INTERVAL},
    "forget-calls": {"task": "registry.forget_calls", "schedule": crontab(hour=9, minute=20)},
    "prove-books": {"task": "registry.prove_books", "schedule": crontab(hour=10, minute=40)},
}

# -------------------------------------------------------------------------------------------------- logging
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": _log_level},
    "loggers": {"fontTools": {"level": "WARNING"}, "celery.beat": {"level": "WARNING"}},
}
