"""A forward pass of BERT-like models for one text, which skips needless work.

It uses the model's own weights and gives the same result with less computation:

- The head reads only the first token, so the highest layer computes only that one.
  In a model of six layers this saves nearly one layer.
- The queries, keys and values of a layer are one matrix product instead of three.
- One text needs no padding, so there is no mask and no batch dimension.
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
"""Models whose layers have the same structure. ALBERT differs: it is exported as is."""


class SingleTextModel(torch.nn.Module):  # type: ignore[misc]  # Its types are not read.
    """The model, from token ids to scores, for one text.

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
    """One layer. Its input is a matrix with one row for each token."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.layer = layer
        attention = layer.attention.self
        self.heads = attention.num_attention_heads
        self.size = attention.attention_head_size
        self.joined = _joined(attention.query, attention.key, attention.value)

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return the layer's output for *hidden*."""
        query, key, value = self._by_head(self.joined(hidden)).split(self.heads)
        return self._rest(self._attended(query, key, value), hidden)

    def _by_head(self, rows: torch.Tensor) -> torch.Tensor:
        """Return the rows of tokens split into one matrix for each head."""
        count = rows.shape[1] // self.size
        return rows.view(-1, count, self.size).transpose(0, 1)

    def _attended(
        self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor
    ) -> torch.Tensor:
        """Return the attention output of each queried token, heads side by side."""
        alike = query @ key.transpose(1, 2) * self.size**-0.5
        mixed = functional.softmax(alike, dim=-1) @ value
        return mixed.transpose(0, 1).reshape(-1, self.heads * self.size)

    def _rest(self, mixed: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
        """Return *hidden* after the attention's output and the feed-forward part."""
        attended = self.layer.attention.output(mixed, hidden)
        output: torch.Tensor = self.layer.output(
            self.layer.intermediate(attended), attended
        )
        return output


class _HighestLayer(_Layer):
    """The layer below the head: it reads every token and computes only the first."""

    def __init__(self, layer: Any) -> None:
        super().__init__(layer)
        attention = layer.attention.self
        self.joined = _joined(attention.key, attention.value)

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return the layer's output for the first token of *hidden*."""
        first = hidden[:1]
        query = self._by_head(self.layer.attention.self.query(first))
        key, value = self._by_head(self.joined(hidden)).split(self.heads)
        return self._rest(self._attended(query, key, value), first)


def _joined(*parts: torch.nn.Linear) -> torch.nn.Linear:
    """Return one linear layer that gives the results of *parts* side by side."""
    weight = torch.cat([part.weight for part in parts]).detach()
    joined = torch.nn.Linear(weight.shape[1], weight.shape[0])
    joined.weight = torch.nn.Parameter(weight)
    joined.bias = torch.nn.Parameter(torch.cat([part.bias for part in parts]).detach())
    return joined
