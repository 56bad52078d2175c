"""Traces requests for OpenTelemetry, without what people wrote or who they are."""
