"""Faults of the data: another session changes it between the steps of a run."""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from runner.database.session import Session
from runner.engine.ledger import EVENING
from tests.company import AS_OF, Key
from tests.faults.data import PROGRAMS, USERS, row
from tests.faults.instants import Once, evening, path, steps, watched
from tests.faults.locks import LOCK_TIMEOUT, candidates, codes
from tests.faults.model import Model
from tests.faults.rounds import Kind, Round, hurried
from tests.faults.rows import DAY, Exemption, Pause, Policy, Row
from tests.faults.server import Meanwhile, backend, until

_OF_KEY = "where p.program_id = :p and p.user_id = :u"
_LATELY = AS_OF - timedelta(minutes=5)
_PAUSE = Pause(AS_OF, datetime(2999, 1, 1))
_SECOND_BY = "a second role"


@dataclass
class Rival:
    """Another session that changes some permissions.

    Attributes:
        played: the round.
        keys: the permissions.
        row: what is granted, where something is.
        mode: of a policy, where one is set.
        days: of inactivity, where a policy is set.
        affected: the rows changed.
    """

    played: Round
    keys: list[Key]
    row: Row
    mode: str = "enforce"
    days: int = 90
    affected: int = 0

    def execute(self, session: Session, text: str, **binds: object) -> None:
        """Run a statement for each permission."""
        statement = self.played.company.statement(text)
        for program, user in self.keys:
            self.affected += session.execute(statement, p=program, u=user, **binds)

    def grant(self, session: Session) -> None:
        """Insert the row for each permission."""
        statement = self.played.company.database.catalog.statement("load/permission.sql")
        session.insert_rows(statement, [(*key, *self.row) for key in self.keys])
        self.affected += len(self.keys)


class Act(NamedTuple):
    """What a rival does: in the database, and in the model.

    Attributes:
        write: in the database.
        tell: to the model.
        row: the permission's columns once it is done, given those before; None where they stay.
        on_standing: whether it is for permissions that stand.
        locks: whether it locks their rows.
        last_look: the step of revoke that is the last to see it; whoever comes later comes too late for this run.
        may_stop: whether it may stop the run.
    """

    write: Callable[[Rival, Session], None]
    tell: Callable[[Rival, Model], None]
    row: Callable[[Rival, Row | None], Row | None] = lambda _rival, _before: None
    on_standing: bool = True
    locks: bool = False
    last_look: str | None = None
    may_stop: bool = False


def _write_grant_anew(rival: Rival, session: Session) -> None:
    _write_removal(rival, session)
    rival.grant(session)


def _write_later_grant(rival: Rival, session: Session) -> None:
    rival.execute(session, f"update {{permission}} p set p.granted_at = :at {_OF_KEY}", at=rival.row.granted_at)


def _write_removal(rival: Rival, session: Session) -> None:
    rival.execute(session, f"delete from {{permission}} p {_OF_KEY}")


def _write_use(rival: Rival, session: Session) -> None:
    rival.execute(
        session, "insert into {access_log} (program_id, user_id, accessed_at) values (:p, :u, :at)", at=_LATELY
    )


def _write_use_spelt_otherwise(rival: Rival, session: Session) -> None:
    _write_use(other := replace(rival, keys=_spelt_otherwise(rival)), session)
    rival.affected = other.affected


def _write_pause(rival: Rival, session: Session) -> None:
    text = "insert into {pause} (reason, paused_by, starts_at, ends_at) values ('audit', 'cfo', :starts, :ends)"
    statement = rival.played.company.statement(text)
    rival.affected += session.execute(statement, starts=_PAUSE.starts_at, ends=_PAUSE.ends_at)


def _write_exemption(rival: Rival, session: Session) -> None:
    text = (
        "insert into {exemption}"
        " (program_id, user_id, reason, approved_by, added_by, starts_at, ends_at)"
        " values (:p, :u, 'audit', 'cfo', 'ann', :starts, :ends)"
    )
    rival.execute(session, text, starts=AS_OF - DAY, ends=AS_OF + DAY)


