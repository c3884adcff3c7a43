"""Timers. Set, they are on disk; they ring once, even after a restart."""

from collections.abc import Sequence
from datetime import timedelta

from jarvis import Reply, ask, house, skill
from jarvis import due_phrases as of
from jarvis.due_replies import cancel, evidence, list_them, number_of, pick, restore
from jarvis.due_words import called, in_words, listed
from jarvis.household import Due, Wanted
from jarvis.spoken_words import plain
from jarvis.when import read_datetime

_TIMER = "(timer|countdown|count down|egg timer|kitchen timer)"
_THE_TIMER = f"{of.THE} {_TIMER}"
_LONG = "(much time|long|much longer|much more time|many [more] minutes|many [more] seconds)"
_MORE = "(more|longer|extra)"
_PUT = "(add|put|stick|tack|throw|pop|give it|give me) [on] [another|an extra|an additional|a further]"
_EXTEND = "(extend|prolong|lengthen|increase|bump [up]|push [back]|stretch|up|delay)"
_SHORTEN = "(shorten|reduce|cut|decrease|cut down)"


@skill(
    "set [me] a timer for {duration}",
    "set [me] a {name} timer for {duration}",
    f"{of.MAKE} {of.A} {_TIMER} [going|running] [for|to|of|at|with|from] {{duration}} [long]",
    f"{of.MAKE} {of.A} {{duration}} {_TIMER} [on|going|running]",
    f"{of.MAKE_SURELY} {of.A} {{name}} timer [on|going] (for|of|to|at) {{duration}}",
    f"{of.MAKE_SURELY} {of.A} {{duration}} timer (called|named|for) [the|my] {{name}}",
    f"{of.MAKE} {of.A} timer for {{duration}} (called|named|for) [the|my] {{name}}",
    f"{of.MAKE} {of.A} {{duration}} timer (called|named|for) [the|my] {{name}}",
    f"{of.MAKE} {of.A} timer (called|named|for) [the|my] {{name}} (for|of) {{duration}}",
    "{duration} for the {name}",
    "[start|begin] (time|timing) [me|for|me for|out] {duration}",
    "(count|start counting) [down] [from] {duration}",
    f"{of.PING} (in|after) {{duration}}",
    f"{of.PING} (when|once|as soon as) {{duration}} (is|are|have|has) (up|over|passed|gone [by]|done|elapsed)",
    "(wake|call|remind) me (in|after) {duration}",
    f"{{duration}} on [the|a|my] {_TIMER}",
    example="set a timer for ten minutes",
)
async def set_timer(duration: timedelta, name: str = "") -> str | Reply:
    """Set a timer, and speak when it is due."""
    return await _set(duration, name)


@skill(
    f"{of.MAKE_SURELY} (a|another|a new|one) {_TIMER} [set] [up] [for me]",
    f"[I] (need|want) (a|another|a new|one) {_TIMER} [set] [up] [for me]",
    example="start a new timer",
)
async def begin_timer() -> str | Reply:
    """Set a timer, and ask how long it shall run."""
    said = plain(await ask("For how long?")).removeprefix("for ")
    now = house().now()
    until = read_datetime(f"in {said}", now)
    return await _set(until - now) if until else f"I do not know how long that is: {said}."


async def _set(duration: timedelta, name: str = "") -> str | Reply:
    seconds = int(duration.total_seconds())
    if seconds <= 0:
        return "A timer needs at least one second."
    length, name = in_words(seconds), name.removeprefix("new ").strip()
    one = await house().due.add(Wanted("timer", length_s=seconds, name="" if name == "new" else name))
    did = evidence("timer set", [one], after=length)
    text = f"{one.name.capitalize()} timer set for {length}." if one.name else f"Timer set for {length}."
    return Reply(text, did=did, undo=f"cancel {number_of(one)}")


