"""Ballots from the booth's own module, made outside a browser by Node.js."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAKER = Path(__file__).with_name("booth_make.mjs")
OWNER = "eRmWf-FziCfp-jHzUS-2WvJdf"  # a published test credential of the sample election
SAMPLE_ELECTION = (
    '{"version":1,"description":"互操作样例","name":"业主大会表决样例","group":"Ed25519",'
    '"public_key":"e2cf3162e6f364148eddf4282e7cf75f88183245b30518bdaba9234e0c82b453",'
    '"questions":[{"answers":["同意","反对","弃权"],"min":1,"max":1,'
    '"question":"是否同意使用维修资金更换2号楼电梯？"}],"uuid":"L2SabEkobQ9yb3",'
    '"administrator":"管理员","credential_authority":"凭证机构"}'
)
COMMITTEE = {
    "answers": [f"候选人{number}" for number in range(1, 10)],
    "min": 5,
    "max": 7,
    "question": "选举业主委员会委员",
}
BUDGET = {"answers": ["同意", "反对"], "blank": True, "min": 1, "max": 1, "question": "预算"}


@dataclass(frozen=True)
class Made:
    """A ballot as the booth made it, and what the booth derived from the credential."""

    text: str
    tracker: str
    secret: int
    public_credential: str


def election_with(*questions: dict[str, Any]) -> str:
    """Return the sample election with other questions."""
    election = json.loads(SAMPLE_ELECTION) | {"questions": list(questions)}
    return json.dumps(election, ensure_ascii=False, separators=(",", ":"))


def make(*requests: dict[str, Any]) -> list[Made]:
    """Return the ballots for requests of an election, choices, and optionally credential, seed."""
    full = [{"credential": OWNER, "seed": "one"} | request for request in requests]
    done = subprocess.run(
        ["node", MAKER], input=json.dumps(full), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [
        Made(made["text"], made["tracker"], int(made["secret"]), made["publicCredential"])
        for made in json.loads(done.stdout)
    ]
