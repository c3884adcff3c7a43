"""What listens, and what is connected: only this computer should be able to reach Jarvis."""

from jarvis.checks.finding import Check, Finding, absent, counted, failed, notice, ok
from jarvis.checks.microphone import SLOW_LIMIT_S, system
from jarvis.checks.patient import Patient

_SHOWN = 3


def ports(patient: Patient) -> Finding:
    """Whether only this computer can reach what of ours listens."""
    if patient.pid is None:
        return absent("0 ports: Jarvis does not run")
    listening = [
        one for one in system(patient).sockets if one.kind != "unix" and one.local and not one.remote
    ]
    outside = [one for one in listening if one.reach == "outside"]
    seen = f"{counted(len(listening), 'port')} open, {len(outside)} of them to other machines"
    if not outside:
        return ok(seen)
    shown = ", ".join(f"{one.local} ({one.kind}, process {one.pid})" for one in outside[:_SHOWN])
    return failed(seen, f"others can reach {shown}", "End that process, and tell whoever wrote the skill.")


def connections(patient: Patient) -> Finding:
    """Whether anything of ours is connected to another machine."""
    if patient.pid is None:
        return absent("0 connections: Jarvis does not run")
    found = [one for one in system(patient).sockets if one.reach == "outside" and one.remote]
    seen = f"{counted(len(found), 'connection')} to other machines"
    if not found:
        return ok(seen)
    shown = ", ".join(f"{one.remote} ({one.program})" for one in found[:_SHOWN])
    config = patient.config
    allowed = config.mind.allow_network or config.recognition.allow_network or config.mind.allow_cloud
    if allowed:
        return notice(seen, f"you allowed services outside: {shown}", "See the check “network-services”.")
    return notice(seen, shown, "A skill with that permission, or the weather: `jarvis skills list`.")


CHECKS = (
    Check("ports", "ports that other machines can reach", ports, limit_s=SLOW_LIMIT_S),
    Check("connections", "connections to other machines", connections, limit_s=SLOW_LIMIT_S),
)
