"""The features that touch the UK's limited-functionality exemption, and their state.

Schedule 1, paragraph 4 of the Online Safety Act 2023 exempts services where people can
do no more than comment on the provider's own content, share it, and react to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auth.core.translation import LazyText, lazy_gettext


class Effect(StrEnum):
    """What a feature means for the exemption."""

    WITHIN = "within"
    ENDS = "ends"


@dataclass(frozen=True)
class Feature:
    """A feature of comment sections.

    :param switch: the column of the site that turns it on; empty if it has none.
    :param exists: whether Ceasefire has it at all.
    """

    name: LazyText
    about: LazyText
    effect: Effect
    switch: str = ""
    exists: bool = True


@dataclass(frozen=True)
class FeatureState:
    """A feature, and whether the site has it."""

    feature: Feature
    is_on: bool

    @property
    def ends_exemption(self) -> bool:
        """Whether it may end the exemption as the site is set up."""
        return self.is_on and self.feature.effect is Effect.ENDS


FEATURES: Sequence[Feature] = (
    Feature(
        lazy_gettext("Comments on the newsroom's own articles"),
        lazy_gettext("The Act exempts them by name."),
        Effect.WITHIN,
    ),
    Feature(
        lazy_gettext("Replies to comments"),
        lazy_gettext("Ofcom wrote in February 2025 that comments on comments are too."),
        Effect.WITHIN,
    ),
    Feature(
        lazy_gettext("Reactions to comments"),
        lazy_gettext("Likes, emoji and votes are named in the Act."),
        Effect.WITHIN,
        switch="has_reactions",
    ),
    Feature(
        lazy_gettext("Mentions of people in a thread"),
        lazy_gettext(
            "A comment names the author of another one, who is told of it as of a "
            "reply."
        ),
        Effect.WITHIN,
        switch="has_mentions",
    ),
    Feature(
        lazy_gettext("Following articles and threads"),
        lazy_gettext("It tells a reader of new comments and shows nothing to others."),
        Effect.WITHIN,
    ),
    Feature(
        lazy_gettext("Reader pages, and following readers"),
        lazy_gettext("A page that gathers a person's comments is more than a comment."),
        Effect.ENDS,
        switch="has_reader_pages",
    ),
    Feature(
        lazy_gettext("Direct messages"),
        lazy_gettext("They would be private user-to-user content."),
        Effect.ENDS,
        exists=False,
    ),
    Feature(
        lazy_gettext("Discussions that readers begin"),
        lazy_gettext("They would be content that is not on the newsroom's own."),
        Effect.ENDS,
        exists=False,
    ),
    Feature(
        lazy_gettext("Images and files in comments"),
        lazy_gettext("Uploads go beyond comments and reviews."),
        Effect.ENDS,
        exists=False,
    ),
    Feature(
        lazy_gettext("Groups of readers"),
        lazy_gettext("They would be places of their own."),
        Effect.ENDS,
        exists=False,
    ),
)

OTHER_SWITCHES = frozenset(
    {"is_demo", "has_logo", "adds_articles", "has_picks", "takes_registrations"}
    | {"has_author_badges", "has_previews", "has_thread_tools", "has_nudges"}
    | {"wants_proof_of_work"}
)
"""Switches of a site that give readers nothing to do."""


def states_of(switches: Mapping[str, bool]) -> list[FeatureState]:
    """Return each feature with its state.

    :param switches: the switches of a site by column.
    """
    return [
        FeatureState(each, each.exists and switches.get(each.switch, True))
        for each in FEATURES
    ]
