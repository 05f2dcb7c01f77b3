"""Changes, balance, trends, and reasons not to compare, as sentences.

Pure: findings go in, sentences come out; what was found is decided in `coxa.assessment`.
"""

from __future__ import annotations

from collections.abc import Iterator

from coxa.messages.catalog import DEFAULT_LANGUAGE, Value, sentence
from coxa.records.assessment import ChangeFinding, Direction, Side
from coxa.records.findings import (
    Asymmetry,
    Balance,
    Findings,
    NotCompared,
    ScoreLine,
    TrendLine,
)
from coxa.tables.load import tables


def change_text(change: ChangeFinding, language: str = DEFAULT_LANGUAGE) -> str:
    """One change, and why it should be measured again where it should."""
    told = sentence(
        f"comparison.change.{change.finding}",
        language,
        where=_where(change.side, change.direction, language),
        date=day_text(change.before_recorded_at, language),
        before_deg=change.before_deg,
        after_deg=change.after_deg,
        size_deg=abs(change.change_deg),
        detectable_deg=change.detectable_deg,
    )
    if not change.recheck:
        return told
    reasons = "; ".join(sentence(f"comparison.recheck.{code}", language) for code in change.recheck)
    return f"{told} {sentence('comparison.recheck.ask', language, reasons=reasons)}"


def not_compared_text(reason: NotCompared, language: str = DEFAULT_LANGUAGE) -> str:
    """Why two records are not compared."""
    stems = {
        "other_position": "position",
        "other_mode": "mode",
        "other_device": "report.device",
    }
    names: dict[str, Value] = {}
    if reason.code in stems:
        stem = stems[reason.code]
        names["before"] = sentence(f"{stem}.{reason.before}", language)
        names["after"] = sentence(f"{stem}.{reason.after}", language)
    return _capitalised(sentence(f"comparison.not_compared.{reason.code}", language, **names))


def balance_text(balance: Balance, language: str = DEFAULT_LANGUAGE) -> str:
    """Inward against outward of one side, and the whole arc beside the published one."""
    told = sentence(
        f"comparison.balance.{balance.finding}",
        language,
        side=sentence(f"report.side.{balance.side}", language),
        internal_deg=balance.internal_deg,
        external_deg=balance.external_deg,
    )
    if balance.arc_finding is None or balance.arc_mean_deg is None or balance.arc_sd_deg is None:
        return told
    half_deg = tables().error_figure("usual_range_sd") * balance.arc_sd_deg
    arc = sentence(
        f"comparison.arc.{balance.arc_finding}",
        language,
        arc_deg=balance.arc_deg,
        from_deg=balance.arc_mean_deg - half_deg,
        to_deg=balance.arc_mean_deg + half_deg,
    )
    return f"{told} {arc}"


def advice_texts(findings: Findings, language: str = DEFAULT_LANGUAGE) -> Iterator[str]:
    """What to do, or not to do, about what was found; what hurts comes first."""
    for asymmetry in sorted(findings.asymmetry, key=lambda a: a.kind == "asymmetry"):
        yield _asymmetry_text(asymmetry, language)
    for low in findings.low_internal:
        yield sentence(
            "comparison.advice.low_internal",
            language,
            side=sentence(f"report.side.{low.side}", language),
            value_deg=low.value_deg,
        )
    pattern = findings.version_pattern
    if pattern is not None:
        yield sentence(f"comparison.advice.version_{pattern.larger_direction}", language)


def trend_texts(line: TrendLine, language: str = DEFAULT_LANGUAGE) -> Iterator[str]:
    """What may be said of a line, and a warning where the last day lost much."""
    where = _where(line.side, line.direction, language)
    yield sentence(
        f"comparison.trend.{line.finding}",
        language,
        where=where,
        days=line.days,
        span_days=line.span_days,
        size_deg=abs(line.change_deg or 0.0),
        detectable_deg=line.detectable_deg or 0.0,
        least_days=tables().side_rule("trend_least_days"),
        least_span=tables().side_rule("trend_least_span"),
    )
    if line.is_rapid_loss:
        yield sentence("comparison.trend.rapid_loss", language, where=where)


def score_text(line: ScoreLine, language: str = DEFAULT_LANGUAGE) -> str:
    """What may be said of pain or of an activity."""
    name = line.name or sentence(f"comparison.score.{line.kind}", language)
    size = abs(line.change or 0.0)
    return sentence(f"comparison.score.{line.finding}", language, name=name, size=size)


def day_text(recorded_at: str, language: str = DEFAULT_LANGUAGE) -> str:
    """Day of a time stamp, as it stood on the clock of the recording."""
    year, month, day = recorded_at[:10].split("-")
    name = sentence(f"report.month.{month}", language)
    return sentence("report.day", language, day=int(day), month=name, year=year)


def _asymmetry_text(asymmetry: Asymmetry, language: str) -> str:
    return sentence(
        f"comparison.advice.{asymmetry.kind}",
        language,
        direction=_capitalised(sentence(f"direction.{asymmetry.direction}", language)),
        side=sentence(f"side.{asymmetry.smaller_side}", language),
        difference_deg=asymmetry.difference_deg,
        days=len(asymmetry.days),
    )


def _where(side: Side, direction: Direction, language: str) -> str:
    return _capitalised(
        sentence(
            "side_and_direction",
            language,
            side=sentence(f"side.{side}", language),
            direction=sentence(f"direction.{direction}", language),
        )
    )


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
