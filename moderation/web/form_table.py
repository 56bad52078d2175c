"""What each form does, and the labels of what a person types into it.

One row for each page that takes a form, by its endpoint. A field that is not named
here is a choice or a number of ours: it is kept hidden when a form is shown again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LONG = frozenset(
    {"text", "note", "phrases", "body_html", "subjects", "sections", "tags", "words"}
)
"""Fields that take several lines."""

SECRETS: Mapping[str, str] = {
    "password": "Password",
    "current_password": "Current password",
    "address_password": "Your password",
    "copy_password": "Your password",
    "erasure_password": "Your password",
    "code": "Code",
    "address_code": "Second-factor code",
}
"""Fields that are never kept, with their labels: they are asked for again."""


@dataclass(frozen=True)
class Form:
    """What one form does.

    :param act: what its button does, as an imperative.
    :param typed: labels of the fields that a person types into, by name. A name that
        ends in a number, such as ``text-7``, is found without it.
    """

    act: str
    typed: Mapping[str, str] = field(default_factory=dict)

    def label_of(self, name: str) -> str | None:
        """Return the label of a typed field, ``None`` for any other."""
        return self.typed.get(re.sub(r"-\d+$", "", name))


_ARTICLE = {
    "key": "Key",
    "headline": "Headline",
    "url": "Address",
    "section": "Section",
    "standfirst": "Standfirst",
    "body_html": "Text",
    "language": "Language",
    "subjects": "Subjects",
}
_COVERAGE = {
    "name": "Name",
    "subjects": "Subjects",
    "sections": "Sections",
    "tags": "Tags",
    "words": "Words",
    "starts_at": "Begins",
    "ends_at": "Ends",
    "review_at": "To be reviewed",
    "reason": "Why",
}
_EMAIL = {"email": "E-mail address"}

FORMS: Mapping[str, Form] = {
    "agreement.set_shares": Form(
        "Save the shares",
        {"second_share": "Share reviewed twice", "blind_share": "Share shown blind"},
    ),
    "articles.change_article": Form("Save the article", _ARTICLE),
    "articles.create_article": Form("Register the article", _ARTICLE),
    "articles.open_or_close": Form("Open or close the comments"),
    "auth.ask_reset_submit": Form("Send me a link", _EMAIL),
    "auth.change_address": Form("Change the address", _EMAIL),
    "auth.change_password": Form("Change the password"),
    "auth.change_staff": Form("Change the role", _EMAIL | {"section": "Section"}),
    "auth.confirm_address_submit": Form("Answer about the new address"),
    "auth.create_key": Form("Create the key", {"name": "Name"}),
    "auth.end_all_sessions": Form("Log out everywhere"),
    "auth.end_session": Form("Log the other browser out"),
    "auth.login_submit": Form("Log in", _EMAIL),
    "auth.logout": Form("Log out"),
    "auth.mail_again": Form("Send the e-mail again"),
    "auth.prove_submit": Form("Continue"),
    "auth.publish_site_page": Form("Publish the new version", {"text": "Text"}),
    "auth.register_submit": Form("Register", {"display_name": "Name"} | _EMAIL),
    "auth.reset_second_factor": Form("Reset the second factor"),
    "auth.reset_submit": Form("Set the password"),
    "auth.revoke_key": Form("Revoke the key"),
    "auth.stop_address_submit": Form("Stop the change"),
    "auth.submit_second_factor": Form("Continue"),
    "auth.verify_submit": Form("Answer about your address"),
    "authors.answer_appeal": Form("Answer the appeal", {"reason": "Why"}),
    "authors.decide_sanction": Form("Decide about the sanction"),
    "authors.impose": Form(
        "Impose the sanction",
        {"words": "Words to the author", "note": "Internal note", "days": "Days"},
    ),
    "batch.advance": Form("Go on with the batch"),
    "batch.begin": Form("Begin the batch"),
    "batch.stop": Form("Stop the batch"),
    "batch.undo": Form("Undo the batch"),
    "choices.change": Form("Save the profiles"),
    "comments.open_again": Form(
        "Open the comment again", {"note": "What should the moderator know?"}
    ),
    "comments.remove": Form(
        "Remove the comment", {"words": "Words to the author", "note": "Internal note"}
    ),
    "community.change_follow": Form("Change what you follow"),
    "site.change": Form(
        "Save the site's settings",
        {"name": "Name", "host": "Host", "colour": "Colour of links and buttons"},
    ),
    "community.choose_notifications": Form("Save what you are told of"),
    "community.mark_read": Form("Mark all as read"),
    "coverage.answer": Form("Answer the suggestion"),
    "coverage.end": Form("End the coverage"),
    "coverage.plan": Form("Plan the coverage", _COVERAGE),
    "desk.claim": Form("Claim the comment"),
    "desk.release": Form("Release the comment"),
    "desk.skip": Form("Skip the comment"),
    "desk.start": Form("Start reviewing"),
    "desk.take_over": Form("Take the comment over"),
    "intake.change_word_list": Form("Save the list", {"phrases": "Word list"}),
    "intake.delete": Form("Delete the comment"),
    "intake.edit_submit": Form("Save the comment", {"text": "Your comment"}),
    "intake.post_comment": Form("Post the comment", {"text": "Your comment"}),
    "notes.remove": Form("Remove the note"),
    "notes.write": Form("Keep the note", {"text": "Note"}),
    "privacy.ask_erasure": Form("Delete the account"),
    "privacy.download": Form("Download the copy"),
    "privacy.withdraw_erasure": Form("Keep the account"),
    "recourse.acknowledge": Form("Confirm the warning"),
    "recourse.appeal": Form("Send the appeal", {"text": "Your appeal"}),
    "recourse.appeal_sanction": Form("Send the appeal", {"text": "Your appeal"}),
    "reporting.report": Form(
        "Report the comment", {"note": "What should the moderator know?"}
    ),
    "review.decide": Form(
        "Send the decision", {"words": "Words to the author", "note": "Internal note"}
    ),
    "review.undo": Form("Undo the decision"),
    "sampling.change": Form(
        "Save the audit sample", {"share": "Share", "most_a_day": "Most a day"}
    ),
    "shadow.drop": Form("Delete the scores"),
    "tuning.change_profile": Form("Save the profile", {"reason": "Why you change it"}),
    "versions.cancel": Form("Cancel the change"),
    "versions.roll_back": Form("Go back", {"reason": "Why you go back"}),
    "saved_views.remove": Form("Remove the saved view"),
    "saved_views.save": Form("Save the filter", {"name": "Name of the saved view"}),
    "saved_views.set_desk": Form("Save the settings"),
    "saved_views.watch": Form("Change the watch list", {"article": "Article key"}),
}

UNKNOWN = Form("Send it again", {"text": "Your text", "note": "Note"})
"""Stands for a form without a row, so that a text is shown all the same."""


def form_of(endpoint: str | None) -> Form:
    """Return what is known of the form that *endpoint* takes."""
    return FORMS.get(endpoint or "", UNKNOWN)
