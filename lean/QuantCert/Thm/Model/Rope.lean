prelude
import QuantCert.Spec.Model.Net
import QuantCert.Thm.Attention.Head
import QuantCert.Thm.Attention.Rope

/-!
# Rotary embedding of all heads

## Main theorems
* `head_ropeHeads`: a head of the rotated vector is the rotated head.
* `ropeHeads_head_norm2`, `ropeHeads_norm2`: the norms of the heads and of the whole do not change.
* `ropeHeads_sub`: it is linear.
* `abs_ropeHeads_le_head`, `abs_ropeHeads_le_entry`: entries, from the norms of heads and from
  entries.
-/

universe u

namespace QuantCert

open Attention

section
variable {R : Type u} [OrderedField R]

/-- A cosine or sine is at most one. -/
theorem abs_le_one_of_sq_add_sq {c s : R} (h : c ^ 2 + s ^ 2 = 1) : abs c ≤ 1 ∧ abs s ≤ 1 := by
  have le : ∀ {a b : R}, a ^ 2 + b ^ 2 = 1 → abs a ≤ 1 := fun {a b} hab => by
    refine le_of_mul_self_le_mul_self ?_ zero_le_one
    rw [abs_mul_abs_self, mul_one, ← hab, pow_two]
    exact le_add_of_nonneg_right (sq_nonneg b)
  exact ⟨le h, le (by rw [add_comm]; exact h)⟩

/-- Rotated numbers up to `X` are at most `2 X`. -/
theorem abs_rope_le {half : Nat} {c s x : Vec R} (h : IsRotation half c s) {X : R}
    (hx : InRange (half + half) X x) :
    InRange (half + half) (X + X) (rope half c s x) := fun i hi => by
  have part : ∀ {a b : R}, abs a ≤ 1 → abs b ≤ X → abs (a * b) ≤ X := fun {a b} ha hb => by
    have hab := abs_mul_le ha hb
    rw [one_mul] at hab
    exact hab
  unfold rope
  split
  · next hlt =>
    have ⟨hc, hs⟩ := abs_le_one_of_sq_add_sq (h i hlt)
    exact le_trans (abs_sub_le_add _ _) (add_le_add (part hc (hx i hi))
      (part hs (hx (half + i) (Nat.add_lt_add_left hlt half))))
  · next hge =>
    have hlt : i - half < half := by omega
    have ⟨hc, hs⟩ := abs_le_one_of_sq_add_sq (h (i - half) hlt)
    exact le_trans (abs_add_le _ _) (add_le_add
      (part hs (hx (i - half) (Nat.lt_of_lt_of_le hlt (Nat.le_add_right half half))))
      (part hc (hx i hi)))

end

variable {R : Type u} [ExpField R]

/-- A head of the rotated vector is the rotated head. -/
theorem head_ropeHeads {half i : Nat} (h : Nat) (hi : i < half + half) (c s x : Vec R) :
    head (half + half) h (ropeHeads half c s x) i = rope half c s (head (half + half) h x) i := by
  have ⟨hdiv, hmod⟩ := head_index_div_mod h hi
  show rope half c s (head (half + half) ((h * (half + half) + i) / (half + half)) x)
    ((h * (half + half) + i) % (half + half)) = _
  rw [hdiv, hmod]

/-- The rotated difference is the difference of the rotated vectors. -/
theorem ropeHeads_sub (half : Nat) (c s x y : Vec R) :
    ropeHeads half c s (fun i => x i - y i) =
      fun i => ropeHeads half c s x i - ropeHeads half c s y i :=
  funext fun i => congrFun (rope_sub half c s (head (half + half) (i / (half + half)) x)
    (head (half + half) (i / (half + half)) y)) (i % (half + half))

/-- Rotation keeps the sum of squares of every head. -/
theorem ropeHeads_head_sumSq {half : Nat} {c s : Vec R} (rot : IsRotation half c s) (h : Nat)
    (x : Vec R) : sumSq (half + half) (head (half + half) h (ropeHeads half c s x)) =
      sumSq (half + half) (head (half + half) h x) :=
  (sumSq_congr fun _ hi => head_ropeHeads h hi c s x).trans (rope_sumSq rot _)

/-- Entries up to `X` become entries up to `2 X`. -/
theorem abs_ropeHeads_le_entry {heads half : Nat} {c s x : Vec R} (rot : IsRotation half c s)
    {X : R} (hx : InRange (heads * (half + half)) X x) :
    InRange (heads * (half + half)) (X + X) (ropeHeads half c s x) := fun i hi => by
  have hd : 0 < half + half := Nat.pos_of_ne_zero fun h0 =>
    Nat.not_lt_zero i (by rw [h0] at hi; exact hi)
  exact abs_rope_le rot (head_inRange ((Nat.div_lt_iff_lt_mul hd).mpr hi) hx) _ (Nat.mod_lt i hd)

/-- Rotation keeps the norm of every head. -/
theorem ropeHeads_head_norm2 {half : Nat} {c s : Vec R} (rot : IsRotation half c s) (h : Nat)
    (x : Vec R) : norm2 (half + half) (head (half + half) h (ropeHeads half c s x)) =
      norm2 (half + half) (head (half + half) h x) :=
  congrArg sqrt (ropeHeads_head_sumSq rot h x)

/-- Rotation keeps the norm of the whole vector. -/
theorem ropeHeads_norm2 {heads half : Nat} {c s : Vec R} (rot : IsRotation half c s) (x : Vec R) :
    norm2 (heads * (half + half)) (ropeHeads half c s x) = norm2 (heads * (half + half)) x := by
  unfold norm2
  rw [sumSq_heads, sumSq_heads]
  exact congrArg sqrt (sum_congr fun h _ => ropeHeads_head_sumSq rot h x)

/-- Heads of norm at most `X` become entries up to `X`. -/
theorem abs_ropeHeads_le_head {heads half : Nat} {c s x : Vec R} (rot : IsRotation half c s) {X : R}
    (hx : ∀ h, h < heads → norm2 (half + half) (head (half + half) h x) ≤ X) :
    InRange (heads * (half + half)) X (ropeHeads half c s x) := fun i hi => by
  have hd : 0 < half + half := Nat.pos_of_ne_zero fun h0 =>
    Nat.not_lt_zero i (by rw [h0] at hi; exact hi)
  rw [eq_head (half + half) i (ropeHeads half c s x)]
  refine le_trans (abs_le_norm2 (n := half + half) _ (Nat.mod_lt i hd)) ?_
  rw [ropeHeads_head_norm2 rot]
  exact hx _ ((Nat.div_lt_iff_lt_mul hd).mpr hi)

/-- The angles of a network without rotary embedding: cosine one, sine zero. -/
theorem rotation_none : ∀ a t i, (fun _ _ _ => (1 : R) : Nat → Nat → Vec R) a t i ^ 2 +
    (fun _ _ _ => (0 : R) : Nat → Nat → Vec R) a t i ^ 2 = 1 :=
  fun _ _ _ => ring_eq [] (by decide +kernel)

end QuantCert
