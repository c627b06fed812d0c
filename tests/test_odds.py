"""Odds: American odds as decimal odds and as the probability at which a bet breaks even."""

from __future__ import annotations

import math
from typing import Any

import pytest

from omega_persistence import american_to_decimal, implied_probability


@pytest.mark.parametrize(
    ("american", "decimal"),
    [
        (150, 2.5),
        (100, 2.0),
        (-100, 2.0),
        (-110, 1 + 10 / 11),
        (-200, 1.5),
        (1000, 11.0),
        (-1000, 1.1),
        (-112.5, 1 + 8 / 9),
        ("+150", 2.5),
        ("-200", 1.5),
    ],
)
def test_decimal_odds_are_the_total_return_on_a_stake_of_one(american: Any, decimal: float) -> None:
    assert american_to_decimal(american) == pytest.approx(decimal, rel=1e-15)


@pytest.mark.parametrize(
    ("american", "probability"),
    [
        (100, 0.5),
        (-100, 0.5),
        (150, 0.4),
        (300, 0.25),
        (-110, 11 / 21),
        (-400, 0.8),
        ("-110", 11 / 21),
    ],
)
def test_the_implied_probability_is_where_the_bet_breaks_even(
    american: Any, probability: float
) -> None:
    assert implied_probability(american) == pytest.approx(probability, rel=1e-15)
    assert implied_probability(american, "american") == implied_probability(american)


@pytest.mark.parametrize(("decimal", "probability"), [(2.5, 0.4), (1.25, 0.8), (2, 0.5), (4, 0.25)])
def test_decimal_odds_imply_a_probability_too(decimal: float, probability: float) -> None:
    assert implied_probability(decimal, odds_type="decimal") == pytest.approx(probability)


def test_the_vig_stays_in_the_implied_probability() -> None:
    assert 2 * implied_probability(-110) == pytest.approx(22 / 21)


@pytest.mark.parametrize("odds", [0, "0", math.nan, math.inf, -math.inf, "EVENS?", ""])
def test_what_is_no_price_is_refused(odds: Any) -> None:
    with pytest.raises(ValueError):
        american_to_decimal(odds)
    with pytest.raises(ValueError):
        implied_probability(odds)


@pytest.mark.parametrize("odds", [0, -2.5, math.nan])
def test_decimal_odds_that_are_not_positive_are_refused(odds: float) -> None:
    with pytest.raises(ValueError, match="decimal"):
        implied_probability(odds, "decimal")


def test_an_unknown_kind_of_odds_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(ValueError, match="fractional") as refusal:
        implied_probability(2.5, "fractional")
    assert "american" in str(refusal.value)
    assert "decimal" in str(refusal.value)
