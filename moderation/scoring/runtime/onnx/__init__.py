"""The fast model: the same weights in ONNX Runtime, checked before use."""
