prelude
import QuantCert.Cert.Softmax.TotalVariation
import QuantCert.Spec.Model.Cert

/-!
# What each operation makes of the bounds

Exact arithmetic with dyadic numbers. Where several bounds of the same number are known, the
smallest is taken.

## Main definitions
* `Size.min`, `Size.add`, `Size.scale`, `Size.mul`, `Size.whole`: bounds of one vector.
* `Size.implies n d s c`: the bounds `c` follow from the bounds `s`.
* `MatrixNorms.apply N s`: bounds of a matrix times a vector.
* `Bounds.tighten`: original, quantized and error bound one another.
* `Bounds.…Step`: bounds after an operation from bounds before it.
-/

namespace QuantCert

/-- The smaller number. -/
def Dyadic.min (a b : Dyadic) : Dyadic := cond (a.le b) a b

/-- The larger number. -/
def Dyadic.max (a b : Dyadic) : Dyadic := cond (a.le b) b a

/-- A whole number. -/
def Dyadic.ofNat (n : Nat) : Dyadic := ⟨n, 0⟩

/-- A Lipschitz constant of soft caps: `1 + 1 / 2^20`. -/
def softCapLipschitz : Dyadic := ⟨1048577, 20⟩

namespace Size

/-- All bounds zero. -/
def zero : Size := ⟨.zero, .zero, .zero⟩

/-- The smaller of two bounds of the same vector. -/
def min (s t : Size) : Size := ⟨s.entry.min t.entry, s.head.min t.head, s.norm.min t.norm⟩

/-- The larger of two bounds: they hold of both vectors. -/
def max (s t : Size) : Size := ⟨s.entry.max t.entry, s.head.max t.head, s.norm.max t.norm⟩

/-- Bounds of a sum. -/
def add (s t : Size) : Size := ⟨s.entry.add t.entry, s.head.add t.head, s.norm.add t.norm⟩

/-- Bounds of a vector whose entries are at most `c` times as large. -/
def scale (c : Dyadic) (s : Size) : Size := ⟨c.mul s.entry, c.mul s.head, c.mul s.norm⟩

/-- Bounds of a product, entry by entry. -/
def mul (s t : Size) : Size where
  entry := s.entry.mul t.entry
  head := (s.entry.mul t.head).min (s.head.mul t.entry)
  norm := (s.entry.mul t.norm).min (s.norm.mul t.entry)

/-- Bounds of a vector whose heads have the bounds `s`: its norm is at most the sum of theirs. -/
def whole (heads : Nat) (s : Size) : Size := ⟨s.entry, s.head, (Dyadic.ofNat heads).mul s.head⟩

/-- The same bound for entries, heads and the whole. -/
def ofNorm (c : Dyadic) : Size := ⟨c, c, c⟩

/-- Whether the bounds `c` follow from the bounds `s` of a vector of `n` entries with heads of `d`
entries: a head and an entry are at most the whole, `n` entries make at most `√n` times the largest,
and `n / d` heads at most `√(n / d)` times the largest. -/
def implies (d n : Nat) (s c : Size) : Bool :=
  (s.entry.le c.entry || s.norm.le c.entry) &&
  ((s.head.le c.head || s.norm.le c.head ||
    ((Dyadic.ofNat d).mul (s.entry.mul s.entry)).le (c.head.mul c.head)) &&
  (s.norm.le c.norm || ((Dyadic.ofNat n).mul (s.entry.mul s.entry)).le (c.norm.mul c.norm) ||
    (Nat.beq (n / d * d) n && ((Dyadic.ofNat (n / d)).mul (s.head.mul s.head)).le
      (c.norm.mul c.norm))))

end Size

/-- Bounds of the matrix times a vector with bounds `s`. -/
def MatrixNorms.apply (N : MatrixNorms) (s : Size) : Size where
  entry := (N.rowSum.mul s.entry).min (N.rowNorm.mul s.norm)
  head := N.headNorm.mul s.norm
  norm := N.opNorm.mul s.norm

/-- Bounds of a row of the matrix. -/
def MatrixNorms.row (N : MatrixNorms) : Size := ⟨N.maxAbs, N.rowNorm, N.rowNorm⟩

namespace Bounds

/-- Bounds of equal activations. -/
def exact (s : Size) : Bounds := ⟨s, s, .zero⟩

/-- The quantized activation is at most the original plus the error, the error at most the original
plus the quantized. -/
def tighten (s : Bounds) : Bounds where
  original := s.original
  quantized := s.quantized.min (s.original.add s.error)
  error := s.error.min (s.original.add s.quantized)

/-- Whether the bounds `c` follow from `s`. -/
def implies (d n : Nat) (s c : Bounds) : Bool :=
  s.original.implies d n c.original &&
    (s.quantized.implies d n c.quantized && s.error.implies d n c.error)

