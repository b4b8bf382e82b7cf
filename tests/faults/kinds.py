"""All kinds of fault."""

from tests.faults import clocks, locks, processes, rivals, sessions
from tests.faults.rounds import Kind

KINDS: list[Kind] = [*processes.KINDS, *sessions.KINDS, *locks.KINDS, *rivals.KINDS, *clocks.KINDS]
