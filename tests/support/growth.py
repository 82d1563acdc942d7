"""Tiny networks of every operation as an architecture with weights in memory."""

import numpy as np

from quantcert.models.net import Architecture, Block, MatrixUse, VectorUse
from quantcert.pairing.parts import TensorPart
from quantcert.prompts.network import PromptNetwork
from tests.support.perturbed_models import ArrayWeights


def architecture_of(known: PromptNetwork) -> Architecture:
    """The network, its matrices being called m0, m1, ... and its vectors v0, v1, ..."""
    matrices = [
        MatrixUse(TensorPart(f"m{k}"), *matrix.entries.shape)
        for k, matrix in enumerate(known.matrices)
    ]
    vectors = [
        VectorUse(TensorPart(f"v{k}"), len(vector.claims[0]))
        for k, vector in enumerate(known.vectors)
    ]
    return Architecture(
        family="tiny",
        head_dim=2,
        vocabulary=5,
        max_length=9,
        output="logits",
        blocks=tuple(Block(f"block {k}", net) for k, net in enumerate(known.nets)),
        matrices=tuple(matrices),
        vectors=tuple(vectors),
        frequencies=((1.0,),),
    )


def weights_of(known: PromptNetwork) -> ArrayWeights:
    tensors = {
        f"m{k}": matrix.entries.astype(np.float64) / 2**matrix.scale
        for k, matrix in enumerate(known.matrices)
    }
    tensors |= {
        f"v{k}": np.array([claim.mid / 2**box.scale for claim in box.claims[0]])
        for k, box in enumerate(known.vectors)
    }
    return ArrayWeights(tensors)
