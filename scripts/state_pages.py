"""Write docs/states/*.md from the tables of states in the code; `check` fails when one is old."""

import sys
from pathlib import Path

from linli.apps.cases.rules.flow import FLOW, STEPS, CaseState
from linli.apps.cases.rules.tasks import TASK_FLOW, TaskState
from linli.apps.organisations.rules.service import CLAIM_FLOW, ClaimState
from linli.core.machine import Machine

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "states"
NOTE = "Generated from `{source}` by `./run python scripts/state_pages.py`; do not edit."


def diagram(machine: Machine) -> list[str]:
    """Return the table of a machine as a diagram: one arrow for each pair of states."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for row in machine:
        arrows.setdefault((str(row.state), str(row.next)), []).append(str(row.action))
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {machine.initial}"]
    lines += [
        f"    {state} --> {after}: {', '.join(actions)}"
        for (state, after), actions in arrows.items()
    ]
    return [*lines, "```"]


def table(machine: Machine) -> list[str]:
    """Return the same as a table with parts, evidence and limits."""
    lines = ["| state | action | next | who | needs | limit |", "|---|---|---|---|---|---|"]
    return lines + [
        f"| {row.state} | {row.action} | {row.next} | {', '.join(sorted(row.roles)) or '–'} "
        f"| {', '.join(sorted(row.evidence)) or '–'} | {row.limit or '–'} |"
        for row in machine
    ]


def pages() -> dict[str, str]:
    """Return the text of each page by its file name."""
    clocks = [f"- {state}: {STEPS.get(state, '–')}" for state in CaseState]
    case = [
        "# States of a case (案卷状态)",
        "",
        NOTE.format(source="linli/apps/cases/rules/flow.py"),
        "",
        *diagram(FLOW),
        "",
        *table(FLOW),
        "",
        "The clock that runs in each state:",
        "",
        *clocks,
    ]
    task = [
        "# States of a task (任务状态)",
        "",
        NOTE.format(source="linli/apps/cases/rules/tasks.py"),
        "",
        *diagram(TASK_FLOW),
        "",
        *table(TASK_FLOW),
        "",
        f"Final: {', '.join(str(s) for s in TaskState if s in TASK_FLOW.final_states())}.",
    ]
    claim = [
        "# States of a claim of service (认领状态)",
        "",
        NOTE.format(source="linli/apps/organisations/rules/service.py"),
        "",
        *diagram(CLAIM_FLOW),
        "",
        *table(CLAIM_FLOW),
        "",
        f"Final: {', '.join(str(s) for s in ClaimState if s in CLAIM_FLOW.final_states())}.",
    ]
    return {
        "claim.md": "\n".join(claim) + "\n",
        "case.md": "\n".join(case) + "\n",
        "task.md": "\n".join(task) + "\n",
    }


def old_pages() -> list[str]:
    """Return the pages that do not say what the code says."""
    return [
        name
        for name, text in pages().items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text() != text
    ]


def main() -> None:
    """Write the pages, or check them."""
    if sys.argv[1:] == ["check"]:
        if old := old_pages():
            sys.exit(f"old: {', '.join(old)}; run ./run python scripts/state_pages.py")
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
