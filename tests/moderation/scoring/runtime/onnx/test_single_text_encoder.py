"""The reduced forward pass for one text gives the same scores as the full one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

from moderation.scoring.runtime.onnx.single_text_encoder import FAMILY, SingleTextModel
from tests.checkpoints import Architecture, build, opened

LEAN = [each for each in Architecture if each is not Architecture.ALBERT]


def model_of(folder: Path, architecture: Architecture) -> Any:
    content = opened(build(folder, architecture))
    kind = getattr(transformers, content["config"]["arch"]["args"]["model_name"])
    config = transformers.AutoConfig.from_pretrained(
        str(folder / "config"), num_labels=7
    )
    model = kind(config).eval()
    model.load_state_dict(content["state_dict"])
    return model


@pytest.mark.parametrize("architecture", LEAN)
@pytest.mark.parametrize("length", [2, 3, 17, 60])
def test_the_single_text_encoder_scores_as_the_whole_model(
    tmp_path: Path, architecture: Architecture, length: int
) -> None:
    model = model_of(tmp_path, architecture)
    ids = torch.randint(5, 50, (1, length), generator=torch.Generator().manual_seed(1))

    with torch.inference_mode():
        whole = torch.sigmoid(model(input_ids=ids).logits)
        lean = SingleTextModel(model).eval()(ids)

    assert torch.allclose(lean, whole, atol=1e-5)


def test_the_highest_layer_works_out_one_token_and_the_others_all(
    tmp_path: Path,
) -> None:
    model = model_of(tmp_path, Architecture.BERT)
    rows: list[int] = []
    for layer in model.base_model.encoder.layer:
        layer.intermediate.register_forward_hook(
            lambda _layer, given, _made: rows.append(given[0].shape[-2])
        )

    with torch.inference_mode():
        SingleTextModel(model).eval()(torch.full((1, 20), 9))

    assert rows == [*[20] * (len(rows) - 1), 1]


def test_albert_has_a_pass_of_its_own(tmp_path: Path) -> None:
    assert not isinstance(model_of(tmp_path, Architecture.ALBERT), FAMILY)
