prelude
import QuantCert.Cert.Integer.Shift
import QuantCert.Spec.Integer.Decoder

/-!
# The largest of many logits, all entries at once

## Main definitions
* `Integer.FirstTop`: where the largest entry first stands
* `Integer.checkMost`, `Integer.checkFirst`: of the digits of a number

## Main theorems
* `Integer.argmax_of`: that is the next token
* `Integer.firstTop_ints`, `Integer.firstTop_skip_ints`, `Integer.firstTop_stop`: from part to part
-/

namespace QuantCert.Integer

open Digits

/-- No entry is larger than `top`, entry `k` is `top`, and those before it are smaller. -/
def FirstTop (top : Int) : List Int → (k : Nat) → Prop
  | [], _ => False
  | a :: rest, 0 => a = top ∧ ∀ x, x ∈ rest → x ≤ top
  | a :: rest, k + 1 => a < top ∧ FirstTop top rest k

/-- Nothing larger comes after the best entry. -/
theorem argmaxFrom_stop {best : Int} {place : Nat} : ∀ {i : Nat} {v : List Int},
    (∀ x, x ∈ v → x ≤ best) → argmaxFrom best place i v = place
  | _, [], _ => rfl
  | i, a :: rest, h => by
    have ha := h a List.mem_cons_self
    show (if best < a then _ else argmaxFrom best place (i + 1) rest) = place
    rw [if_neg (by omega), argmaxFrom_stop fun x hx => h x (List.mem_cons_of_mem a hx)]

/-- The best entry is still to come. -/
theorem argmaxFrom_first {top : Int} : ∀ {v : List Int} {k i place : Nat} {best : Int},
    FirstTop top v k → best < top → argmaxFrom best place i v = i + k
  | [], _, _, _, _, h, _ => h.elim
  | a :: rest, 0, i, place, best, h, hbest => by
    obtain ⟨ha, hrest⟩ : a = top ∧ ∀ x, x ∈ rest → x ≤ top := h
    show (if best < a then argmaxFrom a i (i + 1) rest else _) = i
    rw [if_pos (by omega), argmaxFrom_stop (ha ▸ hrest)]
  | a :: rest, k + 1, i, place, best, h, hbest => by
    obtain ⟨ha, hrest⟩ : a < top ∧ FirstTop top rest k := h
    show (if best < a then argmaxFrom a i (i + 1) rest else argmaxFrom best place (i + 1) rest) = _
    split
    · rw [argmaxFrom_first hrest ha]
      omega
    · rw [argmaxFrom_first hrest hbest]
      omega

/-- The next token, from the logits. -/
theorem argmax_of {logits y : List Int} {top : Int} {k : Nat} (h : logits = y)
    (hfirst : FirstTop top y k) : argmax logits = k := by
  rw [h]
  match y, k, hfirst with
  | a :: rest, 0, hfirst =>
    obtain ⟨ha, hrest⟩ : a = top ∧ ∀ x, x ∈ rest → x ≤ top := hfirst
    exact argmaxFrom_stop (ha ▸ hrest)
  | a :: rest, k + 1, hfirst =>
    obtain ⟨ha, hrest⟩ : a < top ∧ FirstTop top rest k := hfirst
    exact (argmaxFrom_first hrest ha).trans (Nat.add_comm 1 k)

/-! ## From part to part -/

/-- Nothing larger comes after a part. -/
theorem firstTop_stop {top : Int} {v : List Int} (hv : ∀ x, x ∈ v → x ≤ top) :
    ∀ {u : List Int} {k : Nat}, FirstTop top u k → FirstTop top (u ++ v) k
  | [], _, h => h.elim
  | _ :: _, 0, h => ⟨h.1, fun x hx => (List.mem_append.mp hx).elim (h.2 x) (hv x)⟩
  | _ :: _, _ + 1, h => ⟨h.1, firstTop_stop hv h.2⟩

/-- A part of smaller entries comes before it. -/
theorem firstTop_skip {top : Int} {v : List Int} {k : Nat} (hv : FirstTop top v k) :
    ∀ {u : List Int}, (∀ x, x ∈ u → x < top) → FirstTop top (u ++ v) (u.length + k)
  | [], _ => by
    rw [List.length_nil, Nat.zero_add]
    exact hv
  | a :: rest, h => by
    rw [List.length_cons, Nat.add_right_comm]
    exact ⟨h a List.mem_cons_self, firstTop_skip hv fun x hx => h x (List.mem_cons_of_mem a hx)⟩

/-- Bounds of two parts are bounds of both. -/
theorem upTo_append {top : Int} {u v : List Int} (hu : ∀ x, x ∈ u → x ≤ top)
    (hv : ∀ x, x ∈ v → x ≤ top) : ∀ x, x ∈ u ++ v → x ≤ top :=
  fun x hx => (List.mem_append.mp hx).elim (hu x) (hv x)

/-- No entry. -/
theorem upTo_nil {top : Int} : ∀ x, x ∈ ([] : List Int) → x ≤ top := fun _ h => nomatch h

/-! ## Digits -/

/-- Whether `n` digits of `w` bits are at most `t`. -/
noncomputable def checkMost (w n X t : Nat) : Bool :=
  Nat.blt 1 w && (Nat.blt t (Nat.pow 2 (Nat.sub w 1)) && withValue (repunit w n) fun ones =>
    checkBelow ones w (Nat.sub w 2) n X && checkAtMost ones w (Nat.mul ones t) X)