def _write_second_row(rival: Rival, session: Session) -> None:
    """Grant what stands once more, at the same instant, as a company does that keeps one row per role."""
    text = (
        "insert into {permission} (program_id, user_id, granted_at, granted_by)"
        f" select p.program_id, p.user_id, p.granted_at, :by from {{permission}} p {_OF_KEY}"
    )
    rival.execute(session, text, by=_SECOND_BY)


def _write_policy(rival: Rival, session: Session) -> None:
    for program in _programs(rival):
        session.execute(
            rival.played.company.statement("delete from {policy} y where y.program_id = :program"), program=program
        )
        text = (
            "insert into {policy}"
            " (program_id, inactivity_days, revocation_mode, when_silent, notice, reason, set_by, set_at)"
            " values (:program, :days, :revocation_mode, 'hold', 'on', 'audit', 'cfo', sysdate)"
        )
        rival.affected += session.execute(
            rival.played.company.statement(text), program=program, days=rival.days, revocation_mode=rival.mode
        )


def _tell_grant(rival: Rival, model: Model) -> None:
    model.data.permissions |= {key: [rival.row] for key in rival.keys}


def _tell_later_grant(rival: Rival, model: Model) -> None:
    standing = model.data.permissions
    standing |= {key: [_later(rival, row) for row in standing[key]] for key in rival.keys if key in standing}


def _tell_removal(rival: Rival, model: Model) -> None:
    for key in rival.keys:
        model.data.permissions.pop(key, None)
        rival.played.history.removed.add(key)


def _tell_use(rival: Rival, model: Model) -> None:
    model.data.log.extend((*key, _LATELY) for key in rival.keys)


def _tell_use_spelt_otherwise(rival: Rival, model: Model) -> None:
    _tell_use(replace(rival, keys=_spelt_otherwise(rival)), model)


def _tell_pause(_rival: Rival, model: Model) -> None:
    model.data.pauses.append(_PAUSE)


def _tell_exemption(rival: Rival, model: Model) -> None:
    model.data.exemptions += [Exemption(*key, AS_OF - DAY, AS_OF + DAY) for key in rival.keys]


def _tell_second_row(rival: Rival, model: Model) -> None:
    for key in rival.keys:
        if rows := model.data.permissions.get(key):
            rows.append(_second(rows[0]))


def _tell_policy(rival: Rival, model: Model) -> None:
    for program in _programs(rival):
        model.data.policies[program] = Policy(rival.days, rival.mode)


def _later(rival: Rival, before: Row) -> Row:
    return before._replace(granted_at=rival.row.granted_at)


def _second(before: Row) -> Row:
    return Row(before.granted_at, _SECOND_BY)


def _spelt_otherwise(rival: Rival) -> list[Key]:
    return [(program, user.upper()) for program, user in rival.keys]


def _programs(rival: Rival) -> list[str]:
    return sorted({program for program, _ in rival.keys})


ACTS = {
    "granted anew": Act(_write_grant_anew, _tell_grant, row=lambda rival, _: rival.row, locks=True),
    "granted later": Act(
        _write_later_grant,
        _tell_later_grant,
        row=lambda rival, before: before and _later(rival, before),
        locks=True,
    ),
    "used": Act(_write_use, _tell_use, last_look="protect used since"),
    "used under another spelling": Act(
        _write_use_spelt_otherwise, _tell_use_spelt_otherwise, last_look="protect used since"
    ),
    "paused": Act(_write_pause, _tell_pause, last_look="protect paused since"),
    "removed": Act(_write_removal, _tell_removal, locks=True),
    "exempted": Act(_write_exemption, _tell_exemption, last_look="protect exempted since"),
    "given a policy": Act(_write_policy, _tell_policy, last_look="protect by policy since"),
    "granted a second row": Act(
        _write_second_row, _tell_second_row, row=lambda _, before: before and _second(before), may_stop=True
    ),
    "granted long ago": Act(Rival.grant, _tell_grant, row=lambda rival, _: rival.row, on_standing=False),
}


