"""Imports every table of both packages, so that the ``MetaData`` knows them."""

from __future__ import annotations

import auth.access.key_models
import auth.accounts.pairing_models
import auth.accounts.passkeys.passkey_models
import auth.core.audit
import auth.core.models
import auth.sites.language_models
import auth.sites.logo_models
import auth.sites.page_models
import auth.sso.models
import moderation.community.models
import moderation.compliance.law.models
import moderation.compliance.notices.models
import moderation.compliance.transparency.models
import moderation.discussion.models
import moderation.exchange.imports.models
import moderation.exchange.verdicts.models
import moderation.exchange.webhooks.models
import moderation.intake.models
import moderation.notifications.models
import moderation.notifications.push.models
import moderation.perspective.models
import moderation.platform.idempotency
import moderation.platform.outbox
import moderation.policy.classifier_models
import moderation.policy.coverage_models
import moderation.policy.models
import moderation.privacy.erasure_models
import moderation.review.appeals.hold_appeal_models
import moderation.review.appeals.models
import moderation.review.appeals.sanction_appeal_models
import moderation.review.authors.note_models
import moderation.review.decisions.batch_models
import moderation.review.items.models
import moderation.review.quality.sampling_models
import moderation.review.quality.second_review_models
import moderation.review.queue.models
import moderation.review.reports.visitor_report_models
import moderation.review.sanctions.models

__all__ = ["auth", "moderation"]
