"""The rules in plain Python: what lapses, what which rule protects, what stops an evening."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tests.company import Key
from tests.faults.rows import DAY

if TYPE_CHECKING:
    from tests.faults.model import Model

Grant = tuple[Key, datetime]


class Candidate(NamedTuple):
    """A permission past its days.

    Attributes:
        key: whose.
        granted_at: when it was granted.
        rule: which protects it; None where it lapses.
        said: how the detail of the rule may begin; nothing where the rule writes none.
    """

    key: Key
    granted_at: datetime
    rule: str | None
    said: frozenset[str]


class Hold(StrEnum):
    """Why a program's data cannot be trusted: how the reason begins."""

    REJECTED = "accesses that could not be written"
    DEAD = "no access by anyone in its inactivity period"
    FEED = "no access by anyone since"
    CAME_BACK = "used again after a silence since"
    TOO_SHORT = "an access log covers less than its"
    LOST = "an access log has lost a day of its"


class Gap(NamedTuple):
    """The days without an access of a program that is used again: from its last one on, and who found it used."""

    begin: datetime
    ended_at: datetime


class Verdict(NamedTuple):
    """What a judgement says of a program.

    Attributes:
        days: its inactivity period.
        hold: why it is held, if it is.
        silent_since: its newest access, where that is long ago; the earliest time where it has none.
        gap: where it is used again after a silence, and rows of that may still come.
    """

    days: int
    hold: Hold | None
    silent_since: datetime | None
    gap: Gap | None


class Evening(NamedTuple):
    """What an evening decides.

    Attributes:
        stops: how many reasons each guard gives, in their order; a run stops at the first.
        candidates: all of them, judged whether it stops or not.
        verdicts: what it says of each program.
    """

    stops: dict[str, int]
    candidates: list[Candidate]
    verdicts: dict[str, Verdict]

    @property
    def holds(self) -> dict[str, Hold]:
        """Why a program is held, of those that are."""
        return {program: verdict.hold for program, verdict in self.verdicts.items() if verdict.hold}

    @property
    def rules(self) -> dict[Key, str | None]:
        """The rule of each candidate."""
        return {each.key: each.rule for each in self.candidates}

    @property
    def listed(self) -> set[Grant]:
        """What one may accept: that which lapses, or would be noted."""
        return {(each.key, each.granted_at) for each in self.candidates if each.rule in (None, "notice_missing")}


