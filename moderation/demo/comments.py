"""Eighty comments written by hand, from calm to vile, under the demo's articles.

The vile ones exist to be moderated: a demo with only clean comments would show nothing.
``parent`` is the index of an earlier comment under the same article; a comment without
one starts a thread.
"""

from __future__ import annotations

from dataclasses import dataclass

from moderation.review.items.rules import Reason, ReportReason

VISITOR = ""
"""Stands for a reporter without an account."""


@dataclass(frozen=True)
class DemoReport:
    """A report of a comment by a reader or visitor of the demo."""

    reporter: str
    reason: ReportReason
    note: str = ""


@dataclass(frozen=True)
class DemoComment:
    """A comment of the demo, and how its readers and moderators react.

    :param minutes: the time after the article's publication.
    :param decision: the reason for which a moderator rejects it, even if the classifier
        publishes it. Without one, a moderator approves it once it is in the queue.
    :param waits: whether it stays in the queue instead.
    :param escalation: the note with which a moderator escalates it.
    :param reports: the reports that follow some minutes later, if it is published.
    :param words: the moderator's note to the author about the rejection.
    :param appeal: the author's appeal against the rejection.
    """

    author: str
    minutes: int
    text: str
    parent: int | None = None
    decision: Reason | None = None
    reports: tuple[DemoReport, ...] = ()
    waits: bool = False
    escalation: str = ""
    words: str = ""
    appeal: str = ""


_D = DemoComment
_THREATENED = (
    DemoReport(
        "Leyla S.", ReportReason.THREAT, "He means it. It is not the first time."
    ),
    DemoReport("Greta Lind", ReportReason.THREAT),
)
_BLAMED = (DemoReport("Amina K.", ReportReason.HATE, "We all know whom he means."),)
_CELEBRATED = (
    DemoReport("Farid from Homs", ReportReason.GLORIFIES_VIOLENCE),
    DemoReport(VISITOR, ReportReason.GLORIFIES_VIOLENCE, "My son serves there."),
)
_EXPOSED = (
    DemoReport(VISITOR, ReportReason.PERSONAL_DATA, "That is a real street."),
    DemoReport("Clara Voss", ReportReason.PERSONAL_DATA),
)
_CALLED_NAMES = (DemoReport("Hugo P.", ReportReason.INSULT, "Am I his apprentice?"),)

