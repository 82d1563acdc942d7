"""The forward pass of a network in decimal arithmetic, with 60 digits."""

from decimal import Context, Decimal, localcontext

from quantcert.models.net import (
    Activate,
    Add,
    Attention,
    Bias,
    Input,
    LayerNorm,
    Linear,
    Lookup,
    Mixture,
    Mul,
    Net,
    Point,
    RmsNorm,
    RmsNormHeads,
    Rope,
    Routed,
    Scale,
    Seq,
    SoftCap,
)
from quantcert.prompts.averages import visible
from quantcert.prompts.boxes import Box
from quantcert.prompts.network import PromptNetwork

CONTEXT = Context(prec=60)
Vector = list[Decimal]


def exp(x: Decimal) -> Decimal:
    return CONTEXT.exp(x)


def sqrt(x: Decimal) -> Decimal:
    return CONTEXT.sqrt(x)


def value(mantissa: int, scale: int) -> Decimal:
    """`mantissa * 2**-scale`, rounded once: the operands are exact integers of any size."""
    return CONTEXT.divide(Decimal(int(mantissa)), Decimal(1 << scale))


def mid(box: Box, t: int, i: int) -> Decimal:
    return value(box.claims[t][i].mid, box.scale)


def dot(a: Vector, b: Vector) -> Decimal:
    total = Decimal(0)
    for x, y in zip(a, b, strict=True):
        total = CONTEXT.add(total, CONTEXT.multiply(x, y))
    return total


def div(a: Decimal, b: Decimal) -> Decimal:
    return CONTEXT.divide(a, b)


def mul(a: Decimal, b: Decimal) -> Decimal:
    return CONTEXT.multiply(a, b)


def tanh(x: Decimal) -> Decimal:
    return div(exp(x) - exp(-x), exp(x) + exp(-x))


def normal(x: Decimal) -> Decimal:
    """The normal distribution function, by the series of the error function."""
    term, total = x, x
    for k in range(1, 200):
        term = div(mul(mul(term, x), x), Decimal(2 * k + 1))
        total += term
    pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
    return Decimal("0.5") + div(mul(exp(-mul(x, x) / 2), total), sqrt(2 * pi))


