prelude
import QuantCert.Spec.Attention.Head
import QuantCert.Spec.Softmax.Softmax

/-!
# Attention

One query attends to `n` positions. A causal mask is no special case: the query at position `t`
attends to the `n = t + 1` positions up to its own.

## Main definitions
* `mixRows n p v`: the average of `n` vectors with the weights `p`.
* `scores d scale q k`: the scaled dot products of a query with the keys.
* `attentionWith f n d scale q k v`: the values averaged with the softmax of the scores, after the
  function `f`; `attention n d scale q k v`: of the scores themselves.
* `groupedAttentionWith f n d scale group q k v`, `groupedAttention n d scale group q k v`: all heads,
  where `group` heads of the query share one head of keys and values; `group = 1` is multi-head
  attention.
-/

universe u

namespace QuantCert

section
variable {R : Type u} [OrderedField R]

/-- The average of `n` vectors: entry `c` is the sum of `p j * v j c` over `j < n`. -/
def mixRows (n : Nat) (p : Vec R) (v : Matrix R) : Vec R := fun c => dot n p fun j => v j c

namespace Attention

/-- The score of position `j` is `scale` times the dot product of `q` and `k j`. Usually
`scale = 1 / √d`. -/
def scores (d : Nat) (scale : R) (q : Vec R) (k : Matrix R) : Vec R :=
  fun j => scale * dot d q (k j)

end Attention

end

open Attention

variable {R : Type u} [ExpField R]

/-- Attention of the query `q` to `n` positions with keys `k` and values `v`; the weights are the
softmax of `f` of the scores. -/
def attentionWith (f : R → R) (n d : Nat) (scale : R) (q : Vec R) (k v : Matrix R) : Vec R :=
  mixRows n (softmax n fun j => f (scores d scale q k j)) v

/-- Attention of the query `q` to `n` positions with keys `k` and values `v`. -/
def attention (n d : Nat) (scale : R) (q : Vec R) (k v : Matrix R) : Vec R :=
  attentionWith (fun score => score) n d scale q k v

/-- Attention with several heads of `d` entries: head `h` of the query uses head `h / group` of the
keys and values. The weights are the softmax of `f` of the scores. -/
def groupedAttentionWith (f : R → R) (n d : Nat) (scale : R) (group : Nat) (q : Vec R)
    (k v : Matrix R) : Vec R :=
  fun i => attentionWith f n d scale (head d (i / d) q) (fun j => head d (i / d / group) (k j))
    (fun j => head d (i / d / group) (v j)) (i % d)

/-- Attention with several heads, whose weights are the softmax of the scores. -/
def groupedAttention (n d : Nat) (scale : R) (group : Nat) (q : Vec R) (k v : Matrix R) : Vec R :=
  groupedAttentionWith (fun score => score) n d scale group q k v

end QuantCert
