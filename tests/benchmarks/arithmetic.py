"""Measures how much of the processor's peak of eight-bit arithmetic is used.

The peak is measured: one large product of eight-bit numbers on each core at once, by
the library that computes the scores.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from moderation.scoring.base.cpu_cores import usable_cores

SIDE = 1_024
ROWS = 256
PRODUCTS = 60


def needed(config: Path, lengths: Sequence[int]) -> float:
    """Return the number of multiply-adds for texts of these *lengths* in tokens.

    In the highest layer, only keys and values are computed for every token.
    """
    known = json.loads((config / "config.json").read_text())
    width, layers = known["hidden_size"], known["num_hidden_layers"]
    forward = 2 * width * known["intermediate_size"]
    a_token = (layers - 1) * (4 * width**2 + forward) + 2 * width**2
    attention = [2 * length**2 * width * (layers - 1) for length in lengths]
    return float(sum(lengths) * a_token + sum(attention))


def peak() -> float:
    """Return the multiply-adds per second of all cores together, the best of three."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "product.onnx"
        file.write_bytes(_product())
        session = _session(file)
    left = {"left": np.ones((ROWS, SIDE), dtype=np.uint8)}
    with ThreadPoolExecutor(usable_cores()) as threads:
        rates = []
        for _ in range(3):
            begun = time.perf_counter()
            list(
                threads.map(
                    lambda _: session.run(None, left), range(PRODUCTS * usable_cores())
                )
            )
            taken = time.perf_counter() - begun
            rates.append(PRODUCTS * usable_cores() * ROWS * SIDE**2 / taken)
    return max(rates)


def _product() -> bytes:
    """Return a model that multiplies its input by a fixed matrix."""
    rng = np.random.default_rng(0)
    right = rng.integers(-127, 127, (SIDE, SIDE)).astype(np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["left", "right"], ["product"])],
        "product",
        [helper.make_tensor_value_info("left", TensorProto.UINT8, [ROWS, SIDE])],
        [helper.make_tensor_value_info("product", TensorProto.INT32, [ROWS, SIDE])],
        [numpy_helper.from_array(right, "right")],
    )
    opset = helper.make_opsetid("", 17)
    made: bytes = helper.make_model(
        graph, opset_imports=[opset], ir_version=8
    ).SerializeToString()
    onnx.checker.check_model(made)
    return made


def _session(file: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(file), options, providers=["CPUExecutionProvider"]
    )
