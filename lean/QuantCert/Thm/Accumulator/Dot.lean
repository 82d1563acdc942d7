prelude
import QuantCert.Thm.Accumulator.Corners
import QuantCert.Thm.Accumulator.Wrap

/-! # Accumulator width for a dot product

## Main theorems
- `SumTree.noOverflow_of_bounds`: bounded terms, few enough, never overflow in any order
- `safe_of_corners`: the width that the corners ask for is enough
- `sequential_eq_dot`, `blocked_eq_dot`: order and blocking do not matter
- `safe_iff`: and no narrower accumulator is safe
-/

namespace QuantCert.Accumulator

/-- The products of entries in two ranges lie between the corners. -/
theorem products_allIn {lo hi xlo xhi : Int} : ∀ {cs xs : List Int}, AllIn lo hi cs →
    AllIn xlo xhi xs → AllIn (minCorner lo hi xlo xhi) (maxCorner lo hi xlo xhi) (products cs xs)
  | [], _, _, _ => True.intro
  | _ :: _, [], _, _ => True.intro
  | _ :: _, _ :: _, ⟨hc, hcs⟩, ⟨hx, hxs⟩ =>
    ⟨⟨minCorner_le_mul hc hx, mul_le_maxCorner hc hx⟩, products_allIn hcs hxs⟩

/-- There are at most as many products as codes. -/
theorem length_products_le : ∀ cs xs : List Int, (products cs xs).length ≤ cs.length
  | [], _ => Nat.le_refl 0
  | _ :: _, [] => Nat.zero_le _
  | _ :: cs, _ :: xs => Nat.succ_le_succ (length_products_le cs xs)

/-- A range of entries does not depend on their order. -/
theorem allIn_perm {m M : Int} {l l' : List Int} (h : l.Perm l') : AllIn m M l → AllIn m M l' := by
  induction h with
  | nil => exact id
  | cons _ _ ih => exact fun h => ⟨h.1, ih h.2⟩
  | swap _ _ _ => exact fun h => ⟨h.2.1, h.1, h.2.2⟩
  | trans _ _ ih₁ ih₂ => exact fun h => ih₂ (ih₁ h)

/-- A range of entries, in two parts. -/
theorem allIn_append {m M : Int} : ∀ {l l' : List Int}, AllIn m M (l ++ l') →
    AllIn m M l ∧ AllIn m M l'
  | [], _, h => ⟨True.intro, h⟩
  | _ :: _, _, h => ⟨⟨h.1, (allIn_append h.2).1⟩, (allIn_append h.2).2⟩

