prelude
import QuantCert.Cert.Model.Min
import QuantCert.Cert.Model.Check
import QuantCert.Thm.Model.Size

/-!
# The arithmetic of sizes is right

## Main theorems
* `Size.Holds.min`, `Size.Holds.add`, `Size.Holds.sub`, `Size.Holds.scale`, `Size.Holds.gated`:
  the operations on bounds bound what they say.
* `Size.holds_whole`: bounds of all heads bound the whole.
* `Size.Holds.of_implies`: what `Size.implies` says follows, follows.
* `Bounds.Holds.of_accepts`: the same for a claim of three sizes.
-/

universe u

namespace QuantCert

open Attention

variable {R : Type u} [ExpField R]

namespace Size.Holds

variable {d dim : Nat} {s t : Size} {x y : Vec R}

/-- Of two bounds of the same vector the smaller one holds. -/
theorem min (hs : s.Holds d dim x) (ht : t.Holds d dim x) : (s.min t).Holds d dim x where
  entry i hi := Dyadic.le_value_min (hs.entry i hi) (ht.entry i hi)
  head h hh := Dyadic.le_value_min (hs.head h hh) (ht.head h hh)
  norm := Dyadic.le_value_min hs.norm ht.norm

/-- Bounds of a sum. -/
theorem add (hs : s.Holds d dim x) (ht : t.Holds d dim y) :
    (s.add t).Holds d dim fun i => x i + y i where
  entry i hi := by
    rw [Size.add, Dyadic.value_add]
    exact le_trans (abs_add_le _ _) (add_le_add (hs.entry i hi) (ht.entry i hi))
  head h hh := by
    rw [Size.add, Dyadic.value_add]
    exact le_trans (norm2_add_le d _ _) (add_le_add (hs.head h hh) (ht.head h hh))
  norm := by
    rw [Size.add, Dyadic.value_add]
    exact le_trans (norm2_add_le dim _ _) (add_le_add hs.norm ht.norm)

/-- Bounds of a difference. -/
theorem sub (hs : s.Holds d dim x) (ht : t.Holds d dim y) :
    (s.add t).Holds d dim fun i => x i - y i where
  entry i hi := by
    rw [Size.add, Dyadic.value_add]
    exact le_trans (abs_sub_le_add _ _) (add_le_add (hs.entry i hi) (ht.entry i hi))
  head h hh := by
    rw [Size.add, Dyadic.value_add]
    exact le_trans (norm2_sub_le_add d _ _) (add_le_add (hs.head h hh) (ht.head h hh))
  norm := by
    rw [Size.add, Dyadic.value_add]
    exact le_trans (norm2_sub_le_add dim _ _) (add_le_add hs.norm ht.norm)

/-- Bounds of a vector whose entries are at most `c` times as large. -/
theorem scale {c : Dyadic} (hs : s.Holds d dim x)
    (le : ∀ i, i < dim → abs (y i) ≤ c.value R * abs (x i)) : (s.scale c).Holds d dim y := by
  obtain ⟨entry, head, norm⟩ := hs.of_abs_le (Dyadic.value_nonneg c) le
  exact
    { entry := fun i hi => by rw [Size.scale, Dyadic.value_mul]; exact entry i hi
      head := fun h hh => by rw [Size.scale, Dyadic.value_mul]; exact head h hh
      norm := by rw [Size.scale, Dyadic.value_mul]; exact norm }