@skill(
    "how much longer [is it|to go|now]",
    f"how {_LONG} [is|are] [there] [still] {of.LEFT} [(on|for|in|with|of) {_THE_TIMER}]",
    f"how {_LONG} (do I|do we|have I|have we|has it|does it|has {_THE_TIMER}|does {_THE_TIMER}|is {_THE_TIMER}) [still|now] [have|got|have got|have to wait|have to go] [left|remaining|to go] [(on|for|with) {_THE_TIMER}]",
    f"how {_LONG} ((on|for|with|in|of) {_THE_TIMER}|remains|remain) [on {_THE_TIMER}]",
    f"how {_LONG} (is|remains|remain) (on|for|in) {_THE_TIMER}",
    f"how (long|soon|{_LONG}) [until|till|before|does|will|for|is it until] {_THE_TIMER} [will|to|is|does] [still] [take|have|have left|done|finished|up|last|run|{of.GOES_OFF}]",
    f"(when|what time|at what time) (does|will|is|should) {_THE_TIMER} [going to] (done|finished|up|over|due|be finished|{of.GOES_OFF})",
    f"(is|has) {_THE_TIMER} [nearly|almost|about|still|already] (done|finished|up|over|running|going|on|gone off|rung|ready|due) [yet]",
    f"(what does|what[ is|'s]|where[ is|'s]|how[ is|'s]) {_THE_TIMER} [say|says|at|doing|on|showing|getting on|going|looking|coming along|up to]",
    f"(where|how) are we [doing|at] (on|with) {_THE_TIMER}",
    f"how far [along|through|off|in] is {_THE_TIMER}",
    f"what[ is|'s] left (on|of) {_THE_TIMER}",
    f"(check|check on|read|read out|show [me]|tell me|status of|the status of|what's the status of) {_THE_TIMER}",
    f"{_THE_TIMER} (status|check|time left|remaining|reading)",
    f"[what[ is|'s]|tell me|give me|show me] [the] ((time|minutes) {of.LEFT}|remaining time) [on {_THE_TIMER}]",
    "how (much time|long) is (left|remaining) (on|for) [the|my] {which} timer",
    "how (much longer|much time|long) [is left|left] [for|on|in] [the|my] {which} timer",
    "how (much longer|much time|long) (do|does|have|has) [the|my] {which} [still] [have|need|got] (left|to go)",
    "(check|check on) [the|my] {which} timer",
    example="how much time is left on the timer",
    reads=True,
)
async def tell_left(which: str = "") -> str:
    """Tell how much time is left."""
    found = await pick("timer", which or "all")
    return found if isinstance(found, str) else " ".join(_left(one) for one in found[:5])


def _left(one: Due) -> str:
    name = called(one)
    state = "left, paused" if one.paused else "left"
    return f"{name[0].upper()}{name[1:]}: {in_words(max(1.0, one.left_s))} {state}."


@skill(
    f"{of.TELL} [my|the] [running|active|current] timers",
    "(what|which) [of my] timers (do I have|do we have|have I [got]|have we [got]|have I set|did I set|are set|are running|are there|are on|are going|are active) [set|going|running|on|active] [now|right now]",
    "(do I have|do we have|have I got|have I|are there|have I set|did I set|is there) (any|a|more) (timer|timers) [set|running|going|on|active]",
    "(is|are) (any|a) (timer|timers) (set|running|going|on|active)",
    "[any] timers [set|running|going|on]",
    "how many timers [do I have|have I got|have I set|are there|are set|are running|are on] [set|going|running|on]",
    "what are (my|the) timers",
    "what (have I got|do I have) timers for",
    example="what timers do I have",
    reads=True,
)
async def list_timers() -> str:
    """Tell which timers are set."""
    return await list_them("timer")


@skill(
    "cancel the timer",
    "cancel timer number {number}",
    "cancel the {which} timer",
    f"({of.CANCEL}|{of.OFF}) {_THE_TIMER}",
    f"({of.CANCEL}|{of.OFF}) {of.THE} timer number {{number}}",
    f"({of.CANCEL}|{of.OFF}) {of.THE} timer (called|named|for) {{which}}",
    f"({of.CANCEL}|{of.OFF}) {of.THE} {{which}} (timer|timers)",
    f"(turn|switch|shut|call|take) {_THE_TIMER} off",
    f"(turn|switch|shut) {of.THE} {{which}} (timer|timers) off",
    f"{_THE_TIMER} (off|stop|cancel|end)",
    f"{of.NOT_NEEDED} [a|any] {_THE_TIMER} [any more|anymore|any longer|now]",
    f"{_THE_TIMER} {of.NO_LONGER}",
    f"[the|my] {{which}} timer {of.NO_LONGER}",
    "no [more] timer",
    example="cancel the timer",
)
async def cancel_timer(which: str = "", number: int = 0) -> str | Reply:
    """Cancel a timer, by its number or name, or all of them."""
    return await cancel("timer", which, number)


@skill(
    "(restore|bring back|recover) [the|my] [last|cancelled] (timer|timers)",
    "(restore|bring back|recover) [the|my] timer [number] {number}",
    example="restore the timer",
)
async def restore_timer(number: int = 0) -> str | Reply:
    """Take back the timer that was cancelled last."""
    return await restore("timer", number)


