"""The skills: broken or held back, what they were allowed, and the walls around them."""

import json

from jarvis.checks.finding import Check, Finding, counted, failed, not_running, notice, ok, warning
from jarvis.checks.patient import Patient
from jarvis.errors import SkillError
from jarvis.permissions import from_json
from jarvis.walls import kernel, standing

_SHOWN = 3
_LARGEST = 1 << 20


def skills(patient: Patient) -> Finding:
    """Whether all skills answer."""
    found = patient.told("/skills")
    if found is None:
        return not_running("skills")
    every = found["skills"]
    on = sum(one["status"] == "on" for one in every)
    wrong = [one for one in every if one["status"] in {"broken", "refused"}]
    held = [one for one in every if one["status"] == "needs permission"]
    off = sum(one["status"] == "off" for one in every)
    counts = f"{len(wrong)} broken or refused, {len(held)} held back, {off} off"
    seen = f"{on} of {counted(len(every), 'skill')} on, {counts}"
    if wrong:
        cause = "; ".join(f"{one['name']}: {one['reason']}" for one in wrong[:_SHOWN])
        return failed(seen, cause[:400], f"Mend it, then `jarvis skills reload {wrong[0]['name']}`.")
    if held:
        names = ", ".join(one["name"] for one in held[:_SHOWN])
        cause = f"{names} asks for permission"
        return notice(seen, cause, f"Look at it, then `jarvis skills enable {held[0]['name']}`.")
    return ok(seen)


def walls(_: Patient) -> Finding:
    """Whether the kernel keeps a skill from files, network and other processes."""
    every = standing(kernel())
    missing = [one for one in every if not one.stands]
    names = ", ".join(one.name for one in every if one.stands)
    seen = f"{len(every) - len(missing)} of {len(every)} walls stand: {names}"
    if missing:
        cause = " ".join(one.words for one in missing)
        return warning(seen, cause, "Use a newer kernel, or only skills that you trust.")
    return ok(seen)


def permissions(patient: Patient) -> Finding:
    """What skills were allowed."""
    file = patient.place("data") / "skill_grants.json"
    try:
        with file.open("rb") as stream:
            kept = {
                name: from_json(dict(one)) for name, one in dict(json.loads(stream.read(_LARGEST))).items()
            }
    except FileNotFoundError:
        return ok("0 skills were allowed anything")
    except (OSError, ValueError, TypeError, SkillError) as error:
        cause = f"{file} cannot be read ({type(error).__name__}): every skill has to ask again"
        return failed("0 permissions could be read", cause, f"Delete {file}, and allow again what you trust.")
    asked = [name for name, one in kept.items() if one.network or one.programs or one.write]
    seen = (
        f"{counted(len(kept), 'skill')} allowed something, {len(asked)} of them network, programs or writing"
    )
    if asked:
        remedy = f"`jarvis skills disable {asked[0].removesuffix('.py')}` takes it back."
        return notice(seen, f"you allowed it: {', '.join(asked[:_SHOWN])}", remedy)
    return ok(seen)


CHECKS = (
    Check("skills", "skills that are broken, refused or held back", skills),
    Check("walls", "the walls around skills: limits, files, network, processes", walls),
    Check("skill-permissions", "what skills were allowed", permissions),
)
