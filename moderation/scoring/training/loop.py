"""The training loop: seeded, resumable, and able to run on two processor cores."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional
from torch.nn.attention import SDPBackend, sdpa_kernel

from moderation.scoring.base.labels import Label
from moderation.scoring.training.batches import TrainingBatch, collate, order, tokenize
from moderation.scoring.training.rows import TrainingRow

STATE = "state.pt"

REMEMBERED = (
    Label.SEVERE_TOXICITY,
    Label.OBSCENE,
    Label.INSULT,
    Label.SEXUAL_EXPLICIT,
)
"""Labels with too few rows for training, which the starting checkpoint gets right.
Toxicity, identity attack and threat are missing: there it has to unlearn something."""


EVERY_LABEL = tuple(range(len(Label)))
"""The outputs of a model that has our labels in our order."""


@dataclass(frozen=True)
class Plan:
    """How to train. The defaults are those of the bundled checkpoint.

    :param averaged: the decay of the running average of weights. The average is the
        result.
    :param frozen_layers: the number of lowest layers that are not trained, with the
        word embeddings. This saves a third of the time.
    :param share_of_start: the share of the starting weights in the result.
    :param drops: whether weights are dropped at random, which costs a tenth of the time
        and helps little in few passes.
    :param longest: the most tokens of a text that training reads.
    :param remembered: the weight of the starting checkpoint's score as the target of a
        label that nobody judged, compared to a judged label.
    :param remembered_labels: the labels to which *remembered* applies.
    :param save_every: the steps between two savings of the state; 0: it is never saved.
    """

    learning_rate: float = 8e-5
    batch_size: int = 32
    warm_up: float = 0.05
    averaged: float = 0.998
    weight_decay: float = 0.01
    seed: int = 0
    frozen_layers: int = 2
    share_of_start: float = 0.15
    remembered: float = 0.4
    remembered_labels: tuple[Label, ...] = REMEMBERED
    longest: int = 96
    drops: bool = True
    save_every: int = 100
    report_every: int = 20


class Training:
    """A model in training, with everything that is needed to resume."""

    def __init__(
        self,
        model: Any,
        batches: Sequence[Sequence[int]],
        plan: Plan,
        folder: Path,
        outputs: Sequence[int | None],
    ) -> None:
        self.model, self.batches, self.plan, self.folder = model, batches, plan, folder
        self.outputs = [each or 0 for each in outputs]
        self.has = torch.tensor([each is not None for each in outputs])
        self.optimizer = torch.optim.AdamW(
            _learning(model, plan.frozen_layers),
            lr=plan.learning_rate,
            weight_decay=plan.weight_decay,
        )
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self._rate)
        self.average = torch.optim.swa_utils.AveragedModel(
            model,
            multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(plan.averaged),
        )
        self.start = copy.deepcopy(model).eval().requires_grad_(requires_grad=False)
        self.step = 0
        self._resume()

    def _rate(self, step: int) -> float:
        """Return the factor of the learning rate: it rises, then falls to zero."""
        whole = len(self.batches)
        warm = max(1, int(whole * self.plan.warm_up))
        return min((step + 1) / warm, max(0.0, (whole - step) / (whole - warm + 1)))

    def learn(self, batch: TrainingBatch) -> float:
        """Take one step, and return the mean loss over known targets."""
        if self.plan.remembered:
            with torch.inference_mode():
                scores = torch.sigmoid(self._logits(self.start, batch))
            batch = remember(batch, scores, self.plan)
        batch = replace(batch, weights=batch.weights * self.has)
        logits = self._logits(self.model, batch)
        each = functional.binary_cross_entropy_with_logits(
            logits, batch.targets, weight=batch.weights, reduction="sum"
        )
        loss = each / batch.weights.sum().clamp(min=1.0)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.average.update_parameters(self.model)
        self.step += 1
        return float(loss.detach())

    def _logits(self, model: Any, batch: TrainingBatch) -> torch.Tensor:
        """Return one column for each of our labels; where it has none, any column."""
        return _logits(model, batch)[:, self.outputs]

    def save(self) -> None:
        """Write the whole state. Replaces the last one only once it is complete."""
        partial = self.folder / "state.part"
        torch.save(
            {
                "model": self.model.state_dict(),
                "average": self.average.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "schedule": self.schedule.state_dict(),
                "step": self.step,
                "batches": len(self.batches),
            },
            partial,
        )
        partial.replace(self.folder / STATE)

    def _resume(self) -> None:
        file = self.folder / STATE
        if not file.exists():
            return
        state = torch.load(file, weights_only=True)
        if state["batches"] != len(self.batches):
            raise ValueError("The folder holds the state of another training.")
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        self.step = state["step"]


def train(
    model: Any,
    tokenizer: Any,
    rows: Sequence[TrainingRow],
    *,
    plan: Plan,
    folder: Path,
    report: Callable[[str], None],
    outputs: Sequence[int | None] = EVERY_LABEL,
) -> Any:
    """Take one pass over *rows*, resuming from the state in *folder*.

    :param outputs: the output of the model for each label; ``None``: it has none.
    :returns: the model with the average of the weights over the pass.
    :raises ValueError: if *folder* holds the state of a training on other rows.
    """
    torch.manual_seed(plan.seed)
    tokens = tokenize(tokenizer, rows, longest=plan.longest)
    batches = order(
        [len(each) for each in tokens], size=plan.batch_size, seed=plan.seed
    )
    folder.mkdir(parents=True, exist_ok=True)
    training = Training(model, batches, plan, folder, outputs)
    model.train(plan.drops)
    began, loss, first = time.monotonic(), 0.0, training.step
    for places in batches[training.step :]:
        batch = collate([tokens[at] for at in places], [rows[at] for at in places])
        loss = 0.98 * loss + 0.02 * training.learn(batch)
        if plan.save_every and training.step % plan.save_every == 0:
            training.save()
        if training.step % plan.report_every == 0:
            pace = (time.monotonic() - began) / (training.step - first)
            left = pace * (len(batches) - training.step) / 60
            report(
                f"{training.step} of {len(batches)}, loss {loss:.4f}, {left:.0f} min"
            )
    if plan.save_every:
        training.save()
    return training.average.module.eval()


def remember(batch: TrainingBatch, scores: torch.Tensor, plan: Plan) -> TrainingBatch:
    """Return *batch* with the starting checkpoint's scores as targets where unknown.

    Applies to the labels that *plan* remembers. Judged labels stay unchanged.

    :param scores: the starting checkpoint's scores, 0..1, one row of labels for each
        row of the batch.
    """
    is_open = torch.zeros_like(batch.weights, dtype=torch.bool)
    is_open[:, [list(Label).index(label) for label in plan.remembered_labels]] = True
    is_open &= batch.weights == 0
    return replace(
        batch,
        targets=torch.where(is_open, scores, batch.targets),
        weights=batch.weights.masked_fill(is_open, plan.remembered),
    )


def _logits(model: Any, batch: TrainingBatch) -> torch.Tensor:
    # The other kernels take twice as long backwards on a processor.
    with (
        torch.autocast("cpu", dtype=torch.bfloat16),
        sdpa_kernel(SDPBackend.MATH),
    ):
        logits = model(input_ids=batch.ids, attention_mask=batch.mask).logits
    return torch.as_tensor(logits).float()


def _learning(model: Any, frozen_layers: int) -> list[Any]:
    """Return the weights to train, and freeze the others."""
    # ALBERT's layers share their weights, so none can be frozen without the others.
    layers = getattr(model.base_model.encoder, "layer", ())
    frozen = [model.base_model.embeddings, *layers[:frozen_layers]]
    for part in frozen:
        part.requires_grad_(requires_grad=False)
    return [weight for weight in model.parameters() if weight.requires_grad]
