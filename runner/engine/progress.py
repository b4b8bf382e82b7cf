"""What a run tells of itself while it works."""


class Progress:
    """Told which step a run is at and how far a chunk step is; shows nothing.

    What shows it overrides both methods. They raise nothing: a run does not end because nobody can watch it.
    """

    def step(self, job: str, step: str, number: int, steps: int) -> None:
        """Note that a step begins.

        Args:
            job: a folder of sql/jobs.
            step: its name.
            number: which one of the run it is, from 1 on.
            steps: of the run in all.
        """

    def items(self, done: int, total: int) -> None:
        """Note how many items of all a chunk step has done, after each of its commits."""
