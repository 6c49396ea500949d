"""What helps where a token is missing, or is none: how this CI hands a secret to a job."""

from collections.abc import Mapping

_SECRET_PAGES = {
    "GitHub Actions": "give the job `env: {NAME: ${{ secrets.NAME }}}`; workflows of forks and of "
    "Dependabot get no secrets",
    "GitLab CI": "Settings > CI/CD > Variables; a protected variable is there on protected "
    "branches and tags only",
    "Azure Pipelines": "secret variables must be named in the step's env:",
    "Bitbucket Pipelines": "Repository settings > Repository variables, marked as secured",
    "CircleCI": "Project Settings > Environment Variables, or a context that the job names; builds "
    "of forks get none",
    "Travis CI": "encrypted variables are not given to pull requests of forks",
    "Jenkins": "bind it with withCredentials",
}


def token_remedy(variables: Mapping[str, str], name: str) -> str:
    """Return how the variable of a token is set where this runs: in a CI by its own page."""
    from buildtools.facts.ci import detect_ci

    system = detect_ci(variables).system
    if not system:
        return f"set {name}, in .env.local for instance; or rehearse without one: --dry-run"
    where = _SECRET_PAGES.get(system, "add it to the secrets of this CI").replace("NAME", name)
    runner = ""
    if "TURBO_HASH" in variables or "NX_TASK_HASH" in variables:
        runner = f"; the task runner hides variables it is not told of: pass {name} through"
    return f"set {name} in {system}: {where}{runner}"
