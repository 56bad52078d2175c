# syntax=docker/dockerfile:1

# One image for every process: `serve` (the default), `setup`, `worker` and the rest.
FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PATH=/opt/ceasefire/bin:$PATH
WORKDIR /source

# What is installed changes less often than the code: a layer of its own.
COPY requirements.txt requirements.lock ./
RUN python -m venv /opt/ceasefire \
 && grep '^torch==' requirements.txt >torch.txt \
 && pip install -r torch.txt --index-url https://download.pytorch.org/whl/cpu \
 && pip install --no-deps --require-hashes -r requirements.lock \
 && pip install -r requirements.txt

COPY pyproject.toml README.md LICENSE NOTICE ./
COPY auth auth
COPY migrations migrations
COPY moderation moderation
RUN pip install --no-deps .

# The classifier is made ready here, so that no start waits for it. Its folder is made
# for its owner alone; the image is read by another user.
RUN CLASSIFIER_FOLDER=/opt/ceasefire/classifier ceasefire model prepare \
 && chmod -R a+rX /opt/ceasefire/classifier


FROM python:3.11-slim-bookworm

LABEL org.opencontainers.image.title="Ceasefire" \
      org.opencontainers.image.description="A comment section and moderation desk for newsrooms" \
      org.opencontainers.image.licenses="Apache-2.0"

RUN groupadd --gid 10001 ceasefire \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data ceasefire \
 && install --directory --owner=ceasefire --group=ceasefire --mode=0700 /data

COPY --from=build /opt/ceasefire /opt/ceasefire

ENV PATH=/opt/ceasefire/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CEASEFIRE_INSTANCE=/data \
    CLASSIFIER_FOLDER=/opt/ceasefire/classifier \
    HOST=0.0.0.0 \
    PORT=8000

USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]

ENTRYPOINT ["ceasefire"]
CMD ["serve"]