CEASEFIRE = (
    _D("Farid from Homs", 12, "My cousin is a conscript, nineteen years old, somewhere near that airfield. We have not heard from him since Friday. Please, before you argue, remember that there are names behind the number."),
    _D("Amina K.", 19, "I am so sorry. I hope you hear from him today.", 0),
    _D("Clara Voss", 24, "Sixty-two or more than eighty. That the number depends on who counts is the whole war in one line.", None),
    _D("Hugo P.", 31, "So the one army that was fighting Isis around that town gets bombed, and Isis takes the hill the same evening. I do not believe in accidents of that kind.", None),
    _D("Nora Quill", 37, "Pilots have bombed hospitals, wedding parties and their own side by mistake in every war since there were pilots. Incompetence explains more than plots.", 3),
    _D("Hugo P.", 44, "Incompetence that always happens to kill the same people.", 4),
    _D("Red Scarf", 52, "62 fewer of them. Pour me a drink.", None, Reason.GLORIFIES_VIOLENCE),
    _D("Leyla S.", 58, "Those soldiers had mothers. I have no love for the government they served, and still that sentence makes me sick.", 6),
    _D("Truthteller99", 63, "They are vermin, all of them, every Arab from there to the sea. Bomb the whole desert and let the flies have it.", None, Reason.HATE, words="You call a people vermin and ask for their death. Nothing of the kind is published here."),
    _D("Marek", 70, "Power walks out on Churkin, Churkin walks out on Power. Meanwhile lorries with flour stand at a border. One could weep.", None),
    _D("Night Nurse", 88, "I have treated people from Aleppo. None of them ever asked me which bomb it was.", 9),
    _D("Deniz", 95, "The lorries are ten kilometres from my aunt's village. The drivers sleep in their cabs. Everybody there says the same: nobody wants to be the one who signs.", 9),
    _D("Bert Halloran", 101, "Does anyone know whether a regret voiced by 'a US official' counts as an apology? It is a real question.", None),
    _D("Greta Lind", 110, "In diplomacy it is what you say when you may not say sorry.", 12),
    _D("Truthteller99", 118, "Shut your mouth you stupid cow, you know nothing about it.", 13, waits=True),
    _D("Old Harbour", 126, "A ceasefire that cannot survive a mistake was a pause for reloading. I would love to be wrong.", None),
    _D("Amina K.", 131, "It gave my parents five nights of sleep. Call it what you like.", 15),
    _D("Ines Moreau", 140, "How does a position of that size go unrecognised for an hour? The article says it was stopped 'when the mistake was noticed'. By whom? Who telephoned?", None),
    _D("Red Scarf", 152, "If that man Churkin walked into my bar he would not walk out again. I know people who would see to it.", None, reports=_THREATENED, waits=True),
    _D("Jonas the Baker", 160, "I read this at four in the morning while the dough rises and I thought: every one of those bags of flour at the border is somebody's week.", 9),
    _D("Hugo P.", 172, "The death toll of sixty-two is Moscow's figure. Treat it as such. The Observatory's is a man with a telephone in England. Treat it as such too.", None),
    _D("Clara Voss", 180, "The Observatory has been closer to the truth than both governments more often than not.", 20),
    _D("Truthteller99", 186, "People like you always find an excuse for Muslims. Wait until they come for your daughters, you will get what you deserve.", 21, waits=True),
    _D("Leyla S.", 197, "I am a Muslim, I am from Raqqa, and Isis killed two of my brothers. Please stop speaking as if they and I were the same thing.", 21),
    _D("Night Nurse", 205, "Thank you for writing that. I am sorry that you have to.", 23),
    _D("Marek", 221, "Isis holding a hill 'for some hours' means that men died taking it back. They are in no count at all.", None),
    _D("Red Scarf", 240, "Let them starve at the border, fewer mouths to come here.", 9, waits=True),
    _D("Farid from Homs", 612, "He called. He is alive. Four of his unit are not. Thank you for your words, those of you who had some.", 0),
    _D("Jonas the Baker", 618, "That is the first good news of this whole page.", 27),
    _D("Nora Quill", 640, "Kill, bomb, shell, strike: I notice that we have forty words for it, and the article needs only one for what was lost. Sleep.", 15),
    _D("Bargain Post", 655, "CHEAP LOANS NO QUESTIONS visit https://quick-cash.example and https://win-now.example today", None, Reason.SPAM),
    _D("Amina K.", 668, "Whoever gave that order is a butcher, and whoever defends it here is his apprentice.", None, Reason.INSULT, reports=_CALLED_NAMES, words="Criticise the order as sharply as you like. The second half is about other readers.", appeal="I named nobody in this thread. My parents live under those bombs: am I to call the man who sends them a gentleman?"),
    _D("Edith Marlow", 690, "A word from the desk: we have removed comments that celebrate these deaths or call a people vermin. Argue about who is to blame as hard as you like; the dead are not an argument.", None),
    _D("Greta Lind", 702, "Thank you. It was time.", 32),
    _D("Straight Talker", 815, "Hugo, you are a paid liar and a coward. Go and rot in Moscow.", 20, waits=True),
    _D("Nora Quill", 826, "For once I agree with you, Hugo: ask who counts, and then count again.", 20),
    _D("Truthteller99", 858, "Turks, Kurds, Arabs: savages who have killed each other for a thousand years. Build a wall and let them finish.", None, waits=True),
    _D("Old Harbour", 871, "If the pilots knew, they are murderers. If they did not, they are idiots. Either way they go home to dinner.", None, waits=True),
    _D("Red Scarf", 884, "Assad's soldiers got what they deserved. I only wish it had been more of them.", None, reports=_CELEBRATED, waits=True),
    _D("Straight Talker", 905, "Women should not be allowed to write about war. Go back to the kitchen, Nora, you silly bitch.", 29, waits=True),
    _D("Nora Quill", 912, "As for the man with a telephone: he has spent ten years calling people who answer from cellars. I would not call it nothing.", 20),
    _D("Truthteller99", 936, "Send the refugees back to where the bombs are, then they can see for themselves.", None, waits=True),
    _D("Marek", 951, "Both sides are lying bastards and we pay for the bombs.", None, waits=True),
    _D("Red Scarf", 967, "The pilots should hang, and the generals beside them.", None, waits=True),
    _D("Truthteller99", 990, "Muslims celebrate when Christians die, and you weep for them.", 23, escalation="Leyla asks to be left alone by him, and this is the fifth today. A warning has not helped. I would like an admin to say whether a ban is in order.", reports=(DemoReport("Leyla S.", ReportReason.HATE),)),
    _D("Straight Talker", 1010, "She lives in Homs Street 14, second bell from the top. Somebody should pay her a visit.", 23, reports=_EXPOSED, waits=True),
    _D("Deniz", 1032, "My aunt says that the first lorry has moved. One kilometre. The drivers got out and applauded.", 11),
    _D("Jonas the Baker", 1041, "One kilometre is more than nothing. I shall light the oven.", 46),
    _D("Farid from Homs", 1060, "He asks me to tell you that he has read this page from the first comment to the last. He says that he did not know that so many people spoke to each other.", 27),
    _D("Clara Voss", 1074, "Tell him that mostly we do not. Tell him to stay alive.", 48),
)  # fmt: skip

