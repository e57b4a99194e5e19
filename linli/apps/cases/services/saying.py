"""What is said in a clip, written down: for whoever does not hear it, or has no sound.

Whoever works on the case may, and the reporter for what they sent. Each version stands in the
thread; the last one beside the clip. Source: [rule:case-voices].
"""

from datetime import datetime

from linli.apps.cases import permissions
from linli.apps.cases.models import Case, Clip
from linli.apps.cases.rules.clips import MOST_SAID
from linli.apps.cases.rules.texts import kept_text
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.recording import begin_aside, seen_case
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.days import local_day


@command
def write_down(
    *,
    actor: Actor,
    case_id: int,
    digest: str,
    said: str,
    now: datetime,
    slip: str = "",
    key: str = "",
) -> Case:
    """Write down what is said in a clip of a case, or put it right (写下语音内容); closed ones too.

    Nothing takes it away again. Raises NotFound, NotAllowed, TextTooLong.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now, slip=slip)
    clip = Clip.objects.select_related("step").filter(case=case, digest=digest).first()
    if clip is None:
        raise NotFound(kind="clip")
    decision = permissions.can_write_down(
        actor, case, is_theirs=clip.is_reporters, day=local_day(now), slip=slip
    )
    act = begin_aside(
        actor=actor, case=case, version=None, now=now, decision=decision, slip=slip, closed_too=True
    )
    words = kept_text(said, field="said", most=MOST_SAID, needed=False)
    if words == clip.said:
        return case
    clip.said = words
    clip.save(update_fields=["said"])
    act.facts["clip"] = clip.pk
    is_inner = clip.step is not None and clip.step.is_inner
    return act.aside("said", text=words, is_heavy=False, is_inner=is_inner)