/-- Bounds of a product, entry by entry. -/
theorem gated (hs : s.Holds d dim x) (ht : t.Holds d dim y) :
    (s.mul t).Holds d dim (QuantCert.gated x y) := by
  obtain ⟨entry, head, norm⟩ := ht.of_abs_le (y := QuantCert.gated x y)
    (Dyadic.value_nonneg (R := R) s.entry) fun i hi => by
      rw [QuantCert.gated, abs_mul]
      exact mul_le_mul_of_nonneg_right (hs.entry i hi) (abs_nonneg _)
  obtain ⟨_, head', norm'⟩ := hs.of_abs_le (y := QuantCert.gated x y)
    (Dyadic.value_nonneg (R := R) t.entry) fun i hi => by
      rw [QuantCert.gated, mul_comm, abs_mul]
      exact mul_le_mul_of_nonneg_right (ht.entry i hi) (abs_nonneg _)
  exact
    { entry := fun i hi => by rw [Size.mul, Dyadic.value_mul]; exact entry i hi
      head := fun h hh => Dyadic.le_value_min
        (by rw [Dyadic.value_mul]; exact head h hh)
        (by rw [Dyadic.value_mul, mul_comm]; exact head' h hh)
      norm := Dyadic.le_value_min (by rw [Dyadic.value_mul]; exact norm)
        (by rw [Dyadic.value_mul, mul_comm]; exact norm') }

end Size.Holds

/-- Bounds of the entries and the norm of every head bound the whole vector. -/
theorem Size.holds_whole {heads d : Nat} (hd : 0 < d) {s : Size} {x : Vec R}
    (entry : ∀ h, h < heads → InRange d (s.entry.value R) (Attention.head d h x))
    (each : ∀ h, h < heads → norm2 d (Attention.head d h x) ≤ s.head.value R) :
    (s.whole heads).Holds d (heads * d) x := by
  refine ⟨fun i hi => ?_, fun h fits => each h (lt_heads_of_le hd fits), ?_⟩
  · rw [eq_head d i x]
    exact entry (i / d) ((Nat.div_lt_iff_lt_mul hd).mpr hi) (i % d) (Nat.mod_lt i hd)
  · show _ ≤ ((Dyadic.ofNat heads).mul s.head).value R
    rw [Dyadic.value_mul, Dyadic.value_ofNat]
    exact norm2_le_of_heads (Dyadic.value_nonneg _) each

/-- A number whose square is at most `n` times a square that is at most that of `c` is at most
`c`. -/
theorem le_value_of_square {n : Nat} {b c : Dyadic} {x : R}
    (hx : x * x ≤ natCast n * (b.value R * b.value R))
    (h : ((Dyadic.ofNat n).mul (b.mul b)).le (c.mul c) = true) : x ≤ c.value R := by
  have hle := Dyadic.value_le_of_le (R := R) h
  rw [Dyadic.value_mul, Dyadic.value_mul, Dyadic.value_mul, Dyadic.value_ofNat] at hle
  exact le_of_mul_self_le_mul_self (le_trans hx hle) (Dyadic.value_nonneg c)

/-- Bounds that `implies` accepts follow. -/
theorem Size.Holds.of_implies {d n : Nat} {s c : Size} (h : s.implies d n c = true) {x : Vec R}
    (hs : s.Holds d n x) : c.Holds d n x := by
  simp only [Size.implies, Bool.and_eq_true_iff, Bool.or_eq_true_iff] at h
  obtain ⟨hentry, hhead, hnorm⟩ := h
  refine ⟨fun i hi => ?_, fun k hk => ?_, ?_⟩
  · rcases hentry with h | h
    · exact le_trans (hs.entry i hi) (Dyadic.value_le_of_le h)
    · exact le_trans (le_trans (abs_le_norm2 x hi) hs.norm) (Dyadic.value_le_of_le h)
  · rcases hhead with (h | h) | h
    · exact le_trans (hs.head k hk) (Dyadic.value_le_of_le h)
    · exact le_trans (le_trans (norm2_head_le hk x) hs.norm) (Dyadic.value_le_of_le h)
    · refine le_value_of_square (norm2_mul_self_le_of_inRange fun c hc => ?_) h
      exact hs.entry (k * d + c) (Nat.lt_of_lt_of_le (Nat.add_lt_add_left hc _) hk)
  · rcases hnorm with (h | h) | ⟨hn, h⟩
    · exact le_trans hs.norm (Dyadic.value_le_of_le h)
    · exact le_value_of_square (norm2_mul_self_le_of_inRange hs.entry) h
    · have hn := Nat.eq_of_beq_eq_true _ _ hn
      have hsq := sumSq_le_of_heads (heads := n / d) (d := d) (x := x) fun k hk =>
        hs.head k (by rw [← hn]; exact head_fits hk)
      rw [hn, ← norm2_mul_self] at hsq
      exact le_value_of_square hsq h

namespace Bounds.Holds

variable {d dim : Nat} {text : Text} {s c : Bounds} {X Xhat : Activations R}

/-- Original, quantized and error bound one another. -/
theorem tighten (h : s.Holds d dim text X Xhat) : s.tighten.Holds d dim text X Xhat where
  original := h.original
  quantized t ht := (h.quantized t ht).min
    (((h.original t ht).sub (h.error t ht)).congr fun i _ =>
      ring_eq [X t i, Xhat t i] (by decide +kernel))
  error t ht := (h.error t ht).min ((h.original t ht).sub (h.quantized t ht))

/-- Bounds that `implies` accepts follow. -/
theorem of_implies (h : s.implies d dim c = true) (hs : s.Holds d dim text X Xhat) :
    c.Holds d dim text X Xhat := by
  simp only [Bounds.implies, Bool.and_eq_true_iff] at h
  exact ⟨fun t ht => (hs.original t ht).of_implies h.1,
    fun t ht => (hs.quantized t ht).of_implies h.2.1, fun t ht => (hs.error t ht).of_implies h.2.2⟩

/-- Claims that a model accepts follow. -/
theorem of_accepts {m : ModelCert} (h : m.accepts dim s c = true)
    (hs : s.Holds m.headDim dim text X Xhat) : c.Holds m.headDim dim text X Xhat :=
  hs.tighten.of_implies h

/-- Equal activations. -/
theorem exact {s : Size} (h : ∀ t, t < text.length → s.Holds d dim (X t)) :
    (Bounds.exact s).Holds d dim text X X :=
  ⟨h, h, fun t _ => Size.Holds.sub_self _ (X t)⟩

end Bounds.Holds

end QuantCert
