"""Run the trials: python -m bench [--full] [TRIAL...]."""

import argparse
import sys
import time

from . import claims, machine, results
from .companies import HERE
from .measure import Measured, measure
from .process import CACHE
from .trials import TRIALS, Scale


def main() -> None:
    """Run the trials that were asked for, all by default, and write the page; end with 1 if a trial failed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure what lapse claims.")
    parser.add_argument("trials", nargs="*", metavar="TRIAL", help=f"of {', '.join(TRIALS)}; all by default")
    parser.add_argument("--full", action="store_true", help="the sizes of the claims, which take an hour or two")
    asked = parser.parse_args()
    if unknown := [name for name in asked.trials if name not in TRIALS]:
        parser.error(f"no trial {unknown[0]!r}: {', '.join(TRIALS)}")
    scale: Scale = "full" if asked.full else "small"
    CACHE.mkdir(parents=True, exist_ok=True)
    is_whole = asked.full and not asked.trials
    file = (HERE if is_whole else CACHE) / "RESULTS.md"
    facts = machine.facts()
    found: dict[str, Measured] = {}
    for name in asked.trials or TRIALS:
        print(f"{name}: {TRIALS[name].purpose}", flush=True)
        started = time.monotonic()
        found[name] = measure(TRIALS[name], scale)
        print(found[name].fault or f"  done in {time.monotonic() - started:.0f} s", flush=True)
        file.write_text(results.page(found, scale, facts), encoding="utf-8")
    for claim in claims.CLAIMS:
        if claim.trial in found:
            text, target, measured, verdict = results.claim_row(claim, found[claim.trial])
            print(f"{verdict}: {text}: {measured}, {target}")
    print(f"written: {file}")
    sys.exit(any(measured.fault for measured in found.values()))


if __name__ == "__main__":
    main()
