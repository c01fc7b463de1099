"""The product's settings with kinds of bulk work made for tests, for worker processes of their own."""

import os
from datetime import timedelta

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.jobs.no_pages"
JOB_LEASE = timedelta(seconds=int(os.environ.get("TEST_LEASE_SECONDS", "1")))
JOB_RETRY_WAIT = timedelta(0)
JOB_KINDS = {
    "rows": "tests.jobs.kinds.write_rows",
    "slow_rows": "tests.jobs.kinds.write_rows_slowly",
    "refusing": "tests.jobs.kinds.refuse_some",
    "killing": "tests.jobs.kinds.kill_worker_at_some",
    "busy": "tests.jobs.kinds.keep_interpreter",
    "cut_off": "tests.jobs.kinds.lose_session",
    "machine_fault": "tests.jobs.kinds.meet_full_disk",
}
JOB_FINISHERS = {
    "rows": "tests.jobs.kinds.write_closing_row",
    "slow_rows": "tests.jobs.kinds.write_closing_row",
    "killing": "tests.jobs.kinds.write_closing_row",
    "busy": "tests.jobs.kinds.write_closing_row",
}
