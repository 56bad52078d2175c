"""The people of the demo newsroom."""

from __future__ import annotations

READERS = (
    "Amina K.",
    "Bert Halloran",
    "Clara Voss",
    "Deniz",
    "Old Harbour",
    "Farid from Homs",
    "Greta Lind",
    "Hugo P.",
    "Ines Moreau",
    "Jonas the Baker",
    "Night Nurse",
    "Leyla S.",
    "Marek",
    "Nora Quill",
    "Red Scarf",
    "Truthteller99",
)

MODERATORS = ("Edith Marlow", "Samuel Okoro")
ADMIN = "Ruth Calder"

FOLLOWS = {
    "Amina K.": ("Farid from Homs", "Nora Quill", "Leyla S."),
    "Clara Voss": ("Amina K.", "Night Nurse"),
    "Deniz": ("Leyla S.",),
    "Farid from Homs": ("Amina K.",),
    "Night Nurse": ("Jonas the Baker", "Nora Quill"),
    "Old Harbour": ("Greta Lind", "Marek"),
    "Red Scarf": ("Hugo P.",),
}
