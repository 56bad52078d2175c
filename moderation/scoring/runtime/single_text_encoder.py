"""The forward pass of BERT's family for one text, without what one text can spare.

The weights are the model's own and the result is the same; there is less to compute:

- The head reads the first token alone, so the highest layer works out that one only.
  Of six layers that saves nearly one.
- The queries, keys and values of a layer are one product rather than three.
- One text needs no padding, so no mask, and no dimension for a batch.
"""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional
from transformers import (
    BertForSequenceClassification,
    RobertaForSequenceClassification,
    XLMRobertaForSequenceClassification,
)

FAMILY = (
    BertForSequenceClassification,
    RobertaForSequenceClassification,
    XLMRobertaForSequenceClassification,
)
"""Whose layers are built alike. ALBERT's are not, and it has its own forward pass."""


class LeanScoring(torch.nn.Module):  # type: ignore[misc]  # Its types are not read.
    """The model from token ids to scores, for one text.

    :param model: one of :data:`FAMILY`, in full precision.
    """

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.base, self.head = model.base_model, model.classifier
        layers = self.base.encoder.layer
        self.lower = torch.nn.ModuleList(_Layer(each) for each in layers[:-1])
        self.highest = _HighestLayer(layers[-1])

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        """Return a row of scores for the one row of *input_ids*."""
        hidden = self.base.embeddings(input_ids=input_ids)[0]
        for layer in self.lower:
            hidden = layer(hidden)
        first = self.highest(hidden)[None]
        pooler = self.base.pooler
        logits: torch.Tensor = self.head(first if pooler is None else pooler(first))
        return torch.sigmoid(logits)


class _Layer(torch.nn.Module):  # type: ignore[misc]  # Its types are not read.
    """One layer, over a matrix of a row a token."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.layer = layer
        attention = layer.attention.self
        self.heads = attention.num_attention_heads
        self.size = attention.attention_head_size
        self.joined = _joined(attention.query, attention.key, attention.value)

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return what the layer makes of *hidden*."""
        query, key, value = self._by_head(self.joined(hidden)).split(self.heads)
        return self._rest(self._attended(query, key, value), hidden)

    def _by_head(self, rows: torch.Tensor) -> torch.Tensor:
        """Return rows of tokens as one matrix of tokens for each head."""
        count = rows.shape[1] // self.size
        return rows.view(-1, count, self.size).transpose(0, 1)

    def _attended(
        self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor
    ) -> torch.Tensor:
        """Return each queried token's mixture of values, the heads side by side."""
        alike = query @ key.transpose(1, 2) * self.size**-0.5
        mixed = functional.softmax(alike, dim=-1) @ value
        return mixed.transpose(0, 1).reshape(-1, self.heads * self.size)

    def _rest(self, mixed: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
        """Return the tokens *hidden* after attention and the feed-forward part."""
        attended = self.layer.attention.output(mixed, hidden)
        output: torch.Tensor = self.layer.output(
            self.layer.intermediate(attended), attended
        )
        return output


class _HighestLayer(_Layer):
    """The layer under the head: every token is read, the first alone is worked out."""

    def __init__(self, layer: Any) -> None:
        super().__init__(layer)
        attention = layer.attention.self
        self.joined = _joined(attention.key, attention.value)

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return what the layer makes of the first token of *hidden*."""
        first = hidden[:1]
        query = self._by_head(self.layer.attention.self.query(first))
        key, value = self._by_head(self.joined(hidden)).split(self.heads)
        return self._rest(self._attended(query, key, value), first)


def _joined(*parts: torch.nn.Linear) -> torch.nn.Linear:
    """Return one product that gives the results of *parts* side by side."""
    weight = torch.cat([part.weight for part in parts]).detach()
    joined = torch.nn.Linear(weight.shape[1], weight.shape[0])
    joined.weight = torch.nn.Parameter(weight)
    joined.bias = torch.nn.Parameter(torch.cat([part.bias for part in parts]).detach())
    return joined
