# The web server, the worker and the beat are one image with different commands.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy \
    PATH=/app/.venv/bin:$PATH
WORKDIR /app

COPY pyproject.toml uv.lock ./
RUN pip install --no-cache-dir uv==0.13.9 \
    && uv sync --frozen --no-dev --no-cache \
    && pip uninstall --yes --quiet uv

COPY . .
# The values are for this step alone: the real ones come from the environment when it runs.
RUN SECRET_KEY=for-collecting-files DATABASE_URL=postgres://nobody@127.0.0.1/none \
    CELERY_BROKER_URL=memory:// python manage.py collectstatic --noinput \
    && useradd --system --create-home --home-dir /var/lib/microinternships microinternships \
    && mkdir /var/lib/microinternships/media \
    && chown microinternships /var/lib/microinternships/media

USER microinternships
ENV MEDIA_ROOT=/var/lib/microinternships/media
EXPOSE 8000
# gunicorn.conf.py says the rest.
CMD ["gunicorn", "microinternships.wsgi", "--bind", "0.0.0.0:8000", "--access-logfile", "-"]
