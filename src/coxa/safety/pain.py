"""Pain: the rule while exercising (`stops`), and what rests afterwards (`pauses`)."""

from coxa.safety.pauses import Pause, PauseNeed, paused
from coxa.safety.stops import ends_session, judge, rests_today, stop_of

__all__ = ["Pause", "PauseNeed", "ends_session", "judge", "paused", "rests_today", "stop_of"]
