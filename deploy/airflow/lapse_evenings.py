"""The evenings of many environments: one task each, at 18:00, a few at a time.

Put this file into the folder of DAGs, and list the environments in Airflow's variable `lapse_environments`, as JSON:
["crm", "erp"]. Workers need the project in /opt/lapse with its .venv, and the passwords where the environments say.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.standard.hooks.subprocess import SubprocessHook
from airflow.sdk import DAG, BaseOperator, Context, CronTriggerTimetable, Variable, get_current_context, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException, AirflowTaskTimeout

PROJECT = "/opt/lapse"
LAPSE = f"{PROJECT}/.venv/bin/lapse"
LATEST = timedelta(hours=1)
LOCKED = 75


class Evening(BaseOperator):
    """Runs `lapse --env ENVIRONMENT run`, whose output becomes the log of the task."""

    def __init__(self, environment: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.environment = environment
        self.hook = SubprocessHook()

    def execute(self, context: Context) -> None:
        """Run the evening.

        Raises:
            AirflowException: 75 (another run, or a load, holds the lock). The task is tried again later, as one is
                whose worker was lost.
            AirflowFailException: any other exit code but 0, or an evening that hangs. It is not tried again. A run
                itself repeats what may go well the next time; 4 (stopped by a guard or limit) and 5 (SQL differs from
                its review) need a person, and 3 (done with rejected items) one who looks at the items.
        """
        try:
            code = self.hook.run_command([LAPSE, "--env", self.environment, "run"], cwd=PROJECT).exit_code
        except AirflowTaskTimeout:
            self.on_kill()
            raise AirflowFailException(f"lapse run on {self.environment} was stopped: it did not end in time") from None
        if code:
            raised = AirflowException if code == LOCKED else AirflowFailException
            raise raised(f"lapse run on {self.environment} ended with exit code {code}: see the log above")

    def on_kill(self) -> None:
        """Stop the run by SIGTERM: it ends before its next step and commit, and rolls back what is not committed."""
        self.hook.send_sigterm()


with DAG(
    "lapse_evenings",
    description=__doc__.partition("\n")[0],
    schedule=CronTriggerTimetable("0 18 * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    tags=["lapse"],
) as dag:

    @task
    def environments() -> list[str]:
        """Return the environments of tonight; none where the scheduler was down at 18:00 and it is an hour late."""
        run = get_current_context()["dag_run"]
        if run.run_type == "scheduled" and datetime.now(UTC) - run.run_after > LATEST:
            raise AirflowSkipException("missed; the next evening reads the log from where the last one ended")
        return list(Variable.get("lapse_environments", deserialize_json=True))

    Evening.partial(
        task_id="evening",
        map_index_template="{{ task.environment }}",
        max_active_tis_per_dag=4,
        retries=3,
        retry_delay=timedelta(minutes=15),
        execution_timeout=timedelta(hours=12),
    ).expand(environment=environments())
