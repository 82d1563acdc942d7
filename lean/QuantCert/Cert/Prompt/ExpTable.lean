prelude
import QuantCert.Cert.Prompt.ExpChain

/-!
# Tables of constants of the exponential, checked

The constants `exp (-2^i)` come from one chain of squares of `1 - 2^-base`, in finer units than
those of the table.

## Main definitions
* `ExpTable`, `ExpTable.check`: a table, and whether its constants are those of the exponential.
* `ExpTable.cell T A`: the enclosure of `exp (-A / 2^argument)`.

## Main theorems
* `ExpTable.cell_holds`: it encloses the exponential.
-/

universe u

namespace QuantCert

/-- Constants of the exponential. -/
structure ExpTable where
  /-- Arguments are in units of `2^-argument`. -/
  argument : Nat
  /-- Arguments are below `2^top` units. -/
  top : Nat
  /-- Exponentials are in units of `2^-scale`. -/
  scale : Nat
  /-- The constants of the bits `top - 1`, `top - 2`, …. -/
  factors : Numbers
  /-- No constant is off by more units. -/
  slack : Nat
  /-- The square of what the other bits add up to is at most so many units. -/
  tail : Nat
  /-- The chain of squares starts from `1 - 2^-base`. -/
  base : Nat
  /-- The chain of squares is in units of `2^-fine`. -/
  fine : Nat

/-- `exp (-2^j / 2^base)`, in units of `2^-fine`: `1 - 2^-base`, squared `j` times. -/
noncomputable def squareChain (fine base j : Nat) : Nat :=
  Nat.rec (Nat.sub (Nat.pow 2 fine) (Nat.pow 2 (Nat.sub fine base)))
    (fun _ h => Nat.shiftRight (Nat.mul h h) fine) j

/-- The error of `squareChain`. -/
noncomputable def squareError (fine base j : Nat) : Nat :=
  Nat.rec (Nat.pow 2 (Nat.sub fine (Nat.add base base)))
    (fun _ e => Nat.succ (Nat.add e e)) j

/-- Whether `cs` are the constants of the bits `n - 1`, `n - 2`, …. -/
noncomputable def checkFactors (T : ExpTable) (cs : Numbers) : Nat → Bool :=
  Numbers.rec (fun _ => true) (fun c _ rest n => Nat.blt 0 n && (Nat.ble c (Nat.pow 2 T.scale) &&
    (Nat.ble T.argument (Nat.add T.base (Nat.pred n)) &&
    (Cell.covers (Nat.sub T.fine T.scale)
      ⟨squareChain T.fine T.base (Nat.sub (Nat.add T.base (Nat.pred n)) T.argument), 0,
        squareError T.fine T.base (Nat.sub (Nat.add T.base (Nat.pred n)) T.argument)⟩
      ⟨c, 0, T.slack⟩ && rest (Nat.pred n))))) cs

namespace ExpTable

/-- Whether the constants of the table are those of the exponential. -/
noncomputable def check (T : ExpTable) : Bool :=
  Nat.ble T.scale T.fine && (Nat.ble T.base T.fine && (checkFactors T T.factors T.top &&
  (Nat.ble (Nat.sub T.top T.factors.count) T.argument &&
  Nat.ble (Nat.pow 2 (Nat.add (Nat.add T.scale (Nat.sub T.top T.factors.count))
    (Nat.sub T.top T.factors.count))) (Nat.mul T.tail (Nat.pow 2 (Nat.add T.argument T.argument))))))

/-- The error of all exponentials. -/
noncomputable def error (T : ExpTable) : Nat :=
  Nat.add (Nat.succ T.tail) (Nat.mul T.factors.count (Nat.succ T.slack))

/-- The enclosure of `exp (-A / 2^argument)`, for `A < 2^top`. -/
noncomputable def cell (T : ExpTable) (A : Nat) : Cell :=
  ⟨expChain T.argument T.scale A T.factors T.top, 0, T.error⟩

end ExpTable

variable {R : Type u} [ExpField R]

