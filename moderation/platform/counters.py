"""What this process counts and measures, for Prometheus.

No label holds an id, a key, a name or a text that somebody wrote.
"""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Histogram(
    "ceasefire_http_request_duration_seconds",
    "Time to answer a request, by method, route and status.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
KEPT_ANSWERS = Counter(
    "ceasefire_http_kept_answers_total",
    "Requests that were answered from memory. They are in no other figure.",
)
CLASSIFIED = Histogram(
    "ceasefire_classifier_duration_seconds",
    "Time to score a batch.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0),
)
CLASSIFIED_COMMENTS = Counter(
    "ceasefire_classifier_comments_total", "Comments that were scored."
)
CLASSIFIER_FAILURES = Counter(
    "ceasefire_classifier_failures_total", "Batches that could not be scored."
)
HEARTBEAT = Gauge(
    "ceasefire_worker_heartbeat_timestamp_seconds",
    "When a worker of this process last looked for comments.",
    multiprocess_mode="max",
)
SECURITY_EVENTS = Counter(
    "ceasefire_security_events_total",
    "Events of the security log, by name.",
    ["event"],
)
NUDGES = Counter(
    "ceasefire_nudges_total",
    "Readers asked to read a comment again before posting, by what followed.",
    ["result"],
)
MAILS = Counter(
    "ceasefire_mail_attempts_total", "Tries to send a mail, by result.", ["result"]
)
DELIVERIES = Counter(
    "ceasefire_webhook_attempts_total",
    "Tries to deliver a webhook, by result.",
    ["result"],
)
