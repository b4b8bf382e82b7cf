"""What the page of `lapse report` shows, as one type."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ..database.session import Row


@dataclass(frozen=True)
class Report:
    """The figures and rows of one evening, or of the runs that started in a period.

    What is small is a list. What may be long is an iterator over the database, to be read once, in the order of these
    fields, while the session of `read` is open.

    Attributes:
        environment: its name.
        version: of lapse, which wrote the report.
        made_at: the clock of the database.
        made_by: the account of the operating system and the host.
        utc_offset: how far the clock of the database is ahead of UTC, as in `+09:00`.
        permission_table: whose rows are judged.
        logs: the access logs, each with the first and the last day that has rows.
        first_as_of: as of when the first evening judged; None for none.
        review_required: whether only reviewed SQL is run.
        exemption_days: an exemption that ends within so many days is one that ends soon.
        run_id: the run of the report, None for a period.
        from_at: the start of the period, None for one run.
        to_at: the end of the period (exclusive), None for one run.
        inactivity_days: the environment's inactivity period, in days.
        notice_days: how long a notice runs, in days; 0 for none.
        limits: the limits of the environment as they are now, by the name of their setting.
        runs: the runs of the report, oldest first.
        history: the evenings up to the last run of the report, oldest first, at most 400.
        figures: the numbers of the report.
        judged_run_id: the run whose judgement the report shows: its last judged evening, or plan if it has no evening.
        judged_as_of: as of when that run judged.
        is_listed: whether its list of candidates is still whole, not purged.
        last_run_id: the run of the steps and statements: the last evening of the report, else its last run.
        current_as_of: as of when what is current was looked at: as-of of the newest evening that was judged.
        programs: those with candidates, a hold or a policy, in that judgement.
        protections: that judgement's protected permissions, by rule.
        protected: the same by program and rule.
        idle_days: the permissions that there are now, by their idle days.
        about_to_lapse: per program the idle permissions that reach their inactivity period in 7 and in 30 days.
        notices: the permissions given notice, and from when they lapse.
        held_programs: the programs that the runs of the report held.
        lost_days: the lost days of the access logs as they are now, accepted or not.
        pauses: those in force at some time of the report, or now.
        exemptions: those in force at some time of the report, or now.
        rejected_items: what the runs of the report could not write.
        steps: the steps of that last run, each with the reasons of a guard as a list.
        statements: the SQL of the jobs of that run as it is rendered now, each with its path and text.
        sql_digest: the digest of these statements, to be compared with that of the run; None where a job is gone.
        revocations: all permissions that the runs of the report revoked, by program and user.
    """

    environment: str
    version: str
    made_at: datetime
    made_by: str
    utc_offset: str
    permission_table: str
    logs: list[Row]
    first_as_of: datetime | None
    review_required: bool
    exemption_days: int
    run_id: int | None
    from_at: datetime | None
    to_at: datetime | None
    inactivity_days: int
    notice_days: int
    limits: Row
    runs: list[Row]
    history: list[Row]
    figures: Row
    judged_run_id: int | None
    judged_as_of: datetime | None
    is_listed: bool
    last_run_id: int
    current_as_of: datetime
    programs: Iterator[Row]
    protections: list[Row]
    protected: Iterator[Row]
    idle_days: list[Row]
    about_to_lapse: Iterator[Row]
    notices: Iterator[Row]
    held_programs: list[Row]
    lost_days: list[Row]
    pauses: list[Row]
    exemptions: list[Row]
    rejected_items: Iterator[Row]
    steps: list[Row]
    statements: list[Row]
    sql_digest: str | None
    revocations: Iterator[Row]