/-- Whether digit `k` of `n` is `t`, and the first that is not smaller. -/
noncomputable def checkFirst (w n X k t : Nat) : Bool :=
  Nat.blt k n && (Nat.beq (readDigit w X k) t && (checkMost w n X t && (Nat.blt 0 t &&
    checkMost w k (Nat.mod X (Nat.pow 2 (Nat.mul w k))) (Nat.sub t 1))))

/-- Digits that pass are at most `t`. -/
theorem checkMost_sound {w n X t : Nat} (h : checkMost w n X t = true) :
    ∀ i, i < n → digit w X i ≤ t := by
  simp only [checkMost, Bool.and_eq_true_iff, withValue_eq] at h
  obtain ⟨hw, ht, hbelow, hmost⟩ := h
  have hw' : 1 < w := Nat.le_of_ble_eq_true hw
  have ht' : t < 2 ^ (w - 1) := Nat.le_of_ble_eq_true ht
  have hones : repunit w n = pack w n fun _ => 1 := repunit_eq n (by omega)
  have ⟨_, hpack, hdigit⟩ := checkBelow_sound (Nat.sub_le w 2) hones hbelow
  have hpow : 2 ^ (w - 2) ≤ 2 ^ (w - 1) := Nat.pow_le_pow_right (by decide) (by omega)
  have hconst : Nat.mul (repunit w n) t = pack w n fun _ => t := by
    rw [hones]
    exact pack_one_mul t w n
  rw [hconst, hpack] at hmost
  exact checkAtMost_sound (by omega) hones (fun _ _ => ht')
    (fun i hi => by have := hdigit i hi; omega) hmost

variable {w o n X k t : Nat}

/-- Entries are at most `t`, less the offset. -/
theorem upTo_ints (h : checkMost w n X t = true) :
    ∀ x, x ∈ ints w o n X → x ≤ (t : Int) - twoPow o := fun x hx => by
  obtain ⟨i, hi, rfl⟩ := mem_ints hx
  have := checkMost_sound h i hi
  omega

/-- Entries are below `t`, less the offset. -/
theorem below_ints (ht : Nat.blt 0 t = true) (h : checkMost w n X (Nat.sub t 1) = true) :
    ∀ x, x ∈ ints w o n X → x < (t : Int) - twoPow o := fun x hx => by
  obtain ⟨i, hi, rfl⟩ := mem_ints hx
  have hle : digit w X i ≤ t - 1 := checkMost_sound h i hi
  have : 0 < t := Nat.le_of_ble_eq_true ht
  omega

/-- Where the largest digit stands, its entry stands. -/
theorem firstTop_digits : ∀ {n k X : Nat}, k < n → digit w X k = t →
    (∀ i, i < n → digit w X i ≤ t) → (∀ i, i < k → digit w X i < t) →
    FirstTop ((t : Int) - twoPow o) (ints w o n X) k
  | 0, _, _, hk, _, _, _ => absurd hk (Nat.not_lt_zero _)
  | n + 1, 0, X, _, ht, hall, _ => by
    refine ⟨?_, fun x hx => ?_⟩
    · rw [← ht, digit_zero]
    · obtain ⟨i, hi, rfl⟩ := mem_ints hx
      have := hall (i + 1) (Nat.succ_lt_succ hi)
      rw [digit_succ] at this
      omega
  | n + 1, k + 1, X, hk, ht, hall, hbefore => by
    have hfirst := hbefore 0 (Nat.succ_pos k)
    rw [digit_zero] at hfirst
    refine ⟨by omega, firstTop_digits (Nat.lt_of_succ_lt_succ hk) ((digit_succ ..).symm.trans ht)
      (fun i hi => ?_) fun i hi => ?_⟩
    · rw [← digit_succ]
      exact hall (i + 1) (Nat.succ_lt_succ hi)
    · rw [← digit_succ]
      exact hbefore (i + 1) (Nat.succ_lt_succ hi)

/-- Digits that pass have their first largest entry at `k`. -/
theorem firstTop_ints (h : checkFirst w n X k t = true) :
    FirstTop ((t : Int) - twoPow o) (ints w o n X) k := by
  simp only [checkFirst, Bool.and_eq_true_iff] at h
  obtain ⟨hk, hdigit, hmost, hpos, hbefore⟩ := h
  have hpos' : 0 < t := Nat.le_of_ble_eq_true hpos
  have hdigit' := Nat.eq_of_beq_eq_true _ _ hdigit
  rw [readDigit_eq] at hdigit'
  refine firstTop_digits (Nat.le_of_ble_eq_true hk) hdigit' (checkMost_sound hmost) fun i hi => ?_
  have hlow : digit w (X % 2 ^ (w * k)) i ≤ t - 1 := checkMost_sound hbefore i hi
  have hle : w * i + w ≤ w * k := by
    have h := Nat.mul_le_mul_left w hi
    rwa [Nat.mul_succ] at h
  have hsame : digit w (X % 2 ^ (w * k)) i = digit w X i := mod_pow_div_pow_mod_pow hle
  omega

/-- A part of smaller digits comes before it. -/
theorem firstTop_skip_ints {v : List Int} {m : Nat} (hv : FirstTop ((t : Int) - twoPow o) v k)
    (hm : Nat.beq (Nat.add n k) m = true) (ht : Nat.blt 0 t = true)
    (h : checkMost w n X (Nat.sub t 1) = true) :
    FirstTop ((t : Int) - twoPow o) (ints w o n X ++ v) m := by
  have hskip := firstTop_skip hv (below_ints (o := o) ht h)
  rwa [length_ints, show n + k = m from Nat.eq_of_beq_eq_true _ _ hm] at hskip

end QuantCert.Integer
