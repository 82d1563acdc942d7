"""Small configurations with the tensors' shapes they ask for."""

from __future__ import annotations

Shapes = dict[str, tuple[int, ...]]


def bert_config() -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": 8,
        "intermediate_size": 16,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": 10,
        "num_attention_heads": 2,
        "num_hidden_layers": 2,
        "position_embedding_type": "absolute",
        "type_vocab_size": 2,
        "vocab_size": 20,
    }


def bert_shapes(prefix: str = "", layers: int = 2) -> Shapes:
    shapes: Shapes = {
        "embeddings.word_embeddings.weight": (20, 8),
        "embeddings.position_embeddings.weight": (10, 8),
        "embeddings.token_type_embeddings.weight": (2, 8),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(layers):
        stem = f"encoder.layer.{layer}"
        linears = {
            f"{stem}.attention.self.query": (8, 8),
            f"{stem}.attention.self.key": (8, 8),
            f"{stem}.attention.self.value": (8, 8),
            f"{stem}.attention.output.dense": (8, 8),
            f"{stem}.intermediate.dense": (16, 8),
            f"{stem}.output.dense": (8, 16),
        }
        for name, shape in linears.items():
            shapes |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
        norms += [f"{stem}.attention.output.LayerNorm", f"{stem}.output.LayerNorm"]
    for name in norms:
        shapes |= {f"{name}.weight": (8,), f"{name}.bias": (8,)}
    return {prefix + name: shape for name, shape in shapes.items()}


def llama_config() -> dict[str, object]:
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_act": "silu",
        "hidden_size": 8,
        "intermediate_size": 12,
        "max_position_embeddings": 16,
        "num_attention_heads": 4,
        "num_hidden_layers": 2,
        "num_key_value_heads": 2,
        "rms_norm_eps": 1e-5,
        "tie_word_embeddings": True,
        "vocab_size": 20,
    }


def llama_shapes(layers: int = 2) -> Shapes:
    shapes: Shapes = {"model.embed_tokens.weight": (20, 8), "model.norm.weight": (8,)}
    for layer in range(layers):
        stem = f"model.layers.{layer}"
        shapes |= {
            f"{stem}.input_layernorm.weight": (8,),
            f"{stem}.self_attn.q_proj.weight": (8, 8),
            f"{stem}.self_attn.k_proj.weight": (4, 8),
            f"{stem}.self_attn.v_proj.weight": (4, 8),
            f"{stem}.self_attn.o_proj.weight": (8, 8),
            f"{stem}.post_attention_layernorm.weight": (8,),
            f"{stem}.mlp.gate_proj.weight": (12, 8),
            f"{stem}.mlp.up_proj.weight": (12, 8),
            f"{stem}.mlp.down_proj.weight": (8, 12),
        }
    return shapes


def mixtral_config() -> dict[str, object]:
    return llama_config() | {
        "architectures": ["MixtralForCausalLM"],
        "model_type": "mixtral",
        "num_experts_per_tok": 2,
        "num_local_experts": 3,
        "sliding_window": None,
    }


def mixtral_shapes(layers: int = 2) -> Shapes:
    shapes = {name: shape for name, shape in llama_shapes(layers).items() if ".mlp." not in name}
    for layer in range(layers):
        stem = f"model.layers.{layer}.block_sparse_moe"
        shapes[f"{stem}.gate.weight"] = (3, 8)
        for expert in range(3):
            shapes[f"{stem}.experts.{expert}.w1.weight"] = (12, 8)
            shapes[f"{stem}.experts.{expert}.w2.weight"] = (8, 12)
            shapes[f"{stem}.experts.{expert}.w3.weight"] = (12, 8)
    return shapes


def mixture_config() -> dict[str, object]:
    return {
        "model_type": "quantcert_mixture",
        "input_dim": 6,
        "num_experts": 2,
        "expert_hidden": 4,
        "gate_hidden": 5,
        "output_dim": 1,
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-5,
    }


def mixture_shapes() -> Shapes:
    shapes: Shapes = {}
    for stem, hidden, dim in (("gate", 5, 2), ("experts.0", 4, 1), ("experts.1", 4, 1)):
        shapes |= {
            f"{stem}.0.weight": (hidden, 6),
            f"{stem}.0.bias": (hidden,),
            f"{stem}.1.weight": (hidden,),
            f"{stem}.1.bias": (hidden,),
            f"{stem}.4.weight": (dim, hidden),
            f"{stem}.4.bias": (dim,),
        }
    return shapes
