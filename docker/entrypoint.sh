#!/bin/sh
# What a container is for: web, worker, beat, migrate, or any other word of manage.py with its own words.
# Each replaces this shell, so that the signal to stop reaches the program itself.
set -eu
word=${1:-web}
[ $# -eq 0 ] || shift

case "$word" in
    web) # loopback unless told otherwise; a pool, because its threads come and go
        export DATABASE_POOL="${DATABASE_POOL:-4}"
        exec gunicorn config.wsgi --bind "${BIND:-127.0.0.1}:${PORT:-8000}" \
            --worker-class gthread --workers "${WEB_PROCESSES:-2}" --threads 4 \
            --worker-tmp-dir /dev/shm --graceful-timeout 20 --access-logfile - --no-control-socket "$@" ;;
    worker)
        exec celery -A config worker --concurrency "${WORKER_PROCESSES:-2}" --loglevel INFO \
            --without-gossip --without-mingle "$@" ;;
    beat) # its notes on when it last rang are worth nothing to the next one
        exec celery -A config beat --loglevel WARNING --schedule /tmp/beat --pidfile= "$@" ;;
    migrate)
        exec python manage.py migrate --noinput "$@" ;;
    *)
        exec python manage.py "$word" "$@" ;;
esac
