"""A worker that forks a child for the work and another when that one dies, as a pool of Celery does.

Imports once, so a test can let many children die. Exits with the number of deaths.
"""

import os
import sys

import django

MOST_DEATHS = 40


def main() -> int:
    django.setup()
    from registry import clock
    from registry.models import Job, JobState
    from registry.services import jobs

    deaths = 0
    while deaths < MOST_DEATHS:
        child = os.fork()
        if child == 0:
            while Job.objects.filter(state=JobState.RUNNING).exists():
                jobs.run_available(jobs.this_worker(), clock=clock.now)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == 0:
            break
        deaths += 1
    return deaths


if __name__ == "__main__":
    sys.exit(main())