BUDGET = (
    _D("Old Harbour", 15, "Forty-one before the election, eighty-four after it. I would like to buy a house that way round.", None),
    _D("Greta Lind", 22, "Steel has nearly doubled in three years. It was never going to be forty-one.", 0),
    _D("Marek", 30, "Then say so before the vote.", 1),
    _D("Hugo P.", 41, "The mayor is a liar and an idiot and everybody in that room knew it."),
    _D("Ines Moreau", 55, "Why was nobody told what a ferry would cost? There used to be one. My grandfather drove it.", None),
    _D("Old Harbour", 66, "Seven minutes across and a bar on board. Bring it back.", 4),
    _D("Red Scarf", 71, "Somebody should burn that town hall down with the lot of them inside it.", None, Reason.THREAT, appeal="It is a figure of speech. My grandmother said it about the tax office every spring."),
    _D("Clara Voss", 90, "I sat through all nine hours. The two independents were the only ones who had read the engineers' report to the end.", None),
    _D("Bert Halloran", 104, "You deserve a medal, or at least a cushion.", 7),
    _D("Truthteller99", 130, "Typical. The whole council is bought by the same filthy people who own the banks, and we all know what they are.", None, Reason.HATE, reports=_BLAMED),
    _D("Bargain Post", 2740, "Win a new bridge of your own! Limited offer, enter at https://win-now.example before midnight", None, waits=True),
    _D("Bargain Post", 2742, "Win a new bridge of your own! Limited offer: enter at https://win-now.example before midnight", 0, waits=True),
    _D("Bargain Post", 2745, "WIN a new bridge of your own! Limited offer, enter at https://win-now.example before midnight!", 4, waits=True),
)  # fmt: skip

DERBY = (
    _D("Jonas the Baker", 8, "I was in the east stand and can confirm that I saw nothing at all for twenty minutes. Best derby in years.", None),
    _D("Red Scarf", 14, "United fans crying about fog. You would have lost in bright sunshine you absolute clowns.", None),
    _D("Hugo P.", 18, "We would have scored twice in those nine minutes and you know it.", 1),
    _D("Deniz", 26, "The referee declined to give a decision on whether he had given a decision. Frame it.", None),
    _D("Truthteller99", 33, "That referee is a blind piece of shit and should be strung up from the crossbar.", None, Reason.THREAT),
    _D("Nora Quill", 47, "My father has supported Rovers for fifty years. He listened on the radio, and said that the commentator was guessing. Beautifully, but guessing.", None),
    _D("Marek", 60, "Replay it. In June.", None),
    _D("Bert Halloran", 75, "Does a goal exist if nobody sees it? Asking for the league.", 0),
    _D("Red Scarf", 82, "Shoot the lot of them, what a shambles. (The back four, I mean. And I do mean shooting practice.)", None),
    _D("Deal Finder", 100, "CHEAP LOANS, NO QUESTIONS: https://quick-cash.example pays out today", None, waits=True),
    _D("Deal Finder", 102, "CHEAP LOANS, no questions! https://quick-cash.example pays out today", 0, waits=True),
    _D("Deal Finder", 103, "Cheap loans, no questions: https://quick-cash.example pays out TODAY", 3, waits=True),
    _D("Deal Finder", 105, "CHEAP LOANS, NO QUESTIONS - https://quick-cash.example pays out today", 6, waits=True),
)  # fmt: skip

LIBRARY = (
    _D("Night Nurse", 20, "I am one of the nurses in the article. It is the only place in town where nobody needs anything from me. Thank you, whoever signed for the heating.", None),
    _D("Clara Voss", 34, "This made my morning.", 0),
    _D("Jonas the Baker", 45, "I am not the man with the clocks, but I know him. He says the light is right.", None),
    _D("Amina K.", 61, "I learnt the language of this country in that room, between two and four. There was always somebody who would explain a word.", None),
    _D("Ines Moreau", 73, "Which poetry, please? One cannot write 'more poetry than in a whole day' and leave it there.", None),
    _D("Greta Lind", 80, "I asked. Szymborska, mostly. And the sad Portuguese.", 4),
    _D("Truthteller99", 99, "A warm bed for tramps and foreigners, paid by us. Disgusting.", None, Reason.HATE),
    _D("Leyla S.", 106, "I am a foreigner and I have never once slept there. I fell asleep over Chekhov, but that is not the same.", 6),
    _D("Deniz", 125, "Two in the morning, snow outside, forty people reading. I walked past and went in, and I do not even read.", None),
    _D("Farid from Homs", 140, "In Homs we had a reading room under a stairwell, by candle, in the second winter. A room full of people who read is the opposite of a war.", None),
)  # fmt: skip

COMMENTS = {
    "air-strike-deir-ez-zour": CEASEFIRE,
    "harbour-bridge-budget": BUDGET,
    "derby-abandoned-fog": DERBY,
    "library-at-night": LIBRARY,
}
