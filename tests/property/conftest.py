"""Hypothesis without its stop-watch: a slow machine must not fail a proof."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "suluh", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("suluh")
