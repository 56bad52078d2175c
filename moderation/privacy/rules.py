"""Packs a reader's copy into one archive, for people and for programs."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from moderation.tuning.rules.tables import disarmed

JSON_NAME, CSV_NAME = "your-data.json", "comments.csv"
COLUMNS = ("id", "created_at", "status", "article", "article_url", "text")


def packed(copy: Mapping[str, Any]) -> bytes:
    """Return a ZIP archive with all data as JSON, and the comments also as a table."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(JSON_NAME, json.dumps(copy, ensure_ascii=False, indent=2))
        archive.writestr(CSV_NAME, _as_csv(copy))
    return stream.getvalue()


def _as_csv(copy: Mapping[str, Any]) -> str:
    """Return the comments in their newest form, as CSV without spreadsheet formulas."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for comment in copy["comments"]:
        texts = comment["texts"]
        row = comment | {"text": texts[-1]["text"] if texts else ""}
        writer.writerow([disarmed(str(row[column])) for column in COLUMNS])
    return stream.getvalue()
