"""The articles of the demo newsroom. The first is about the air strike in Syria."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True)
class DemoArticle:
    """An article of the demo: the fields that a publisher sends, and its age."""

    key: str
    headline: str
    section: str
    standfirst: str
    paragraphs: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    age: timedelta = field(default=timedelta(days=1))


CEASEFIRE = DemoArticle(
    key="air-strike-deir-ez-zour",
    headline="Air strike on Syrian soldiers puts ceasefire in doubt",
    section="World",
    standfirst=(
        "A US-led raid near Deir ez-Zour killed dozens of government troops. Washington"
        " speaks of a mistake, Moscow calls the Security Council together."
    ),
    subjects=("medtop:16000000", "medtop:20000056", "medtop:20000073"),
    age=timedelta(hours=20),
    paragraphs=(
        (
            "The ceasefire in Syria was not a week old when, on Saturday 17 September 2016,"
            " aircraft of the US-led coalition struck a position of the Syrian army near the"
            " eastern city of Deir ez-Zour."
        ),
        (
            "Moscow put the number of soldiers killed at 62. The Syrian Observatory for"
            " Human Rights, which follows the war through a network of contacts, counted"
            " more than 80."
        ),
        (
            "The strike was broken off when the mistake was noticed, and a US official"
            " voiced regret. On the ground it had consequences within the hour: fighters of"
            " Isis took Jebel Tharda, a hill that overlooks the area, and held it for some"
            " hours."
        ),
        (
            "Russia called an emergency meeting of the United Nations Security Council. It"
            " did not bring the two powers closer. The American ambassador, Samantha Power,"
            " and her Russian colleague, Vitaly Churkin, each walked out while the other was"
            " speaking."
        ),
        (
            "The truce itself, in force since Monday 12 September, mostly held through the"
            " weekend. What it was meant to make possible had not begun: lorries loaded with"
            " aid still stood at the Turkish border, waiting for leave to drive on."
        ),
    ),
)

BUDGET = DemoArticle(
    key="harbour-bridge-budget",
    headline="Council splits over the price of a new harbour bridge",
    section="Politics",
    standfirst=(
        "The old crossing has five years left. Its successor costs twice what was"
        " promised, and the vote was decided by one voice."
    ),
    subjects=("medtop:11000000",),
    age=timedelta(days=2),
    paragraphs=(
        (
            "It took the council of Marnhaven nine hours to agree that it needs a bridge, and"
            " a single vote to agree on the price. The crossing over the harbour is to be"
            " replaced by a new one further east, for 84 million instead of the 41 million"
            " that were named before the election."
        ),
        (
            "The mayor spoke of steel, interest and honest arithmetic. The opposition spoke"
            " of a promise. Between them sat two independents who had asked all evening what"
            " a ferry would cost, and were not told."
        ),
        (
            "Engineers give the present bridge five years before lorries must be kept off it."
            " Work could begin in spring, if the region pays its third."
        ),
    ),
)

DERBY = DemoArticle(
    key="derby-abandoned-fog",
    headline="Derby called off in fog with nine minutes left to play",
    section="Sport",
    standfirst=(
        "Rovers led by a goal that half the ground could not see. The league must decide"
        " whether it counts."
    ),
    subjects=("medtop:15000000",),
    age=timedelta(days=3),
    paragraphs=(
        (
            "When the referee put the whistle to his lips for the last time, neither goal"
            " could be seen from the centre circle. There were nine minutes left, Rovers led"
            " United by one to nothing, and nobody in the east stand could have said how."
        ),
        (
            "United want a replay. Rovers want the points. The league's rules speak of eighty"
            " minutes as enough in cases of weather, and of the referee's word as final, which"
            " would settle it if the referee had not declined to give one."
        ),
    ),
)

LIBRARY = DemoArticle(
    key="library-at-night",
    headline="A library that opens at night finds readers nobody had counted on",
    section="Culture",
    standfirst=(
        "Nurses, bakers and people who cannot sleep: what happened when the reading room"
        " stayed open until four."
    ),
    subjects=("medtop:01000000",),
    age=timedelta(days=5),
    paragraphs=(
        (
            "The experiment was meant to last a month. Since the reading room of the old"
            " customs house stays open until four in the morning, it has been fuller after"
            " midnight than before noon."
        ),
        (
            "They come from late shifts and early ones. Some read, some write, one man repairs"
            " clocks. The librarian on duty lends out more poetry than in a whole day, and has"
            " stopped asking why."
        ),
    ),
)

ARTICLES = (CEASEFIRE, BUDGET, DERBY, LIBRARY)

MOUNTAINS = DemoArticle(
    key="mountain-truce-third-week",
    headline="Truce in the mountain districts enters its third week",
    section="World",
    standfirst="Shells have given way to leaflets, and both sides count the pauses.",
    subjects=("medtop:20000056", "medtop:20000073"),
    age=timedelta(days=61),
    paragraphs=(
        (
            "For twenty days no gun has been heard along the ridge. Observers write down"
            " every lorry, every flag and every quarrel, and hope that their lists stay dull."
        ),
    ),
)

TIMETABLE = DemoArticle(
    key="ferry-timetable",
    headline="Winter timetable cuts the last ferry of the day",
    section="Politics",
    standfirst="Late shifts on the island will have to stay the night, or change jobs.",
    subjects=("medtop:11000000",),
    age=timedelta(days=61),
    paragraphs=(
        (
            "From November the last boat leaves at nine. The company speaks of empty decks;"
            " the island's council has asked for its figures and is still waiting."
        ),
    ),
)

MARATHON = DemoArticle(
    key="marathon-in-rain",
    headline="Six thousand run through the rain, and one through the wrong town",
    section="Sport",
    standfirst="A turn missed at kilometre thirty became the story of the day.",
    subjects=("medtop:15000000",),
    age=timedelta(days=61),
    paragraphs=(
        (
            "He noticed it when the applause stopped. By then the leader of the harbour"
            " marathon was two villages further on, and had the road to himself."
        ),
    ),
)

THEATRE = DemoArticle(
    key="theatre-without-roof",
    headline="The theatre without a roof plays on",
    section="Culture",
    standfirst="Since the storm the company performs under tarpaulin, to full rows.",
    subjects=("medtop:01000000",),
    age=timedelta(days=61),
    paragraphs=(
        (
            "When it rains the actors speak up. When it pours they stop, and the audience"
            " holds the tarpaulin."
        ),
    ),
)

OLDER_ARTICLES = (MOUNTAINS, TIMETABLE, MARATHON, THEATRE)
