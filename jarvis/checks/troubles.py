"""Recipes for what people complain of, each in four steps: what was looked at, and what it showed."""

import os
from typing import Any

from jarvis import machine
from jarvis.checks.files import is_held
from jarvis.checks.finding import Check, Finding, State, absent, counted, not_running, ok
from jarvis.checks.patient import Patient

_ENOUGH = 3
"""Fewer turns say nothing about how long they take."""
_SHARE = 0.5
_LITTLE_MB = 500


def latency(patient: Patient) -> Finding:
    """High latency: which stage, the queue, the computer, the model."""
    found, status = patient.told("/latency"), patient.status
    if found is None or status is None:
        return not_running("latency")
    slow = {name: one for name, one in found["stages"].items() if _is_slow(one)}
    waiting = int(status["queue"]["waiting"])
    load, cores, free = os.getloadavg()[0], os.cpu_count() or 1, machine.free_ram_mb()
    answered = status["mind"].get("model") or "no model"
    steps = (
        f"1. Stages over budget in most turns: {_stages(slow) or 'none'}.",
        f"2. Waiting requests: {waiting}.",
        f"3. The computer: load {load:.1f} on {counted(cores, 'core')}, {free} MB of memory free.",
        f"4. Models in memory: {status['residency']['sentence']}; {answered} answered.",
    )
    turns = max((one["count"] for one in found["stages"].values()), default=0)
    seen = f"{len(slow)} stages too slow in most of {counted(turns, 'turn')}"
    if not slow:
        return ok(seen, steps)
    if load > 2 * cores:
        cause, remedy = "other programs keep the processor busy", "Close them, and try again."
    elif free < _LITTLE_MB:
        cause, remedy = "there is hardly any memory left", "Close programs, or use a smaller model."
    else:
        cause, remedy = (
            f"{_stages(slow)}",
            "`jarvis why` tells where a turn's time went; try a smaller model.",
        )
    return Finding(State.WARNING, seen, cause, remedy, steps)


def _is_slow(one: dict[str, Any]) -> bool:
    return bool(one["count"] >= _ENOUGH and one["violations"] > one["count"] * _SHARE)


def _stages(slow: dict[str, Any]) -> str:
    return ", ".join(
        f"{name} (p50 {one['p50_ms']} ms, budget {one['budget_ms']:.0f} ms)" for name, one in slow.items()
    )


def interruptions(patient: Patient) -> Finding:
    """Interruptions do not work: the settings, the microphone, the echo, the figures."""
    found, status = patient.told("/latency"), patient.status
    if found is None or status is None:
        return not_running("interruptions")
    rules, microphone, echo = patient.config.interruption, status["microphone"], status["echo"]
    told = found["interruptions"]
    reactions = sorted(int(ms) for ms, often in told["reaction_ms"].items() for _ in range(int(often)))
    device, state = microphone["device"] or "none open", "muted" if microphone["muted"] else "not muted"
    false, middle = told["false"], f"{reactions[len(reactions) // 2]} ms" if reactions else "none measured"
    seen = f"{told['interruptions']} interruptions, {told['ignored']} ignored"
    steps = (
        f"1. The settings: by_voice {rules.by_voice}, {rules.vad_duration_ms} ms of speech needed.",
        f"2. The microphone: {device}, {state}.",
        f"3. The echo: {echo['by'] or 'nobody'} takes it out, {echo['state'] or 'nothing is known yet'}.",
        f"4. So far: {seen} ({false} false), reaction {middle}.",
    )
    if rules.by_voice == "never":
        cause, remedy = "`interruption.by_voice` is never", "Set it to auto, or say the wake word or “stop”."
    elif microphone["muted"] or not microphone["device"]:
        cause, remedy = "the microphone is closed while Jarvis speaks", "Use `jarvis unmute`, or connect one."
    elif echo["state"] == "strong":
        cause, remedy = (
            f"the echo is too strong: {echo['why']}",
            "Use a headset, or `jarvis doctor --fix echo`.",
        )
    elif told["ignored"] > _ENOUGH and told["ignored"] > 4 * told["interruptions"]:
        cause, remedy = "most speech was too short", "Lower `interruption.vad_duration_ms`."
    else:
        return ok(seen, steps)
    return Finding(State.WARNING, seen, cause, remedy, steps)


def breakers(patient: Patient) -> Finding:
    """Circuit breakers open: which, how often, why, and when they are tried again."""
    found, status = patient.told("/latency"), patient.status
    if found is None or status is None:
        return not_running("breakers")
    every = found["breakers"]
    resting = {name: one for name, one in every.items() if one["state"] != "closed"}
    failing = {name: one for name, one in every.items() if one["failures"]}
    problems = [status[part]["problem"] for part in ("recognizer", "loudspeaker", "mind", "microphone")]
    why = " ".join(str(one) for one in problems if one)
    rests = ", ".join(f"{name} in {one['rests_for_s']:.0f} s" for name, one in resting.items())
    failures = ", ".join(f"{name} {one['failures']} of {one['threshold']}" for name, one in failing.items())
    steps = (
        f"1. Breakers that are not closed: {', '.join(resting) or 'none'} of {len(every)}.",
        f"2. Failures just now: {failures or 'none'}.",
        f"3. What the parts say: {why or 'nothing'}",
        f"4. Tried again: {rests or 'nothing rests'}.",
    )
    seen = f"{len(resting)} of {counted(len(every), 'breaker')} not closed"
    if not resting:
        return ok(seen, steps)
    cause = why or f"{', '.join(resting)} failed again and again"
    remedy = "Wait for the next trial; if it opens again, look at the checks “recognizer”, “voice”, “ollama”."
    return Finding(State.FAILED, seen, cause, remedy, steps)


def workers(_: Patient) -> Finding:
    """Worker not found: there are none, all of the work is done here."""
    return absent("0 workers: none can be set up, this computer does all the work itself")


def websocket(patient: Patient) -> Finding:
    """WebSocket failed: there is none; what there is in its place, and whether it answers."""
    door = patient.place("run") / "socket"
    if patient.status is not None:
        steps = (
            f"1. Who serves (in place of `lsof`): process {patient.pid}, at {door}.",
            "2. What it answers (in place of the upgrade with `curl`): GET /status, 200.",
        )
        seen = "0 WebSockets: none is configured; events come as lines over the socket, which answers"
        return Finding(State.ABSENT, seen, "", "Use `jarvis events`.", steps)
    held = "a daemon that does not answer there" if is_held(patient) else "no daemon"
    return absent(f"0 WebSockets: none is configured; and there is {held}", remedy="Run `jarvis start`.")


CHECKS = (
    Check("trouble-latency", "answers that take long: stages, queue, computer, models", latency),
    Check(
        "trouble-interruptions",
        "interruptions that do not work: settings, microphone, echo, figures",
        interruptions,
    ),
    Check("trouble-breakers", "circuit breakers that open: which, how often, why, until when", breakers),
    Check("trouble-worker", "workers that are not found", workers),
    Check("trouble-websocket", "a WebSocket that fails", websocket),
)
