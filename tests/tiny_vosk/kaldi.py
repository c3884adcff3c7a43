"""Kaldi's model file in its text form: how phones follow their HMM, then the net as nnet3, then priors."""

from collections.abc import Iterable

import numpy as np

from tests.tiny_vosk.features import CEPSTRA
from tests.tiny_vosk.net import LOOKS_AT, Layer, Net
from tests.tiny_vosk.phones import sounds

_HALF = float(np.log(0.5))


def stay(phone: int) -> int:
    """The transition-id of remaining in a phone."""
    return 2 * phone - 1


def enter(phone: int) -> int:
    """The transition-id that a phone begins with (Kaldi reorders: the loop comes after it)."""
    return 2 * phone


def _vector(values: Iterable[float]) -> str:
    return "[ " + " ".join(f"{value:.4g}" for value in values) + " ]"


def transitions() -> str:
    """One state a phone: its onset on the way in, the rest of it in the loop, each way half the time."""
    table = sounds()
    phones = " ".join(map(str, sorted(table)))
    tuples = "".join(f"{phone} 0 {table[phone]} {table[phone] + 1}\n" for phone in sorted(table))
    logs = _vector([0.0, *[_HALF] * (2 * len(table))])
    return f"""<TransitionModel>
<Topology>
<TopologyEntry>
<ForPhones>
{phones}
</ForPhones>
<State> 0 <ForwardPdfClass> 0 <SelfLoopPdfClass> 1 <Transition> 0 0.5 <Transition> 1 0.5 </State>
<State> 1 </State>
</TopologyEntry>
</Topology>
<Tuples> {len(table)}
{tuples}</Tuples>
<LogProbs>
{logs}
</LogProbs>
</TransitionModel>
"""


def _affine(layer: Layer) -> str:
    rows = "\n".join(_vector(row)[2:-2] for row in layer.weights.T)
    return (
        f"<FixedAffineComponent> <LinearParams>  [\n{rows} ]\n"
        f"<BiasParams>  {_vector(layer.bias)}\n</FixedAffineComponent>\n"
    )


def _pointwise(kind: str, size: int) -> str:
    return f"<{kind}> <Dim> {size} <ValueAvg> [ ]\n<DerivAvg> [ ]\n<Count> 0 </{kind}>\n"


def model(net: Net) -> str:
    """am/final.mdl."""
    seen = ", ".join(f"Offset(input, {offset})" for offset in LOOKS_AT)
    nodes = [f"input-node name=input dim={CEPSTRA}"]
    components = []
    source = f"Append({seen})"
    for i, layer in enumerate(net.layers):
        kind = "LogSoftmaxComponent" if i == len(net.layers) - 1 else "RectifiedLinearComponent"
        for name, text in ((f"weigh{i}", _affine(layer)), (f"bend{i}", _pointwise(kind, len(layer.bias)))):
            nodes.append(f"component-node name={name} component={name} input={source}")
            components.append(f"<ComponentName> {name} {text}")
            source = name
    nodes.append(f"output-node name=output input={source} objective=linear")
    return (
        transitions()
        + "<Nnet3>\n\n"
        + "\n".join(nodes)
        + f"\n\n<NumComponents> {len(components)}\n"
        + "".join(components)
        + f"</Nnet3>\n<LeftContext> {-LOOKS_AT[0]} <RightContext> {LOOKS_AT[-1]} "
        + f"<Priors> {_vector(net.priors)}\n"
    )
