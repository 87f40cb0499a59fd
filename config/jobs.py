"""Jobs about jobs: what a killed worker left behind is taken up again."""

from procrastinate.contrib.django import app


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="sweep", pass_context=True)
async def sweep_stalled_jobs(context, timestamp: int) -> None:
    """Give back to the queue the jobs whose worker has stopped; every job may therefore run twice, to the same effect."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)
