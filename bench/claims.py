"""The claims: each is an entry of data, which trial shows it, how it is reckoned and what is to be reached."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf

from .companies import Company


@dataclass(frozen=True)
class Figure:
    """What was measured of one contestant in one round."""

    value: float
    company: Company


Round = Mapping[str, Figure]


@dataclass(frozen=True)
class Claim:
    """A claim.

    Attributes:
        text: what is claimed, with how the figure is reckoned.
        trial: the trial that shows it.
        needs: the contestants whose figures are reckoned with.
        reckon: the figure of one round.
        at_most, at_least: the target; one of them.
        unit: of the figure; none for a ratio.
    """

    text: str
    trial: str
    needs: tuple[str, ...]
    reckon: Callable[[Round], float]
    at_most: float | None = None
    at_least: float | None = None
    unit: str = ""

    @property
    def target(self) -> str:
        """The target in words."""
        word, number = ("at most", self.at_most) if self.at_least is None else ("at least", self.at_least)
        return f"{word} {number:g}{self.unit and f' {self.unit}'}"

    def holds(self, figure: float) -> bool:
        """Whether a figure reaches the target."""
        return (self.at_most is None or figure <= self.at_most) and (self.at_least is None or figure >= self.at_least)


def _ratio(over: str, under: str, less: float = 0.0) -> Callable[[Round], float]:
    """Return a reckoning: the figure of `over`, less an allowance, by that of `under`."""
    return lambda row: (row[over].value - less) / row[under].value


def _worst(row: Round) -> float:
    return max(figure.value for figure in row.values())


def _above(smallest: str) -> Callable[[Round], float]:
    """Return a reckoning: the largest figure of the other companies, divided by that of the smallest company."""

    def reckon(row: Round) -> float:
        return max(figure.value for name, figure in row.items() if name != smallest) / row[smallest].value

    return reckon


def _growth(row: Round) -> float:
    """How much more a further permission costs between the last two sizes than between the first two.

    Where the first ones cost nothing that can be measured, nothing can be said, and the claim does not hold.
    """
    few, many, most = (row[name] for name in ("few", "many", "most"))
    first = _slope(few, many)
    return _slope(many, most) / first if first > 0 else inf


def _slope(less: Figure, more: Figure) -> float:
    return (more.value - less.value) / (more.company.permissions - less.company.permissions)


def _costlier(row: Round) -> float:
    """The largest cost of a candidate by that with fewer candidates."""
    few, many, most = (row[name].value / row[name].company.overdue for name in ("few", "many", "most"))
    return max(many / few, most / many)


_SIZES = ("few", "many", "most")

CLAIMS = (
    Claim(
        "An evening takes little more than its own statements sent by psql in the same transactions: "
        "(lapse - 0.4 s) / own statements",
        trial="evening",
        needs=("lapse", "own statements"),
        reckon=_ratio("lapse", "own statements", less=0.4),
        at_most=1.10,
    ),
    Claim(
        "An evening is near one with nothing around it: (lapse - 0.6 s) / bare psql",
        trial="evening",
        needs=("lapse", "bare psql"),
        reckon=_ratio("lapse", "bare psql", less=0.6),
        at_most=1.5,
    ),
    Claim(
        "lapse is ahead of dbt: dbt / lapse",
        trial="evening",
        needs=("dbt", "lapse"),
        reckon=_ratio("dbt", "lapse"),
        at_least=1.3,
    ),
    Claim(
        "lapse is ahead of Spring Batch with chunks of 1,000: Spring Batch 1000 / lapse",
        trial="evening",
        needs=("Spring Batch 1000", "lapse"),
        reckon=_ratio("Spring Batch 1000", "lapse"),
        at_least=1.3,
    ),
    Claim(
        "An item is synced far faster than by Spring Batch with a commit per item: Spring Batch 1 / lapse",
        trial="item by item",
        needs=("Spring Batch 1", "lapse"),
        reckon=_ratio("Spring Batch 1", "lapse"),
        at_least=30,
    ),
    Claim(
        "A commit per chunk is far faster than one per item: lapse 1 / lapse",
        trial="item by item",
        needs=("lapse 1", "lapse"),
        reckon=_ratio("lapse 1", "lapse"),
        at_least=20,
    ),
    Claim(
        "A quiet evening is near the start of Python: (lapse - 0.3 s) / imports",
        trial="quiet evening",
        needs=("lapse", "imports"),
        reckon=_ratio("lapse", "imports", less=0.3),
        at_most=3,
    ),
    Claim(
        "`lapse --help` answers at once",
        trial="quiet evening",
        needs=("help",),
        reckon=lambda row: row["help"].value,
        at_most=0.3,
        unit="s",
    ),
    Claim(
        "An evening costs no more with a longer log: slower of the longer two / shortest",
        trial="log",
        needs=("short", "long", "longest"),
        reckon=_above("short"),
        at_most=1.15,
    ),
    Claim(
        "The cost grows in step with the permissions: slope from many to most / slope from few to many",
        trial="permissions",
        needs=_SIZES,
        reckon=_growth,
        at_most=1.3,
    ),
    Claim(
        "An evening costs no more with more programs: slower of those with more / with the fewest",
        trial="programs",
        needs=_SIZES,
        reckon=_above("few"),
        at_most=1.3,
    ),
    Claim(
        "The cost of a candidate falls with their number: cost with more / cost with fewer",
        trial="first evening",
        needs=_SIZES,
        reckon=_costlier,
        at_most=1,
    ),
    Claim(
        "One bad item in 1,000 costs little: with bad items / clean",
        trial="bad items",
        needs=("with bad items", "clean"),
        reckon=_ratio("with bad items", "clean"),
        at_most=2,
    ),
    Claim(
        "The memory of lapse stays small: the most of any command",
        trial="memory",
        needs=("run", "plan", "candidates", "report"),
        reckon=_worst,
        at_most=90,
        unit="MB",
    ),
    Claim(
        "`lapse load` has at least half the speed of psql's copy: psql copy / lapse load",
        trial="load",
        needs=("psql copy", "lapse load"),
        reckon=_ratio("psql copy", "lapse load"),
        at_least=0.5,
    ),
    Claim(
        "Of eight evenings started at once one works, the others end with 75: the slowest of these",
        trial="eight at once",
        needs=("the slowest refused",),
        reckon=_worst,
        at_most=2,
        unit="s",
    ),
)
