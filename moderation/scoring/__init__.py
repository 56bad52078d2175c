"""Turns texts into scores. Only this room imports Detoxify; it needs no database."""

import os

# ONNX Runtime reads this when it is imported. Without it, the library keeps a device id
# in the home folder and sends usage events to its maker.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
