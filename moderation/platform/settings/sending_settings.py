"""The settings of mail, push messages and webhooks."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.platform.settings.kinds import setting

SMTP_VERIFIED, SMTP_PLAIN = "required", "off"


@dataclass(frozen=True, kw_only=True)
class SendingSettings:
    """The settings of mail, push messages and webhooks."""

    smtp_url: str = setting(
        "SMTP_URL",
        "",
        "`smtp://user:password@host:587`, `smtps://…`; empty in development: mail is "
        "shown on the outbox page",
    )
    smtp_tls: str = setting(
        "SMTP_TLS",
        SMTP_VERIFIED,
        "`required`: mail leaves over TLS to a relay whose certificate is verified;"
        " `off`: in the clear, to a relay on the same machine",
    )
    mail_from: str = setting(
        "MAIL_FROM", "comments@localhost", "sender of the newsroom's mail"
    )
    mail_bounces: str = setting(
        "MAIL_BOUNCES", "", "address that undelivered mail comes back to; empty: none"
    )
    bounce_key: str = setting(
        "BOUNCE_KEY", "", "key with which a relay calls `/mail/bounces`; empty: closed"
    )
    staff_alert_hours: int = setting(
        "STAFF_ALERT_HOURS", 24, "hours that anything may wait for staff; 0: any time"
    )
    staff_alert_mail: str = setting(
        "STAFF_ALERT_MAIL", "", "addresses of mail to staff; empty: every admin's"
    )
    push_hosts: str = setting(
        "PUSH_HOSTS",
        "fcm.googleapis.com .push.services.mozilla.com .push.apple.com"
        " .notify.windows.com",
        "push services that are called; a leading dot stands for all below it",
    )
    webhook_networks: str = setting(
        "WEBHOOK_NETWORKS",
        "",
        "networks of the newsroom's own that webhooks may be sent to although they are"
        " private, such as `10.1.0.0/16`, with commas between; http is allowed there",
    )
    webhook_proxy: str = setting(
        "WEBHOOK_PROXY",
        "",
        "`host:port` of an HTTP proxy through which webhooks leave; empty: directly",
    )
