"""Writes small exports of other systems, after the fields that they have."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

DISQUS = (
    '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">'
)
WORDPRESS = (
    '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
    "<title>Blog</title>"
)


def thread(number: str, *, url: str = "", title: str = "A story", key: str = "") -> str:
    """Return a thread of Disqus."""
    return (
        f'<thread dsq:id="{number}"><id>{key}</id><link>{escape(url)}</link>'
        f"<title>{escape(title)}</title><createdAt>2019-05-01T10:00:00Z</createdAt>"
        "</thread>"
    )


def post(
    number: str,
    text: str = "<p>Well said.</p>",
    *,
    under: str = "1",
    parent: str = "",
    at: str = "2019-05-02T10:00:00Z",
    author: str = "<name>Ada</name><username>ada</username>",
    more: str = "",
) -> str:
    """Return a comment of Disqus."""
    above = f'<parent dsq:id="{parent}"/>' if parent else ""
    return (
        f'<post dsq:id="{number}"><id/><message><![CDATA[{text}]]></message>'
        f"<createdAt>{at}</createdAt><author>{author}</author>{more}"
        f'<thread dsq:id="{under}"/>{above}</post>'
    )


def disqus(folder: Path, *records: str, name: str = "disqus.xml") -> Path:
    """Write an export of Disqus."""
    return _written(folder / name, [DISQUS, *records, "</disqus>"])


def comment(number: int, text: str = "Well said.", **fields: str) -> str:
    """Return a comment of WordPress; *fields* are without ``comment_``."""
    values = {
        "author": "Ada",
        "author_email": "ada@example.org",
        "date": "2019-05-02 12:00:00",
        "date_gmt": "2019-05-02 10:00:00",
        "approved": "1",
        "type": "comment",
        "parent": "0",
        "user_id": "0",
        **fields,
    }
    elements = "".join(
        f"<wp:comment_{key}>{escape(value)}</wp:comment_{key}>"
        for key, value in values.items()
    )
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id>{elements}"
        f"<wp:comment_content><![CDATA[{text}]]></wp:comment_content></wp:comment>"
    )


def story(number: int, *comments: str, url: str = "https://courier.example/a") -> str:
    """Return an article of WordPress with its comments."""
    return (
        f"<item><title>A story</title><link>{escape(url)}</link>"
        f"<wp:post_id>{number}</wp:post_id>"
        "<wp:post_date_gmt>2019-05-01 10:00:00</wp:post_date_gmt>"
        f"{''.join(comments)}</item>"
    )


def wordpress(folder: Path, *items: str, name: str = "wordpress.xml") -> Path:
    """Write an export of WordPress."""
    return _written(folder / name, [WORDPRESS, *items, "</channel></rss>"])


def _written(path: Path, parts: Iterable[str]) -> Path:
    path.write_text('<?xml version="1.0" encoding="utf-8"?>\n' + "".join(parts))
    return path