/-- A row of an embedding. -/
def lookupStep (m : MatrixCert) : Bounds := ⟨m.original.row, m.quantized.row, m.error.row⟩

/-- A linear layer: `W x - Ŵ x̂` is `E x + Ŵ (x - x̂)` and also `E x̂ + W (x - x̂)`. -/
def linearStep (m : MatrixCert) (s : Bounds) : Bounds where
  original := m.original.apply s.original
  quantized := m.quantized.apply s.quantized
  error := ((m.error.apply s.original).add (m.quantized.apply s.error)).min
    ((m.error.apply s.quantized).add (m.original.apply s.error))

/-- A vector is added. -/
def biasStep (v : Size) (s : Bounds) : Bounds :=
  ⟨s.original.add v, s.quantized.add v, s.error⟩

/-- A norm whose output is at most `range` and whose error at most `gain` times that of its input.
`offset` bounds what is added at the end. -/
def normStep (range offset : Size) (gain : Dyadic) (s : Bounds) : Bounds where
  original := range.add offset
  quantized := range.add offset
  error := .ofNorm (gain.mul s.error.norm)

/-- A norm of each head, whose outputs have norm at most `range` and errors at most `gain` times those
of the heads of its input. -/
def normHeadsStep (heads : Nat) (range gain : Dyadic) (s : Bounds) : Bounds where
  original := (Size.ofNorm range).whole heads
  quantized := (Size.ofNorm range).whole heads
  error := (Size.ofNorm (gain.mul s.error.head)).whole heads

/-- A product with the number `c`. -/
def scaleStep (c : Dyadic) (s : Bounds) : Bounds :=
  ⟨s.original.scale c, s.quantized.scale c, s.error.scale c⟩

/-- A function that grows no entry and has the Lipschitz constant `L`. -/
def activateStep (L : Dyadic) (s : Bounds) : Bounds :=
  ⟨s.original, s.quantized, s.error.scale L⟩

/-- Bounds after the soft cap `c`. -/
def capSize (c : Dyadic) (s : Size) : Size :=
  ⟨(softCapLipschitz.mul s.entry).min c, softCapLipschitz.mul s.head, softCapLipschitz.mul s.norm⟩

/-- The soft cap `c` of each entry. -/
def softCapStep (c : Dyadic) (s : Bounds) : Bounds :=
  ⟨capSize c s.original, capSize c s.quantized, s.error.scale softCapLipschitz⟩

/-- A sum. -/
def addStep (s t : Bounds) : Bounds where
  original := s.original.add t.original
  quantized := s.quantized.add t.quantized
  error := s.error.add t.error

/-- A product: `x y - x̂ ŷ` is `x (y - ŷ) + (x - x̂) ŷ` and also `x̂ (y - ŷ) + (x - x̂) y`. -/
def mulStep (s t : Bounds) : Bounds where
  original := s.original.mul t.original
  quantized := s.quantized.mul t.quantized
  error := ((s.original.mul t.error).add (s.error.mul t.quantized)).min
    ((s.quantized.mul t.error).add (s.error.mul t.original))

/-- A rotation of every head keeps the norms. -/
def ropeSize (s : Size) : Size := ⟨s.head.min (s.entry.add s.entry), s.head, s.norm⟩

/-- Rotary embedding. -/
def ropeStep (s : Bounds) : Bounds :=
  ⟨ropeSize s.original, ropeSize s.quantized, ropeSize s.error⟩

/-- Bound of the change of a query times a key. -/
def scoreError (q k : Bounds) : Dyadic :=
  ((q.original.head.mul k.error.head).add (q.error.head.mul k.quantized.head)).min
    ((q.quantized.head.mul k.error.head).add (q.error.head.mul k.original.head))

/-- Bounds of the error of averages of vectors with bounds `v`, taken with weights whose total
variation is at most `tv`. -/
def averageError (tv : Dyadic) (v : Bounds) : Size :=
  v.error.add ((v.original.min v.quantized).scale (tv.add tv))

/-- Without a bound of the weights, an average is still an average. -/
def averageStep (tv : Dyadic) (known : Bool) (v : Bounds) : Bounds where
  original := v.original
  quantized := v.quantized
  error := cond known (averageError tv v) (v.original.add v.quantized)

/-- Attention of `heads` heads: the bounds of a head of the values are those of a head of the output.
The norm of the whole is unknown, hence the sum over heads. -/
def attentionStep (heads : Nat) (tv : Dyadic) (known : Bool) (v : Bounds) : Bounds where
  original := v.original.whole heads
  quantized := v.quantized.whole heads
  error := (averageStep tv known v).error.whole heads

/-- What is assumed of the original activation may be used. -/
def regionStep (size : Size) (s : Bounds) : Bounds :=
  ⟨s.original.min size, s.quantized, s.error⟩

end Bounds

end QuantCert
