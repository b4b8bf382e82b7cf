"""What a DBA sees of the sessions of lapse, and does to them."""

import sqlalchemy as sa

from tests.oracle.server import OWNER

_LAPSE = f"s.username = '{OWNER.upper()}' and s.module = 'lapse'"


def shown(dba: sa.Engine) -> list[tuple[str, str | None, str | None]]:
    """Return module, action and client identifier of each session of lapse, those with an action first."""
    text = (
        f"select s.module, s.action, s.client_identifier from v$session s where {_LAPSE} order by s.action nulls last"
    )
    with dba.connect() as connection:
        return [(row[0], row[1], row[2]) for row in connection.exec_driver_sql(text)]


def kill(dba: sa.Engine, condition: str) -> int:
    """Kill the sessions of lapse for which the condition on v$session holds; return how many there were."""
    with dba.connect() as connection:
        text = f"select s.sid || ',' || s.serial# from v$session s where {_LAPSE} and {condition}"
        found = [row[0] for row in connection.exec_driver_sql(text)]
        for session in found:
            connection.exec_driver_sql(f"alter system kill session '{session}' immediate")
    return len(found)


def waits_for_a_row(dba: sa.Engine) -> bool:
    """Say whether a session of lapse waits for a row that another one holds."""
    text = (
        f"select count(*) from v$session s where {_LAPSE}"
        " and s.state = 'WAITING' and s.event = 'enq: TX - row lock contention'"
    )
    with dba.connect() as connection:
        return bool(connection.exec_driver_sql(text).scalar_one())