@skill(
    "add {duration} to timer number {number}",
    "add {duration} to the {which} timer",
    "(add|give me|put) [another] {duration} [more] [to|on] [the|my] [timer]",
    f"{_PUT} {{duration}} [{_MORE}] [to|on|onto|for|on to|with] [the|it|this|that|{_THE_TIMER}|the clock]",
    f"{_PUT} {{duration}} [{_MORE}] (to|on|onto|for) {of.THE} timer number {{number}}",
    f"{_PUT} {{duration}} [{_MORE}] (to|on|onto|for) {of.THE} {{which}} timer",
    f"{_EXTEND} (it|that|{_THE_TIMER}) [up|out|back] [by|for|with] [another] {{duration}} [{_MORE}]",
    f"{_EXTEND} {of.THE} timer number {{number}} [by|for] [another] {{duration}} [{_MORE}]",
    f"{_EXTEND} {of.THE} {{which}} timer [by|for] [another] {{duration}} [{_MORE}]",
    f"[another|an extra] {{duration}} {_MORE} [(on|to|for|with) {_THE_TIMER}]",
    f"(another|an extra) {{duration}} [(on|to|for|with) {_THE_TIMER}]",
    f"(let|make|keep|leave|have|run) (it|that|{_THE_TIMER}) [run|go|going|running|on|last] [for] [another] {{duration}} {_MORE}",
    f"(let|keep|leave|have) (it|that|{_THE_TIMER}) (run|go|going|running|on|last) [for] another {{duration}}",
    f"(it|{_THE_TIMER}|the clock) (needs|should (have|get|run)) [another] {{duration}} [{_MORE}]",
    f"{_THE_TIMER} (plus|and) {{duration}}",
    f"(the|my) {{which}} (needs|need) [another] {{duration}} {_MORE}",
    f"{{duration}} {_MORE} (for|on) (the|my) {{which}}",
    example="add five minutes to the timer",
)
async def extend_timer(duration: timedelta, which: str = "", number: int = 0) -> str | Reply:
    """Let a timer run longer."""
    return await _move(duration.total_seconds(), which, number)


@skill(
    "take {duration} off the timer",
    "take {duration} off timer number {number}",
    "take {duration} off the {which} timer",
    f"(take|remove|subtract|knock|cut|shave|drop) {{duration}} (off|off of|from) {_THE_TIMER}",
    f"(take|remove|subtract|knock|cut|shave|drop) {{duration}} (off|off of|from) {of.THE} timer number {{number}}",
    f"(take|remove|subtract|knock|cut|shave|drop) {{duration}} (off|off of|from) {of.THE} {{which}} timer",
    f"{_SHORTEN} (it|{_THE_TIMER}) by {{duration}}",
    f"{_SHORTEN} {of.THE} {{which}} timer by {{duration}}",
    f"make (it|{_THE_TIMER}) {{duration}} (shorter|less)",
    f"{_THE_TIMER} minus {{duration}}",
    example="take one minute off the timer",
)
async def shorten_timer(duration: timedelta, which: str = "", number: int = 0) -> str | Reply:
    """Let a timer ring earlier."""
    return await _move(-duration.total_seconds(), which, number)


async def _move(seconds: float, which: str, number: int) -> str | Reply:
    found = await pick("timer", which, number)
    if isinstance(found, str) or not seconds:
        return found if isinstance(found, str) else "By how much?"
    moved = [await house().due.extend(one.key, seconds) for one in found]
    one, length = moved[0], in_words(abs(seconds))
    done, back = ("extended", "take") if seconds > 0 else ("shortened", "add")
    joined = "off" if seconds > 0 else "to"
    did = evidence(f"timer {done}", moved, before=in_words(found[0].left_s), after=in_words(one.left_s))
    text = listed([f"the {called(timer)} has {in_words(timer.left_s)} left" for timer in moved])
    undo = f"{back} {length} {joined} {number_of(one)}" if len(moved) == 1 else ""
    return Reply(f"Now {text}.", did=did, undo=undo)


@skill(
    "(pause|hold) [the|my] timer",
    "(pause|hold) [the|my] timer number {number}",
    "(pause|hold) [the|my] {which} timer",
    example="pause the timer",
)
async def pause_timer(which: str = "", number: int = 0) -> str | Reply:
    """Stop a timer for a while."""
    return await _pause(await pick("timer", which, number), paused=True)


@skill(
    "(resume|continue|unpause|restart) [the|my] timer",
    "(resume|continue|unpause|restart) [the|my] timer number {number}",
    "(resume|continue|unpause|restart) [the|my] {which} timer",
    example="resume the timer",
)
async def resume_timer(which: str = "", number: int = 0) -> str | Reply:
    """Let a timer go on that was paused."""
    return await _pause(await pick("timer", which, number), paused=False)


async def _pause(found: Sequence[Due] | str, *, paused: bool) -> str | Reply:
    if isinstance(found, str):
        return found
    found = [one for one in found if one.paused != paused]
    if not found:
        return "It is paused already." if paused else "It runs already."
    done = [await house().due.pause(one.key, paused=paused) for one in found]
    one, state = done[0], "paused" if paused else "running"
    did = evidence(f"timer {state}", done, after=f"{in_words(one.left_s)} left")
    undo = f"{'resume' if paused else 'pause'} {number_of(one)}"
    verb = "is paused with" if paused else "goes on with"
    return Reply(f"The {called(one)} {verb} {in_words(one.left_s)} left.", did=did, undo=undo)