def disturbing(name: str) -> Callable[[Round], bool]:
    """Return what lets a rival do one act between two steps of a run, and not before it may."""

    def disturb(played: Round) -> bool:
        act, random = ACTS[name], played.random
        rival = _rival(played, act)
        sync, judge, revoke = (steps(played.company, job) for job in EVENING)
        names = ("lock candidates", "delete permissions")
        lock, delete = (revoke.index(path(played.company, "revoke", name)) for name in names)
        if act.locks and random.random() < 0.25:
            return _first(rival, act)
        instant = random.choice(random.choice((sync[1:-1], judge, judge, revoke, revoke[lock : delete + 1])))
        unseen = revoke[revoke.index(path(played.company, "revoke", act.last_look)) + 1 :] if act.last_look else []
        staged = evening(played.company).index(path(played.company, "sync", "stage items"))
        is_judged = evening(played.company).index(instant) > staged
        return _between(rival, act, instant, is_judged=is_judged, too_late=instant in unseen)

    return disturb


def _between(rival: Rival, act: Act, instant: str, *, is_judged: bool, too_late: bool) -> bool:
    """Let the rival come at an instant; where it must wait, it goes on when the run has ended.

    Args:
        rival: who comes.
        act: what it does.
        instant: when.
        is_judged: whether the run judges by the accesses from before.
        too_late: whether nothing of the run sees it.

    Returns:
        Whether it had an effect.
    """
    played, waited = rival.played, False
    played.detail = f"at {instant}, {rival.keys}"
    with played.company.session() as session, ExitStack() as until_the_end:

        def write() -> None:
            act.write(rival, session)
            session.commit()

        def come(_session: Session) -> None:
            nonlocal waited
            thread = until_the_end.enter_context(Meanwhile(write))
            pid = backend(session)
            until(lambda: thread.ended or pid in played.server.waiting(), "the rival")
            waited = not thread.ended

        once = Once(instant, come)
        with watched(once):
            code = played.run()
    played.expect(code == 0 or (act.may_stop and code == 4), f"exit code {code} although nothing failed")
    if code == 0 and (waited or too_late):
        played.model.run(AS_OF)
        played.history.unseen.update(rival.keys)
    elif is_judged:
        played.model.plan(AS_OF)
    act.tell(rival, played.model)
    played.detail += f", waited: {waited}"
    return once.hit and (rival.affected > 0 or waited)


def _first(rival: Rival, act: Act) -> bool:
    """Let the rival come before the run locks, which then asks again until the rival has committed."""
    played = rival.played
    played.detail = f"locked by the rival first, {rival.keys}"
    with codes() as met, played.company.session() as session, ExitStack() as until_the_end:

        def commit_when_awaited() -> None:
            with suppress(TimeoutError):
                until(lambda: met[LOCK_TIMEOUT], "a refusal")
            session.commit()

        def come(_session: Session) -> None:
            act.write(rival, session)
            until_the_end.enter_context(Meanwhile(commit_when_awaited))

        once = Once(path(played.company, "revoke", "lock candidates"), come)
        with watched(once), hurried():
            code = played.run()
    played.expect(code == 0, f"exit code {code} although nothing failed")
    act.tell(rival, played.model)
    return once.hit and rival.affected > 0 and met[LOCK_TIMEOUT] > 0


def _rival(played: Round, act: Act) -> Rival:
    """Choose whom it is about, some of them candidates, and what is granted."""
    random, standing = played.random, played.model.data.permissions
    if act.on_standing:
        lapsing = candidates(played)
        kept = sorted(standing.keys() - set(lapsing))
        keys = random.sample(lapsing, random.randint(1, 4)) + random.sample(kept, random.randint(0, 2))
        granted_at = _LATELY - random.randrange(60) * DAY
    else:
        free = [(program, user) for program in PROGRAMS for user in USERS if (program, user) not in standing]
        keys = random.sample(free, random.randint(1, 6))
        granted_at = AS_OF - random.randint(130, 300) * DAY
    mode, days = random.choice(("enforce", "off", "report")), random.choice((30, 75, 140))
    rival = Rival(played, sorted(keys), row(random, granted_at), mode, days)
    for key in keys:
        for before in standing.get(key, [None]):
            if after := act.row(rival, before):
                played.history.stood.setdefault(key, []).append(after)
    return rival


KINDS = [Kind(f"changed meanwhile: {name}", disturbing(name)) for name in ACTS]