class Forward:
    """Computes what a network computes; vectors and angles are the midpoints of their boxes."""

    def __init__(self, network: PromptNetwork) -> None:
        self.network = network
        self.length = network.length

    def all(self) -> list[list[Vector]]:
        """The output of each net."""
        outputs: list[list[Vector]] = []
        x: list[Vector] = [[] for _ in range(self.length)]
        with localcontext(CONTEXT):
            for net in self.network.nets:
                x = self.net(net, x)
                outputs.append(x)
        return outputs

    def net(self, node: Net, x: list[Vector]) -> list[Vector]:
        match node:
            case Input():
                return x
            case Point(x=inner):
                return self.net(inner, x)
            case Seq(first, second):
                return self.net(second, self.net(first, x))
            case Lookup():
                matrix = self.network.matrices[node.matrix]
                rows = (matrix.entries[self.network.row(node, t)] for t in range(self.length))
                return [[value(v, matrix.scale) for v in row] for row in rows]
            case Add(x=a, y=b):
                return self._pairs(a, b, x, CONTEXT.add)
            case Mul(x=a, y=b):
                return self._pairs(a, b, x, CONTEXT.multiply)
            case Attention():
                return self._attention(node, x)
            case Mixture() | Routed():
                return self._experts(node, x)
            case _:
                return [self._vector(node, t, v) for t, v in enumerate(self.net(node.x, x))]

    def _pairs(self, a, b, x, combine) -> list[Vector]:
        return [
            [combine(p, q) for p, q in zip(u, v, strict=True)]
            for u, v in zip(self.net(a, x), self.net(b, x), strict=True)
        ]

    def _vector(self, node, t: int, x: Vector) -> Vector:
        match node:
            case Linear():
                matrix = self.network.matrices[node.matrix]
                return [dot([value(w, matrix.scale) for w in row], x) for row in matrix.entries]
            case Bias():
                return [CONTEXT.add(v, b) for v, b in zip(x, self._known(node.vector), strict=True)]
            case Scale():
                return [mul(value(node.factor.mantissa, node.factor.p), v) for v in x]
            case RmsNorm():
                return self._rms(node, x, self._known(node.factors))
            case RmsNormHeads():
                d, factors = node.head_dim, self._known(node.factors)
                return [
                    v for h in range(0, len(x), d) for v in self._rms(node, x[h : h + d], factors)
                ]
            case LayerNorm():
                mean = div(sum(x), Decimal(len(x)))
                normed = self._rms(node, [v - mean for v in x], self._known(node.factors))
                return [v + b for v, b in zip(normed, self._known(node.offsets), strict=True)]
            case Activate():
                return [self._activate(node.function, v) for v in x]
            case SoftCap():
                cap = value(node.cap.mantissa, node.cap.p)
                return [mul(cap, tanh(div(v, cap))) for v in x]
            case Rope():
                return self._rope(node, t, x)

    def _known(self, number: int) -> Vector:
        box = self.network.vectors[number]
        return [mid(box, 0, i) for i in range(len(box.claims[0]))]

    def _rms(self, node, x: Vector, factors: Vector) -> Vector:
        epsilon = value(node.epsilon.mantissa, node.epsilon.p)
        root = sqrt(div(dot(x, x), Decimal(len(x))) + epsilon)
        return [mul(g, div(v, root)) for g, v in zip(factors, x, strict=True)]

    def _activate(self, function: str, x: Decimal) -> Decimal:
        match function:
            case "relu":
                return max(x, Decimal(0))
            case "silu":
                return div(x, 1 + exp(-x))
            case "gelu":
                return mul(x, normal(x))
            case _:
                c, a = (mid(self.network.gelu, 0, i) for i in range(2))
                inner = mul(c, x + mul(a, mul(x, mul(x, x))))
                return mul(div(x, Decimal(2)), 1 + tanh(inner))

    def _rope(self, node: Rope, t: int, x: Vector) -> Vector:
        angles, half = self.network.angles[node.angles], node.half
        out = list(x)
        for start in range(0, len(x), 2 * half):
            for i in range(half):
                c, s = mid(angles.cos, t, i), mid(angles.sin, t, i)
                low, high = x[start + i], x[start + half + i]
                out[start + i] = mul(c, low) - mul(s, high)
                out[start + half + i] = mul(s, low) + mul(c, high)
        return out

    def _attention(self, node: Attention, x: list[Vector]) -> list[Vector]:
        query, key, val = (self.net(part, x) for part in (node.query, node.key, node.value))
        d, scoring = node.head_dim, node.scoring
        root = sqrt(Decimal(scoring.root))
        rows = []
        for t in range(self.length):
            row: Vector = []
            for h in range(node.groups * node.group):
                k = h // node.group * d
                seen = visible(node.mask, self.length, t)
                scores = [
                    div(dot(query[t][h * d : h * d + d], key[j][k : k + d]), root) for j in seen
                ]
                if scoring.cap is not None:
                    cap = value(scoring.cap.mantissa, scoring.cap.p)
                    scores = [mul(cap, tanh(div(z, cap))) for z in scores]
                powers = [exp(z) for z in scores]
                row += [
                    div(dot(powers, [val[j][k + c] for j in seen]), sum(powers)) for c in range(d)
                ]
            rows.append(row)
        return rows

    def _experts(self, node: Mixture | Routed, x: list[Vector]) -> list[Vector]:
        scores = self.net(node.router, x)
        outputs = [self.net(expert, x) for expert in node.experts]
        rows = []
        for t, z in enumerate(scores):
            k = node.k if isinstance(node, Routed) else len(z)
            chosen = sorted(range(len(z)), key=lambda e, z=z: (-z[e], e))[:k]
            shared = isinstance(node, Mixture) or node.shares
            whole = sum(exp(z[e]) for e in (range(len(z)) if shared else chosen))
            rows.append(
                [
                    div(sum(mul(exp(z[e]), outputs[e][t][c]) for e in chosen), whole)
                    for c in range(node.dim)
                ]
            )
        return rows
