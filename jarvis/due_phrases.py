"""How people speak of what comes due, in pieces of templates: timers, alarms, reminders and the stopwatch share them.

A piece in round brackets has to be said; one in square brackets may be.
"""

THE = "[the|my|that|this|our]"
A = "[a|an|the|another|my|one|new|a new|some]"
MAKE = (
    "[set|start|make|create|put|run|begin|get|do|kick off|have|stick|throw|set off|launch|turn|switch|use|add|open"
    "|schedule|program|arrange|book] [up|on] [me|us|for me]"
)
"""Before something new; may be left out."""
MAKE_SURELY = MAKE.replace("[", "(", 1).replace("]", ")", 1)
CANCEL = (
    "(cancel|delete|remove|clear|kill|scrap|abort|drop|dump|bin|lose|forget [about]|get rid of|call off"
    "|never mind|nevermind|disable|deactivate|erase|wipe|undo|take off|skip)"
)
"""To do away with something."""
OFF = "(turn off|switch off|shut off|stop|end|silence|quit|shut up|shut down|finish|halt|dismiss)"
"""To end what is going on."""
NOT_NEEDED = "[I|we] (don't|do not|won't|no longer) (need|want)"
NO_LONGER = "(can go|can stop|can be (cancelled|deleted)|is not needed|isn't needed|is no longer needed|is unnecessary)"
TELL = "(list|show|read|read out|tell|name|go through|give|see|check|hear) [me|to me] [about] [all] [of]"
GOES_OFF = "(go off|goes off|going off|ring|rings|end|ends|sound|finish|finishes|stop|stops|run out|runs out|expire|be done|be up|be over)"
PING = (
    "(let me know|tell me|ping me|alert me|warn me|notify me|buzz me|beep me|beep|shout|nudge me|ring me|poke me"
    "|(give|send) me a (shout|ping|nudge|heads up|ring|buzz|call|alert|warning))"
)
LEFT = "(left|remaining|to go)"
