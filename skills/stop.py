"""Silence."""

from jarvis import house, skill
from jarvis.tasks import Priority


@skill(
    "[just] stop [it|that|this|talking|speaking|reading|now|there|right there|right now] [now|right now]",
    "stop stop [stop]",
    "(quit|cease|no more|stop your|enough of your) (talking|speaking|chatter|chattering)",
    "(I said|I told you to) (stop|be quiet|shut up)",
    "[be] (quiet|silent|still|hush|shush) [now|for a (moment|minute|second)]",
    "(silence|shut up|shut it|zip it|hush|shush|shh|sh|pipe down|halt|enough|cut it out|give it a rest|knock it off|leave it|drop it|that will do|that'll do) [now|already]",
    "(that's|that is|it's) enough [now|already|for now]",
    "enough (already|of that|now|is enough|talking)",
    "[I've|I have] heard enough",
    "(don't|do not) (talk|speak|say anything) [any more|anymore|now]",
    "(never mind|nevermind|forget it|forget about it|forget that|don't bother|it doesn't matter|not now|no matter) [now|then]",
    "(hold on|wait) stop",
    "cancel",
    example="stop",
    priority=Priority.CRITICAL,
)
async def stop() -> str:
    """Be silent at once."""
    house().stop_speaking()
    return ""
