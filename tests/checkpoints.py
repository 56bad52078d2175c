"""Small random checkpoints in Detoxify's real format, one for each architecture."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

# A test asks nobody: set before the libraries are imported.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import torch
import transformers

from moderation.scoring.base.checkpoints import Checkpoint, digest_of
from moderation.scoring.base.labels import Label

SENTENCES = [
    "The council voted on Tuesday to keep the harbour open through the winter.",
    "You are an idiot and so is everybody who reads your column.",
    "Forty people died when the market was shelled, the ministry said.",
    "I disagree with the author; the figures on page two say otherwise.",
] * 5
OURS = tuple(label.value for label in Label)
ORIGINAL = ("toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate")


class Architecture(StrEnum):
    """The architecture of one of Detoxify's published checkpoints."""

    BERT = "Bert"
    ALBERT = "Albert"
    ROBERTA = "Roberta"
    XLM_ROBERTA = "XLMRoberta"


def build(
    folder: Path,
    architecture: Architecture = Architecture.BERT,
    *,
    classes: tuple[str, ...] = OURS,
    outputs: int | None = None,
    seed: int = 7,
) -> Path:
    """Write a checkpoint and its ``config`` below *folder*; return the file."""
    torch.manual_seed(seed)
    tokenizer = _tokenizer(architecture)
    tokenizer.save_pretrained(folder / "config")
    model = _model(architecture, tokenizer, outputs or len(classes))
    model.config.save_pretrained(folder / "config")
    file = folder / "small.ckpt"
    arch = {
        "num_classes": outputs or len(classes),
        "model_type": "not-on-this-machine",
        "model_name": f"{architecture}ForSequenceClassification",
        "tokenizer_name": f"{architecture}Tokenizer",
    }
    config = {
        "arch": {"args": arch},
        "dataset": {"args": {"classes": list(classes)}},
    }
    torch.save({"config": config, "state_dict": model.state_dict()}, file)
    return file


def opened(file: Path) -> dict[str, Any]:
    """Return the content of a checkpoint, so that a test can damage it."""
    content: dict[str, Any] = torch.load(file, weights_only=True)
    return content


def saved(file: Path, content: Mapping[str, Any]) -> None:
    """Write a damaged checkpoint back."""
    torch.save(content, file)


def named(file: Path) -> Checkpoint:
    """Return the checkpoint in *file* as one whose digest was checked."""
    return Checkpoint("small", file, digest_of(file), file.parent / "config")


def _tokenizer(architecture: Architecture) -> Any:
    kind = getattr(transformers, f"{architecture}Tokenizer")
    if architecture is Architecture.BERT:
        return kind(vocab=_word_pieces(kind()))
    return kind().train_new_from_iterator(SENTENCES, vocab_size=400)


def _word_pieces(empty: Any) -> dict[str, int]:
    """Return every word and letter of the sentences by number.

    Training numbers them in another order in each process, and then a model with the
    same random weights learns better or worse.
    """
    words = sorted(set(re.findall(r"\w+|[^\w\s]", " ".join(SENTENCES).lower())))
    letters = sorted(set("".join(words)))
    pieces = [*letters, *(f"##{each}" for each in letters), *words]
    special = sorted(empty.get_vocab(), key=empty.get_vocab().get)
    return {piece: at for at, piece in enumerate(dict.fromkeys([*special, *pieces]))}


def _model(architecture: Architecture, tokenizer: Any, outputs: int) -> Any:
    settings = getattr(transformers, f"{architecture}Config")(
        vocab_size=len(tokenizer),
        hidden_size=32,
        embedding_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=516,
        type_vocab_size=2,
        pad_token_id=tokenizer.pad_token_id,
        num_labels=outputs,
        initializer_range=0.6,
        dtype="float32",
    )
    return getattr(transformers, f"{architecture}ForSequenceClassification")(settings)
