prelude
import QuantCert.Cert.Prompt.Entries
import QuantCert.Cert.Prompt.ExpDigits
import QuantCert.Spec.Activation.TanhGelu
import QuantCert.Thm.Activation.Tanh

/-!
# GELU by the hyperbolic tangent

It is made of the logistic function: `tanh u = 2 σ(2 u) - 1`.

## Main definitions
* `checkGate`, `checkGates`: whether a cell, or a box, contains `x σ(v)`.
* `checkTanhGelu`: whether the last box contains what becomes of another.

## Main theorems
* `checkTanhGelu_sound`
* `one_add_tanh`, `tanhGelu_eq`: both in terms of the logistic function.
-/

universe u

namespace QuantCert

/-- Whether `d`, in units of `2^-q`, contains `x σ(v)`, with `x` in units of `2^-p` and `value` the
exponential of minus the size of `v`. -/
noncomputable def checkGate (E : ExpTable) (p q : Nat) (x v : Cell) (value : Nat) (d : Cell) : Bool :=
  E.sigmoidDomain v && Cell.checkQuotient q (x.mul (E.sigmoidNumWith v value))
    ((E.sigmoidDenWith v value).shift p) d

/-- Whether the box `B` contains the entries of `A` times the logistic function of the cells `v`. -/
noncomputable def checkGates (E : ExpTable) (length dim : Nat) (A : Box) (v : Nat → Nat → Cell)
    (B : Box) : Bool :=
  allBelow length fun t => withExponentials E dim (fun i => (v t i).size) fun value =>
    allBelow dim fun i => checkGate E A.scale B.scale (A.cell t i) (v t i) (value i) (B.cell t i)

/-- Twice `c (x + a x^3)`, with `c` and `a` the first entries of `V`. -/
def tanhGeluArgument (p : Nat) (V : Box) (x : Cell) : Cell :=
  (Cell.ofNat 2).mul ((V.cell 0 0).mul (Cell.addAt p (Nat.add V.scale (Nat.add (Nat.add p p) p)) x
    ((V.cell 0 1).mul ((x.mul x).mul x))))

/-- The units of `tanhGeluArgument`. -/
def tanhGeluScale (p : Nat) (V : Box) : Nat :=
  Nat.add V.scale (Nat.add p (Nat.sub (Nat.add V.scale (Nat.add (Nat.add p p) p)) p))

/-- GELU by the hyperbolic tangent of every entry. -/
noncomputable def checkTanhGelu (E : ExpTable) (length dim : Nat) (V A B : Box) : Bool :=
  checkGates E length dim A (fun t i =>
    (tanhGeluArgument A.scale V (A.cell t i)).convert (tanhGeluScale A.scale V) E.argument) B

section
variable {R : Type u} [ExpField R]

/-- The hyperbolic tangent in terms of the logistic function. -/
theorem one_add_tanh (u : R) : 1 + tanh u = 2 * sigmoid (u + u) := by
  have hpos := exp_add_exp_neg_pos u
  have hpos' : (0 : R) < 1 + exp (-(u + u)) := add_pos zero_lt_one (exp_pos _)
  refine mul_right_cancel (ne_of_gt hpos) ?_
  rw [right_distrib, tanh_mul, one_mul]
  have hs : sigmoid (u + u) * (1 + exp (-(u + u))) = 1 := div_mul_cancel _ (ne_of_gt hpos')
  have hsplit : exp u + exp (-u) = exp u * (1 + exp (-(u + u))) := by
    have h := neg_add_cancel_left u (-u)
    rw [left_distrib, mul_one, ← exp_add, neg_add, add_neg_cancel_left]
  have hl : exp u + exp (-u) + (exp u - exp (-u)) = 2 * exp u :=
    ring_eq [exp u, exp (-u)] (by decide +kernel)
  rw [hl, hsplit, mul_assoc, mul_left_comm (sigmoid _), hs, mul_one]

/-- GELU by the hyperbolic tangent in terms of the logistic function. -/
theorem tanhGelu_eq (c a x : R) :
    tanhGelu c a x = x * sigmoid (2 * (c * (x + a * (x * x * x)))) := by
  unfold tanhGelu
  rw [one_add_tanh, ← two_mul, ← mul_assoc, div_mul_cancel _ (ne_of_gt zero_lt_two)]

/-- A checked product with the logistic function is one. -/
theorem checkGate_sound {E : ExpTable} (he : E.check = true) {p q : Nat} {x v d : Cell} {a b : R}
    (hx : x.Holds p a) (hv : v.Holds E.argument b)
    (h : checkGate E p q x v (E.cell v.size).pos d = true) : d.Holds q (a * sigmoid b) := by
  have ⟨hd, hq⟩ := Bool.and_eq_true_iff.mp h
  rw [(E.sigmoidWith_eq v).1, (E.sigmoidWith_eq v).2] at hq
  obtain ⟨n, m, hn, hm, heq⟩ := ExpTable.sigmoid_holds he hv hd
  have hN := Cell.mul_holds hx hn
  rw [Nat.add_comm] at hN
  have h1 := (Cell.quotient_holds hN (Cell.shift_holds p hm) hq).2
  rwa [heq, ← mul_div_assoc]

variable {E : ExpTable} {length dim : Nat} {A B V : Box} {X : Nat → Vec R}

/-- Checked products with the logistic function are such products. -/
theorem checkGates_sound (he : E.check = true) (hx : A.Contains length dim X)
    {v : Nat → Nat → Cell} {b : Nat → Vec R}
    (hv : ∀ t, t < length → ∀ i, i < dim → (v t i).Holds E.argument (b t i))
    (h : checkGates E length dim A v B = true) :
    B.Contains length dim fun t i => X t i * sigmoid (b t i) := fun t ht i hi => by
  have ⟨value, hvalue, hall⟩ := withExponentials_sound he (of_allBelow h ht)
  have hi' := of_allBelow hall hi
  rw [(hvalue i hi).1] at hi'
  exact Box.cell_holds_iff.mp (checkGate_sound he (hx.cell ht hi) (hv t ht i hi) hi')

/-- A checked GELU by the hyperbolic tangent is one. -/
theorem checkTanhGelu_sound (he : E.check = true) {k : Vec R} (hk : V.Contains 1 2 fun _ => k)
    (hx : A.Contains length dim X) (h : checkTanhGelu E length dim V A B = true) :
    B.Contains length dim fun t i => tanhGelu (k 0) (k 1) (X t i) := by
  have hc := hk.cell (t := 0) (i := 0) Nat.one_pos (by decide)
  have ha := hk.cell (t := 0) (i := 1) Nat.one_pos (by decide)
  have hgates := checkGates_sound he hx (fun t ht i hi => by
    have hxi := hx.cell ht hi
    have hcube := Cell.mul_holds (Cell.mul_holds hxi hxi) hxi
    have hv := Cell.mul_holds (Cell.holds_natCast 2)
      (Cell.mul_holds hc (Cell.addAt_holds hxi (Cell.mul_holds ha hcube)))
    rw [Nat.zero_add] at hv
    exact Cell.convert_holds E.argument hv) h
  intro t ht i hi
  show Near _ _ _ (tanhGelu (k 0) (k 1) (X t i))
  rw [tanhGelu_eq]
  exact hgates t ht i hi

end

end QuantCert
