"""Arithmetic, in words or digits."""

from jarvis import skill
from jarvis.arithmetic import Calculation
from jarvis.sums import SumError, said


@skill(
    "{calculation}",
    "[quick|hey|so|tell me|I need to know|do you know] (what[ is|'s|s|'re| are]|whats|how (much|many) "
    "(is|are)) {calculation}",
    "(what|how much) would {calculation} (be|make|come to|equal)",
    "(calculate|compute|solve|evaluate|work out|figure out|do|tell me|I need to know) [the (sum|math"
    "|maths|answer) "
    "[on|of|for|to]] {calculation}",
    "(calculate|compute|solve|evaluate|work out|figure out) (what|how much) [is] {calculation} [is"
    "|makes|comes to]",
    "[(tell me|do you know|I need to know)] (what|how much) {calculation} (is|makes|comes to|equals)",
    "(what|how much) (does|do) {calculation} (make|come to|equal|give)",
    "what do (I|you|we) get (if|when) (I|you|we) {calculation}",
    "{calculation} (is|makes|equals) (what|how much)",
    "{calculation} equals",
    "what[ is|'s] the (answer|result) (to|of) {calculation}",
    example="what is seven times eight",
    reads=True,
)
async def calculate(calculation: Calculation) -> str:
    """Do a sum."""
    try:
        told = said(calculation.work())
    except SumError as error:
        return str(error)
    return f"That is {told}."
