"""What each form does, and the labels of what a person types into it.

One row for each page that takes a form, by its endpoint. A field that is not named
here is a choice or a number of ours: it is kept hidden when a form is shown again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from auth.core.translation import LazyText, lazy_gettext

LONG = frozenset(
    {"text", "note", "phrases", "body_html", "subjects", "sections", "tags", "words"}
)
"""Fields that take several lines."""

SECRETS: Mapping[str, LazyText] = {
    "password": lazy_gettext("Password"),
    "current_password": lazy_gettext("Current password"),
    "address_password": lazy_gettext("Your password"),
    "copy_password": lazy_gettext("Your password"),
    "erasure_password": lazy_gettext("Your password"),
    "code": lazy_gettext("Code"),
    "address_code": lazy_gettext("Second-factor code"),
}
"""Fields that are never kept, with their labels: they are asked for again."""


@dataclass(frozen=True)
class Form:
    """What one form does.

    :param act: what its button does, as an imperative.
    :param typed: labels of the fields that a person types into, by name. A name that
        ends in a number, such as ``text-7``, is found without it.
    """

    act: LazyText
    typed: Mapping[str, LazyText] = field(default_factory=dict)

    def label_of(self, name: str) -> LazyText | None:
        """Return the label of a typed field, ``None`` for any other."""
        return self.typed.get(re.sub(r"-\d+$", "", name))


_ARTICLE = {
    "key": lazy_gettext("Key"),
    "headline": lazy_gettext("Headline"),
    "url": lazy_gettext("Address"),
    "section": lazy_gettext("Section"),
    "standfirst": lazy_gettext("Standfirst"),
    "body_html": lazy_gettext("Text"),
    "language": lazy_gettext("Language"),
    "subjects": lazy_gettext("Subjects"),
}
_COVERAGE = {
    "name": lazy_gettext("Name"),
    "subjects": lazy_gettext("Subjects"),
    "sections": lazy_gettext("Sections"),
    "tags": lazy_gettext("Tags"),
    "words": lazy_gettext("Words"),
    "starts_at": lazy_gettext("Begins"),
    "ends_at": lazy_gettext("Ends"),
    "review_at": lazy_gettext("To be reviewed"),
    "reason": lazy_gettext("Why"),
}
_EMAIL = {"email": lazy_gettext("E-mail address")}

FORMS: Mapping[str, Form] = {
    "agreement.set_shares": Form(
        lazy_gettext("Save the shares"),
        {
            "second_share": lazy_gettext("Share reviewed twice"),
            "blind_share": lazy_gettext("Share shown blind"),
        },
    ),
    "articles.change_article": Form(lazy_gettext("Save the article"), _ARTICLE),
    "articles.create_article": Form(lazy_gettext("Register the article"), _ARTICLE),
    "articles.open_or_close": Form(lazy_gettext("Open or close the comments")),
    "auth.ask_reset_submit": Form(lazy_gettext("Send me a link"), _EMAIL),
    "auth.change_address": Form(lazy_gettext("Change the address"), _EMAIL),
    "auth.change_password": Form(lazy_gettext("Change the password")),
    "auth.change_staff": Form(
        lazy_gettext("Change the role"), _EMAIL | {"section": lazy_gettext("Section")}
    ),
    "auth.confirm_address_submit": Form(lazy_gettext("Answer about the new address")),
    "auth.create_key": Form(
        lazy_gettext("Create the key"), {"name": lazy_gettext("Name")}
    ),
    "auth.end_all_sessions": Form(lazy_gettext("Log out everywhere")),
    "auth.end_session": Form(lazy_gettext("Log the other browser out")),
    "auth.login_submit": Form(lazy_gettext("Log in"), _EMAIL),
    "auth.logout": Form(lazy_gettext("Log out")),
    "auth.mail_again": Form(lazy_gettext("Send the e-mail again")),
    "auth.prove_submit": Form(lazy_gettext("Continue")),
    "auth.publish_site_page": Form(
        lazy_gettext("Publish the new version"), {"text": lazy_gettext("Text")}
    ),
    "auth.register_submit": Form(
        lazy_gettext("Register"), {"display_name": lazy_gettext("Name")} | _EMAIL
    ),
    "auth.reset_second_factor": Form(lazy_gettext("Reset the second factor")),
    "auth.reset_submit": Form(lazy_gettext("Set the password")),
    "auth.revoke_key": Form(lazy_gettext("Revoke the key")),
    "auth.stop_address_submit": Form(lazy_gettext("Stop the change")),
    "auth.submit_second_factor": Form(lazy_gettext("Continue")),
    "auth.verify_submit": Form(lazy_gettext("Answer about your address")),
    "authors.answer_appeal": Form(
        lazy_gettext("Answer the appeal"), {"reason": lazy_gettext("Why")}
    ),
    "authors.decide_sanction": Form(lazy_gettext("Decide about the sanction")),
    "authors.impose": Form(
        lazy_gettext("Impose the sanction"),
        {
            "words": lazy_gettext("Words to the author"),
            "note": lazy_gettext("Internal note"),
            "days": lazy_gettext("Days"),
        },
    ),
    "batch.advance": Form(lazy_gettext("Go on with the batch")),
    "batch.begin": Form(lazy_gettext("Begin the batch")),
    "batch.stop": Form(lazy_gettext("Stop the batch")),
    "batch.undo": Form(lazy_gettext("Undo the batch")),
    "choices.change": Form(lazy_gettext("Save the profiles")),
    "comments.open_again": Form(
        lazy_gettext("Open the comment again"),
        {"note": lazy_gettext("What should the moderator know?")},
    ),
    "comments.remove": Form(
        lazy_gettext("Remove the comment"),
        {
            "words": lazy_gettext("Words to the author"),
            "note": lazy_gettext("Internal note"),
        },
    ),
    "community.change_follow": Form(lazy_gettext("Change what you follow")),
    "site.change": Form(
        lazy_gettext("Save the site's settings"),
        {
            "name": lazy_gettext("Name"),
            "host": lazy_gettext("Host"),
            "colour": lazy_gettext("Colour of links and buttons"),
        },
    ),
    "community.choose_notifications": Form(lazy_gettext("Save what you are told of")),
    "community.mark_read": Form(lazy_gettext("Mark all as read")),
    "coverage.answer": Form(lazy_gettext("Answer the suggestion")),
    "coverage.end": Form(lazy_gettext("End the coverage")),
    "coverage.plan": Form(lazy_gettext("Plan the coverage"), _COVERAGE),
    "desk.claim": Form(lazy_gettext("Claim the comment")),
    "desk.release": Form(lazy_gettext("Release the comment")),
    "desk.skip": Form(lazy_gettext("Skip the comment")),
    "desk.start": Form(lazy_gettext("Start reviewing")),
    "desk.take_over": Form(lazy_gettext("Take the comment over")),
    "intake.change_word_list": Form(
        lazy_gettext("Save the list"), {"phrases": lazy_gettext("Word list")}
    ),
    "intake.delete": Form(lazy_gettext("Delete the comment")),
    "intake.edit_submit": Form(
        lazy_gettext("Save the comment"), {"text": lazy_gettext("Your comment")}
    ),
    "intake.post_comment": Form(
        lazy_gettext("Post the comment"), {"text": lazy_gettext("Your comment")}
    ),
    "notes.remove": Form(lazy_gettext("Remove the note")),
    "notes.write": Form(lazy_gettext("Keep the note"), {"text": lazy_gettext("Note")}),
    "privacy.ask_erasure": Form(lazy_gettext("Delete the account")),
    "privacy.download": Form(lazy_gettext("Download the copy")),
    "privacy.withdraw_erasure": Form(lazy_gettext("Keep the account")),
    "recourse.acknowledge": Form(lazy_gettext("Confirm the warning")),
    "recourse.appeal": Form(
        lazy_gettext("Send the appeal"), {"text": lazy_gettext("Your appeal")}
    ),
    "recourse.appeal_sanction": Form(
        lazy_gettext("Send the appeal"), {"text": lazy_gettext("Your appeal")}
    ),
    "reporting.report": Form(
        lazy_gettext("Report the comment"),
        {"note": lazy_gettext("What should the moderator know?")},
    ),
    "review.decide": Form(
        lazy_gettext("Send the decision"),
        {
            "words": lazy_gettext("Words to the author"),
            "note": lazy_gettext("Internal note"),
        },
    ),
    "review.undo": Form(lazy_gettext("Undo the decision")),
    "sampling.change": Form(
        lazy_gettext("Save the audit sample"),
        {"share": lazy_gettext("Share"), "most_a_day": lazy_gettext("Most a day")},
    ),
    "shadow.drop": Form(lazy_gettext("Delete the scores")),
    "tuning.change_profile": Form(
        lazy_gettext("Save the profile"), {"reason": lazy_gettext("Why you change it")}
    ),
    "versions.cancel": Form(lazy_gettext("Cancel the change")),
    "versions.roll_back": Form(
        lazy_gettext("Go back"), {"reason": lazy_gettext("Why you go back")}
    ),
    "saved_views.remove": Form(lazy_gettext("Remove the saved view")),
    "saved_views.save": Form(
        lazy_gettext("Save the filter"),
        {"name": lazy_gettext("Name of the saved view")},
    ),
    "saved_views.set_desk": Form(lazy_gettext("Save the settings")),
    "saved_views.watch": Form(
        lazy_gettext("Change the watch list"), {"article": lazy_gettext("Article key")}
    ),
}

UNKNOWN = Form(
    lazy_gettext("Send it again"),
    {"text": lazy_gettext("Your text"), "note": lazy_gettext("Note")},
)
"""Stands for a form without a row, so that a text is shown all the same."""


def form_of(endpoint: str | None) -> Form:
    """Return what is known of the form that *endpoint* takes."""
    return FORMS.get(endpoint or "", UNKNOWN)
