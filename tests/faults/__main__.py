"""The long form: many rounds of faults, counted; `make torture ROUNDS=200`, or `python -m tests.faults --help`."""

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from tests.faults.kinds import KINDS
from tests.faults.rounds import grounds

_TELL_EVERY_S = 15


def main() -> int:
    """Play the rounds and print what they came to; 1 if anything did not hold."""
    options = _options()
    logging.disable()  # of sessions that are lost, as they must be
    injected: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    seconds: defaultdict[str, float] = defaultdict(float)
    violations = 0
    again = f"--seed {options.seed}" + (f" --only '{options.only}'" if options.only else "")
    kinds = [kind for kind in KINDS if options.only in kind.name]
    rounds = [options.round] if options.round is not None else range(options.rounds)
    told = began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, grounds(Path(folder)) as play:
        for number in rounds:
            kind = kinds[number % len(kinds)]
            started = time.monotonic()
            played, misses = play(f"{options.seed}/{number}", kind)
            seconds[kind.name] += time.monotonic() - started
            if misses:
                missed[kind.name] += misses
            injected[kind.name] += played.hit
            if played.violations:
                violations += len(played.violations)
                _say(f"VIOLATED by {kind.name} ({again} --round {number}): {played.detail}")
                for violation in played.violations[:10]:
                    _say(f"  {violation}")
            elif options.verbose or options.round is not None:
                _say(f"{number} {kind.name}: {played.detail.strip()}")
            if time.monotonic() - told > _TELL_EVERY_S:
                told = time.monotonic()
                _say(f"{number + 1} of {len(rounds)} rounds, {violations} violations, {told - began:.0f} s")
    _table(injected, missed, seconds)
    _say(f"{len(rounds)} rounds, {injected.total()} faults injected, {violations} violations, seed {options.seed}")
    idle = [name for name in missed if not injected[name]]
    for name in idle:
        _say(f"took effect in no round: {name}")
    return 1 if violations or idle else 0


def _table(injected: Counter[str], missed: Counter[str], seconds: dict[str, float]) -> None:
    _say(f"\n{'fault':58} injected  missed  s a round")
    for kind in KINDS:
        if injected[kind.name] + missed[kind.name]:
            a_round = seconds[kind.name] / max(injected[kind.name], 1)
            _say(f"{kind.name:58} {injected[kind.name]:8} {missed[kind.name]:7} {a_round:10.1f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--round", type=int, help="only this one, to repeat it")
    parser.add_argument("--only", default="", metavar="WORDS", help="only the kinds whose name has these words")
    parser.add_argument("--verbose", action="store_true", help="say of each round what happened")
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