/-- Two parts with entries in a range. -/
theorem allIn_append_of {m M : Int} : ∀ {l l' : List Int}, AllIn m M l → AllIn m M l' →
    AllIn m M (l ++ l')
  | [], _, _, h => h
  | _ :: _, _, h, h' => ⟨h.1, allIn_append_of h.2 h'⟩

/-- A sum of entries in `m .. M` lies between `length * m` and `length * M`. -/
theorem list_sum_bounds {m M : Int} : ∀ {l : List Int}, AllIn m M l →
    (l.length : Int) * m ≤ l.sum ∧ l.sum ≤ (l.length : Int) * M
  | [], _ => by
    show (0 : Int) * m ≤ 0 ∧ 0 ≤ (0 : Int) * M
    rw [Int.zero_mul, Int.zero_mul]
    exact ⟨Int.le_refl 0, Int.le_refl 0⟩
  | t :: l, h => by
    have ih := list_sum_bounds h.2
    have ht := h.1
    show (((l.length + 1 : Nat)) : Int) * m ≤ t + l.sum ∧
      t + l.sum ≤ ((l.length + 1 : Nat) : Int) * M
    rw [Int.natCast_add, Int.add_mul, Int.add_mul]
    show _ + (1 : Int) * m ≤ _ ∧ _ ≤ _ + (1 : Int) * M
    rw [Int.one_mul, Int.one_mul]
    omega

namespace SumTree

/-- A tree of at most `K` terms in `m .. M`, `m ≤ 0 ≤ M`, never leaves a register that holds `K * m`
and `K * M`. -/
theorem noOverflow_of_bounds {bits K : Nat} {m M : Int} (hm : m ≤ 0) (hM : 0 ≤ M)
    (hlo : -((2 ^ (bits - 1) : Nat) : Int) ≤ K * m) (hhi : K * M < ((2 ^ (bits - 1) : Nat) : Int)) :
    ∀ t : SumTree, t.terms.length ≤ K → AllIn m M t.terms → Fits bits t.exact ∧ t.NoOverflow bits
  | t, hlen, hall => by
    have hfit : Fits bits t.exact := by
      have hb := list_sum_bounds hall
      have hK : ((t.terms.length : Nat) : Int) ≤ K := Int.ofNat_le.mpr hlen
      have hlow := Int.mul_le_mul_of_nonpos_right hK hm
      have hhigh := Int.mul_le_mul_of_nonneg_right hK hM
      rw [exact_eq_sum_terms]
      unfold Fits
      omega
    refine ⟨hfit, ?_⟩
    match t with
    | zero => exact True.intro
    | term _ => exact hfit
    | add l r =>
      have hall' := allIn_append hall
      have hlen' : l.terms.length + r.terms.length ≤ K := by
        rw [← List.length_append]; exact hlen
      exact ⟨(noOverflow_of_bounds hm hM hlo hhi l (by omega) hall'.1).2,
        (noOverflow_of_bounds hm hM hlo hhi r (by omega) hall'.2).2, hfit⟩

end SumTree

/-- A wider range holds what a narrower one does. -/
theorem allIn_mono {m M m' M' : Int} (hm : m' ≤ m) (hM : M ≤ M') : ∀ {l : List Int}, AllIn m M l →
    AllIn m' M' l
  | [], _ => True.intro
  | _ :: _, ⟨ht, hl⟩ => ⟨⟨Int.le_trans hm ht.1, Int.le_trans ht.2 hM⟩, allIn_mono hm hM hl⟩

/-- An accumulator that holds `K` times the extreme corner products (or 0) is safe. -/
theorem safe_of_corners {bits K : Nat} {lo hi xlo xhi : Int} (hbits : 0 < bits)
    (hmin : -((2 ^ (bits - 1) : Nat) : Int) ≤ K * min 0 (minCorner lo hi xlo xhi))
    (hmax : K * max 0 (maxCorner lo hi xlo xhi) < ((2 ^ (bits - 1) : Nat) : Int)) :
    Safe bits K lo hi xlo xhi := by
  intro cs xs hlen hcs hxs t hperm
  have hall := allIn_perm hperm.symm
    (allIn_mono (Int.min_le_right 0 _) (Int.le_max_right 0 _) (products_allIn hcs hxs))
  have hlen' : t.terms.length ≤ K := by
    rw [hperm.length_eq]
    exact Nat.le_trans (length_products_le cs xs) hlen
  have hno := (SumTree.noOverflow_of_bounds (Int.min_le_left _ _) (Int.le_max_left _ _) hmin hmax
    t hlen' hall).2
  exact ⟨hno, by
    rw [SumTree.wrapped_eq_exact hbits hno, SumTree.exact_eq_sum_terms, list_sum_perm hperm]⟩

/-- In a safe accumulator the order of the products does not matter: one accumulator that takes
them in any order gives the exact dot product. -/
theorem sequential_eq_dot {bits K : Nat} {lo hi xlo xhi : Int}
    (hsafe : Safe bits K lo hi xlo xhi) {cs xs order : List Int} (hlen : cs.length ≤ K)
    (hcs : AllIn lo hi cs) (hxs : AllIn xlo xhi xs) (horder : order.Perm (products cs xs)) :
    (SumTree.sequential .zero order).wrapped bits = List.sum (products cs xs) :=
  (hsafe cs xs hlen hcs hxs _ (by rw [SumTree.terms_sequential]; exact horder)).2

/-- In a safe accumulator the blocking of the products does not matter: blocks with accumulators of
their own, in any order, give the exact dot product. -/
theorem blocked_eq_dot {bits K : Nat} {lo hi xlo xhi : Int}
    (hsafe : Safe bits K lo hi xlo xhi) {cs xs : List Int} {blocks : List (List Int)}
    (hlen : cs.length ≤ K) (hcs : AllIn lo hi cs) (hxs : AllIn xlo xhi xs)
    (hblocks : blocks.flatten.Perm (products cs xs)) :
    (SumTree.blocked .zero blocks).wrapped bits = List.sum (products cs xs) :=
  (hsafe cs xs hlen hcs hxs _ (by rw [SumTree.terms_blocked]; exact hblocks)).2

/-- A constant list of an entry in a range, its length, its products and their sum. -/
theorem replicate_facts (c x : Int) {lo hi : Int} (h : lo ≤ c ∧ c ≤ hi) : ∀ n : Nat,
    (List.replicate n c).length = n ∧ AllIn lo hi (List.replicate n c) ∧
    List.sum (products (List.replicate n c) (List.replicate n x)) = n * (c * x)
  | 0 => ⟨rfl, True.intro, (Int.zero_mul _).symm⟩
  | n + 1 => by
    have ih := replicate_facts c x h n
    refine ⟨congrArg (· + 1) ih.1, ⟨h, ih.2.1⟩, ?_⟩
    show c * x + List.sum (products (List.replicate n c) (List.replicate n x)) =
      ((n + 1 : Nat) : Int) * (c * x)
    rw [ih.2.2, Int.natCast_add, Int.add_mul]
    show c * x + _ = _ + (1 : Int) * (c * x)
    rw [Int.one_mul, Int.add_comm]

/-- A safe accumulator holds `K` times every product of its ranges. -/
theorem fits_of_safe {bits K : Nat} {lo hi xlo xhi c x : Int}
    (hsafe : Safe bits K lo hi xlo xhi) (hc : lo ≤ c ∧ c ≤ hi) (hx : xlo ≤ x ∧ x ≤ xhi) :
    Fits bits (K * (c * x)) := by
  have hcs := replicate_facts c x hc K
  have hxs := replicate_facts x c hx K
  have h := hsafe _ _ (Nat.le_of_eq hcs.1) hcs.2.1 hxs.2.1
    (SumTree.sequential .zero (products (List.replicate K c) (List.replicate K x)))
    (by rw [SumTree.terms_sequential]; exact .refl _)
  have hfit := SumTree.fits_of_noOverflow h.1
  rw [SumTree.exact_eq_sum_terms, SumTree.terms_sequential] at hfit
  rw [← hcs.2.2]
  exact hfit

/-- An accumulator is safe **if and only if** it holds `K` times the extreme corner products (or 0):
the width asked for is enough, and no narrower one is. -/
theorem safe_iff {bits K : Nat} {lo hi xlo xhi : Int} (hbits : 0 < bits) (h : lo ≤ hi)
    (hx : xlo ≤ xhi) : Safe bits K lo hi xlo xhi ↔
      -((2 ^ (bits - 1) : Nat) : Int) ≤ K * min 0 (minCorner lo hi xlo xhi) ∧
      K * max 0 (maxCorner lo hi xlo xhi) < ((2 ^ (bits - 1) : Nat) : Int) := by
  refine ⟨fun hsafe => ?_, fun hcorner => safe_of_corners hbits hcorner.1 hcorner.2⟩
  have hpos : (0 : Int) < ((2 ^ (bits - 1) : Nat) : Int) := Int.ofNat_lt.mpr (Nat.two_pow_pos _)
  obtain ⟨c, x, hcx, hmin⟩ := exists_minCorner h hx
  obtain ⟨d, y, hdy, hmax⟩ := exists_maxCorner h hx
  have hlow := fits_of_safe hsafe hcx.1 hcx.2
  have hhigh := fits_of_safe hsafe hdy.1 hdy.2
  rw [hmin] at hlow
  rw [hmax] at hhigh
  unfold Fits at hlow hhigh
  rw [Int.min_def, Int.max_def]
  split <;> split <;> omega

/-- The hypotheses can be met: 32 bits hold a million products of 4-bit and signed 8-bit codes. -/
example : Safe 32 1000000 0 15 (-128) 127 :=
  safe_of_corners (by decide) (by decide +kernel) (by decide +kernel)

end QuantCert.Accumulator
