"""Every table of both packages, imported so that the one ``MetaData`` knows them."""

from __future__ import annotations

import auth.models
import auth.site_logo_models
import auth.site_page_models
import moderation.community.models
import moderation.discussion.models
import moderation.idempotency
import moderation.intake.models
import moderation.outbox
import moderation.perspective.models
import moderation.policy.coverage_models
import moderation.policy.models
import moderation.review.appeal_models
import moderation.review.batch_models
import moderation.review.desk_models
import moderation.review.hold_appeal_models
import moderation.review.measure_appeal_models
import moderation.review.models
import moderation.review.note_models
import moderation.review.sampling_models
import moderation.review.sanction_models
import moderation.review.second_models
import moderation.review.visitor_report_models

__all__ = ["auth", "moderation"]
