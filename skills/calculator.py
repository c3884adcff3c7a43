"""Arithmetic, in words or digits."""

from jarvis import skill
from jarvis.arithmetic import Calculation
from jarvis.sums import SumError, said


@skill(
    "{calculation}",
    "(what[ is|'s|s]|whats|how much is) {calculation}",
    "(calculate|compute|solve|evaluate|work out|figure out) [what is] {calculation}",
    "(tell me|do you know) (what|how much) {calculation} (is|makes|comes to|equals)",
    "(tell me|do you know) (what is|how much is) {calculation}",
    "(what|how much) (does|do) {calculation} (make|come to|equal)",
    "what do (I|you|we) get (if|when) (I|you|we) {calculation}",
    "{calculation} (is|makes|equals) (what|how much)",
    "{calculation} equals",
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