/-- The chain of squares is that of the exponential. -/
theorem squareChain_near {fine base : Nat} (h : base ≤ fine) : ∀ j : Nat,
    squareChain fine base j ≤ 2 ^ fine ∧ Near fine (squareChain fine base j)
      (squareError fine base j) (exp (-dyadic base (2 ^ j : Nat)) : R)
  | 0 => by
    have hle : 2 ^ (fine - base) ≤ 2 ^ fine := Nat.pow_le_pow_right (by decide) (Nat.sub_le _ _)
    refine ⟨Nat.sub_le _ _, ?_⟩
    show abs (exp (-dyadic base ((1 : Nat) : Int)) -
      dyadic fine ((2 ^ fine - 2 ^ (fine - base) : Nat) : Int) : R) ≤
      dyadic fine (2 ^ (fine - (base + base)) : Nat)
    have hunit : dyadic (R := R) fine (2 ^ (fine - base) : Nat) = dyadic base ((1 : Nat) : Int) := by
      have h1 := dyadic_scale (R := R) base (fine - base) 1
      rw [Nat.add_sub_of_le h, Int.one_mul] at h1
      exact h1
    rw [Int.natCast_sub hle, dyadic_sub, dyadic_two_pow, hunit]
    refine le_trans (exp_neg_near (dyadic_natCast_nonneg base 1)) ?_
    rw [← dyadic_mul, ← Int.natCast_mul, Nat.one_mul]
    have h2 : dyadic (R := R) (base + base) ((1 : Nat) : Int) =
        dyadic (base + base + fine) ((2 ^ fine : Nat) : Int) := by
      rw [← dyadic_scale (base + base) fine, ← Int.natCast_mul, Nat.one_mul]
    have h3 : dyadic (R := R) fine (2 ^ (fine - (base + base)) : Nat) =
        dyadic (base + base + fine) ((2 ^ (fine - (base + base)) * 2 ^ (base + base) : Nat) : Int) := by
      rw [Nat.add_comm _ fine, ← dyadic_scale fine (base + base), Int.natCast_mul]
    rw [h2, h3, ← Nat.pow_add]
    exact dyadic_le (Int.ofNat_le.mpr (Nat.pow_le_pow_right (by decide) (by omega)))
  | j + 1 => by
    have ⟨hle, ih⟩ := squareChain_near h j
    have hdouble : dyadic (R := R) base (2 ^ (j + 1) : Nat) =
        dyadic base (2 ^ j : Nat) + dyadic base (2 ^ j : Nat) := by
      rw [← dyadic_add, ← Int.natCast_add, Nat.pow_succ, Nat.mul_two]
    have hstep : squareChain fine base (j + 1) =
        squareChain fine base j * squareChain fine base j / 2 ^ fine :=
      Nat.shiftRight_eq_div_pow _ _
    refine ⟨?_, ?_⟩
    · rw [hstep]
      refine Nat.le_trans (Nat.div_le_div_right (Nat.mul_le_mul hle hle) _) ?_
      rw [Nat.mul_div_cancel _ (Nat.two_pow_pos fine)]
      exact Nat.le_refl _
    · rw [hstep, hdouble, neg_add, exp_add]
      exact product_near ih ih (le_of_lt (exp_pos _)) (exp_neg_dyadic_le_one base _) hle

/-- Checked constants are those of the exponential. -/
theorem checkFactors_sound {T : ExpTable} (hs : T.scale ≤ T.fine) (hb : T.base ≤ T.fine) :
    ∀ {cs : Numbers} {n : Nat}, checkFactors T cs n = true → Factors R T.argument T.scale T.slack cs n
  | .nil, _, _ => trivial
  | .cons c rest, n, h => by
    have h' : (Nat.blt 0 n && (Nat.ble c (2 ^ T.scale) && (Nat.ble T.argument (T.base + (n - 1)) &&
      (Cell.covers (T.fine - T.scale) ⟨squareChain T.fine T.base (T.base + (n - 1) - T.argument), 0,
        squareError T.fine T.base (T.base + (n - 1) - T.argument)⟩ ⟨c, 0, T.slack⟩ &&
      checkFactors T rest (n - 1))))) = true := h
    simp only [Bool.and_eq_true_iff] at h'
    obtain ⟨hn, hc, hj, hcover, hrest⟩ := h'
    refine ⟨Nat.le_of_ble_eq_true hn, Nat.le_of_ble_eq_true hc, ?_, checkFactors_sound hs hb hrest⟩
    have hj' : T.argument ≤ T.base + (n - 1) := Nat.le_of_ble_eq_true hj
    have hnear := (squareChain_near (R := R) hb (T.base + (n - 1) - T.argument)).2
    have hweight : dyadic (R := R) T.base (2 ^ (T.base + (n - 1) - T.argument) : Nat) =
        dyadic T.argument (2 ^ (n - 1) : Nat) := by
      rw [← dyadic_scale T.base T.argument, ← dyadic_scale T.argument T.base, ← Int.natCast_mul,
        ← Int.natCast_mul, ← Nat.pow_add, ← Nat.pow_add, Nat.sub_add_cancel hj',
        Nat.add_comm T.argument, Nat.add_comm (n - 1)]
    rw [hweight] at hnear
    have hcell : Cell.Holds (T.scale + (T.fine - T.scale))
        ⟨squareChain T.fine T.base (T.base + (n - 1) - T.argument), 0,
          squareError T.fine T.base (T.base + (n - 1) - T.argument)⟩
        (exp (-dyadic T.argument (2 ^ (n - 1) : Nat)) : R) := by
      rw [show T.scale + (T.fine - T.scale) = T.fine by omega]
      unfold Cell.Holds Cell.mid
      rw [Int.natCast_zero, Int.sub_zero]
      exact hnear
    have h1 := Cell.of_covers hcell hcover
    unfold Cell.Holds Cell.mid at h1
    rwa [Int.natCast_zero, Int.sub_zero] at h1

/-- The exponential is enclosed. -/
theorem ExpTable.cell_holds {T : ExpTable} (h : T.check = true) {A : Nat} (hA : A < 2 ^ T.top) :
    (T.cell A).Holds T.scale (exp (-dyadic T.argument A) : R) := by
  simp only [ExpTable.check, Bool.and_eq_true_iff] at h
  obtain ⟨hs, hb, hf, hn, ht⟩ := h
  have hnear := expChain_near (R := R) (A := A)
    (checkFactors_sound (Nat.le_of_ble_eq_true hs) (Nat.le_of_ble_eq_true hb) hf)
    (Nat.le_of_ble_eq_true hn) (Nat.le_of_ble_eq_true ht)
  rw [Nat.mod_eq_of_lt hA] at hnear
  unfold Cell.Holds Cell.mid
  show Near T.scale (((T.cell A).pos : Int) - ((0 : Nat) : Int)) _ _
  rw [Int.natCast_zero, Int.sub_zero]
  exact hnear

end QuantCert