@dataclass
class Judge:
    """One judgement of a model.

    Attributes:
        model: after its sync.
        as_of: the instant.
        accepted: what an accepted plan listed; None where none was accepted.
        revokes: whether it is an evening's and not a plan's.
    """

    model: "Model"
    as_of: datetime
    accepted: set[Grant] | None
    revokes: bool

    def evening(self) -> Evening:
        """Judge all of it."""
        found = []
        for key, rows in self.model.data.permissions.items():
            since = self.as_of - self.model.days(key[0]) * DAY
            if self.model.last_access.get(key, datetime.min) <= since:
                for granted_at in {row.granted_at for row in rows if row.granted_at and row.granted_at <= since}:
                    found.append(Candidate(key, granted_at, *self.rule(key, granted_at)))
        stops = {name: number for name, number in self.stops().items() if number}
        return Evening(stops, found, self.verdicts)

    def stops(self) -> dict[str, int]:
        """Return how many logs each guard finds fault with."""
        days, logs = self.model.environment.policy.inactivity_days, self.model.logs
        return {
            "guard log is fresh": sum(log.is_stale(self.as_of) for log in logs),
            "guard log volume": sum(
                log.is_thin(self.as_of, self.model.accepted(log_no)) for log_no, log in enumerate(logs)
            ),
            "guard lost days": sum(self._has_lost_one_of(days, log_no) for log_no in range(len(logs))),
            "guard log reaches back": sum(not log.covers(days, self.as_of) for log in logs),
        }

    def rule(self, key: Key, granted_at: datetime) -> tuple[str | None, frozenset[str]]:
        """Return the first rule that protects a candidate, and how its detail may begin."""
        data, policy = self.model.data, self.model.policy(key[0])
        if data.restored.get(key, datetime.min) > self.as_of - self.model.days(key[0]) * DAY:
            return _plain("restored")
        if any(exemption.protects(key, self.as_of) for exemption in data.exemptions):
            return _plain("exempted")
        if policy.mode != "enforce":
            return _plain({"off": "policy_off", "report": "report_only"}[policy.mode])
        if hold := self.verdicts[key[0]].hold:
            return "held_program", frozenset({hold})
        if later := self.later[self.model.spelt(key)]:
            rule = "came_back" if min(later) <= datetime.now() + DAY else "future_access"
            return rule, frozenset({f"used {min(later).replace(microsecond=0)}"})
        if said := self.used_twins(key) or self.held_twins(key):
            return "other_spelling", frozenset(said)
        if self.accepted is not None and (key, granted_at) not in self.accepted:
            return _plain("not_in_accepted_plan")
        if self.revokes and any(pause.starts_at <= datetime.now() < pause.ends_at for pause in data.pauses):
            return _plain("paused")
        return _plain(self.notice(key, granted_at))

    def notice(self, key: Key, granted_at: datetime) -> str | None:
        """Return what a permission's notice protects it by: a good one is as new as its grant and last access."""
        days, noticed_at = self.model.environment.policy.notice_days, self.model.data.notices.get(key)
        if not days or self.model.policy(key[0]).notice == "off":
            return None
        if noticed_at is None or noticed_at < max(granted_at, self.model.last_access.get(key, granted_at)):
            return "notice_missing"
        return "notice_running" if noticed_at > self.as_of - days * DAY else None

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """What this judgement says of each program with permissions."""
        return {program: self._verdict(program) for program in {program for program, _ in self.model.data.permissions}}

    def _verdict(self, program: str) -> Verdict:
        """The first reason to hold a program, and whether it is silent, or used again after a silence."""
        days, may_hold = self.model.days(program), self.model.policy(program).when_silent == "hold"
        used = [at for (each, _), at in self.model.last_access.items() if self._is_same(each, program)]
        since = max(used, default=datetime.min)
        patience = min(days, self.model.environment.guards.max_program_silence_days)
        silent_since = since if since <= self.as_of - patience * DAY else None
        gap = self._gap(program, silent_since) if may_hold else None
        hold = (
            self._rejected_items(program)
            or (self._silence(program, days, used, since) if may_hold else None)
            or self._shortness(days)
            or (Hold.CAME_BACK if gap else None)
            or self._lost_days(days)
        )
        return Verdict(days, hold, silent_since, gap)

    def _silence(self, program: str, days: int, used: list[datetime], since: datetime) -> Hold | None:
        """A program that nobody of many used in all its days, or that several left at once, a week ago or more."""
        guards, permissions = self.model.environment.guards, self.model.data.permissions
        rows = sum(len(rows) for (each, _), rows in permissions.items() if each == program)
        if since <= self.as_of - days * DAY and rows >= guards.silent_program_min_permissions:
            return Hold.DEAD
        left_at_once = sum(since - at < 7 * DAY for at in used)
        is_long = since <= self.as_of - guards.max_program_silence_days * DAY
        return Hold.FEED if is_long and left_at_once >= guards.silent_program_min_users else None

    def _gap(self, program: str, silent_since: datetime | None) -> Gap | None:
        """The gap of a program that is used again: it was held and silent the last time, or has lately come back."""
        before = self.model.judged.get(program)
        if not before:
            return None
        if before.gap:
            lately = self.as_of - self.model.environment.sync.look_back_days * DAY
            return before.gap if before.gap.ended_at > lately else None
        if silent_since or not before.silent_since or before.hold not in (Hold.DEAD, Hold.FEED):
            return None
        begin = max(before.silent_since.replace(microsecond=0), self.as_of - before.days * DAY)
        return Gap(begin, self.as_of)

    def _shortness(self, days: int) -> Hold | None:
        is_usual = days <= self.model.environment.policy.inactivity_days
        return None if is_usual or all(log.covers(days, self.as_of) for log in self.model.logs) else Hold.TOO_SHORT

    def _lost_days(self, days: int) -> Hold | None:
        is_usual = days <= self.model.environment.policy.inactivity_days
        lost = any(self._has_lost_one_of(days, log_no) for log_no in range(len(self.model.logs)))
        return Hold.LOST if lost and not is_usual else None

    def _rejected_items(self, program: str) -> Hold | None:
        rejected = self.model.rejected
        is_held = any(self._is_same(each, program) and self._outstanding((each, user)) for each, user in rejected)
        return Hold.REJECTED if is_held else None

    def _is_same(self, one: str, other: str) -> bool:
        """Whether two spellings are of one program."""
        return self.model.spelt((one, ""))[0] == self.model.spelt((other, ""))[0]

    def _outstanding(self, key: Key) -> bool:
        settled = (self.model.last_access.get(key), self.model.data.dismissed.get(key))
        return max(at or datetime.min for at in settled) < self.model.rejected[key]

    def _has_lost_one_of(self, days: int, log_no: int) -> bool:
        """Whether a log has lost a day that touches the so many days before as-of, and nobody has accepted that."""
        since = self.as_of - timedelta(days=days + 1)
        return any(day > since for day in self.model.logs[log_no].open_days(self.model.accepted(log_no)))

    @cached_property
    def later(self) -> defaultdict[Key, list[datetime]]:
        """The accesses later than as-of, whatever the spelling."""
        found: defaultdict[Key, list[datetime]] = defaultdict(list)
        for program, user, at in (row for rows in self.model.data.logs for row in rows if row[2] > self.as_of):
            found[self.model.spelt((program, user))].append(at)
        return found

    def used_twins(self, key: Key) -> set[str]:
        """Say which other spellings of a key were used within its days."""
        since = self.as_of - self.model.days(key[0]) * DAY
        return {
            f"{_named(twin)} used {at.replace(microsecond=0)}"
            for twin, at in self._twins_used[self.model.spelt(key)].items()
            if twin != key and at > since
        }

    def held_twins(self, key: Key) -> set[str]:
        """Say which other spellings of a key hold a permission."""
        return {f"{_named(twin)} holds a permission too" for twin in self._twins_held[self.model.spelt(key)] - {key}}

    @cached_property
    def _twins_used(self) -> defaultdict[Key, dict[Key, datetime]]:
        found: defaultdict[Key, dict[Key, datetime]] = defaultdict(dict)
        for key, at in self.model.last_access.items():
            found[self.model.spelt(key)][key] = at
        return found

    @cached_property
    def _twins_held(self) -> defaultdict[Key, set[Key]]:
        found: defaultdict[Key, set[Key]] = defaultdict(set)
        for key in self.model.data.permissions:
            found[self.model.spelt(key)].add(key)
        return found


def _plain(rule: str | None) -> tuple[str | None, frozenset[str]]:
    return rule, frozenset()


def _named(key: Key) -> str:
    return f'"{key[1]}" of program "{key[0]}"'
