"""Decides to which catalogue the texts of a file belong.

Pages look up texts in both catalogues. A text that both use belongs to *readers*, so
that each text is translated once.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

FOLDER = Path(__file__).parent
READERS, STAFF = "readers", "staff"
CATALOGUES = (READERS, STAFF)

PLACES = (
    ("moderation/review/appeals/*", READERS),
    ("moderation/review/sanctions/*", READERS),
    ("moderation/review/statements/*", READERS),
    ("moderation/review/items/rules.py", READERS),
    ("moderation/review/items/wording.py", READERS),
    ("moderation/review/templates/review/own_sanctions.html", READERS),
    ("moderation/review/templates/review/statement.html", READERS),
    ("moderation/review/templates/review/_statement.html", READERS),
    ("moderation/review/templates/review/mail/moderator_needed.txt", STAFF),
    ("moderation/review/templates/review/mail/*", READERS),
    ("moderation/review/*", STAFF),
    ("moderation/tuning/*", STAFF),
    ("moderation/policy/*", STAFF),
    ("moderation/intake/templates/intake/word_list.html", STAFF),
    ("moderation/community/templates/community/site.html", STAFF),
    ("moderation/community/templates/community/sites.html", STAFF),
    ("moderation/community/sites_pages.py", STAFF),
    ("moderation/discussion/articles_page.py", STAFF),
    ("moderation/discussion/templates/discussion/article_form.html", STAFF),
    ("moderation/discussion/templates/discussion/articles.html", STAFF),
    ("moderation/templates/languages.html", STAFF),
    ("moderation/web/languages/pages.py", STAFF),
    ("moderation/templates/macros/chips.html", STAFF),
    ("moderation/templates/macros/histogram.html", STAFF),
    ("auth/templates/auth/audit_log.html", STAFF),
    ("auth/templates/auth/edit_site_page.html", STAFF),
    ("auth/templates/auth/keys.html", STAFF),
    ("auth/templates/auth/site_pages.html", STAFF),
    ("auth/templates/auth/staff.html", STAFF),
    ("*", READERS),
)
"""Patterns of paths. The first one that matches decides."""


def catalogue_of(path: str) -> str:
    """Return the catalogue for the texts of the file *path*, relative to the root."""
    return next(name for pattern, name in PLACES if fnmatchcase(path, pattern))
