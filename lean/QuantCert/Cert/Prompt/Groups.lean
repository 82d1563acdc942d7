prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Cert.Digits.Repunit
import QuantCert.Spec.Prompt.Columns
import QuantCert.Thm.Digits.Columns
import QuantCert.Thm.Digits.Convolution

/-!
# Several columns in the digits of one number

Columns of small entries share the wide digits of a matrix's columns: one digit holds an entry of each
of a group of columns. A product with a number that holds the group's factors has the sum of all
products in the middle of each digit.

## Main definitions
* `ungroup w M g l`: the columns of the numbers `l`, each of which holds `g` columns in parts of `w`
  bits of digits of `g * w` bits; `M` has the lowest `w` bits of every digit.
* `allNumbers`: whether something holds of every number of a list.

## Main theorems
* `ungroup_count`, `digit_ungroup`: how many columns these are, and what their digits are.
* `middle_grouped`: the sums of products of all columns.
-/

namespace QuantCert

open Digits

/-- Whether `p` holds of every number. -/
noncomputable def allNumbers (p : Nat → Bool) (l : Numbers) : Bool :=
  Numbers.rec true (fun a _ rest => p a && rest) l

/-- The `g` columns of one number, before others. -/
noncomputable def splitNumber (w M g N : Nat) (rest : Numbers) : Numbers :=
  Nat.rec rest (fun k later => .cons (Nat.land (Nat.shiftRight N (Nat.mul w k)) M) later) g

/-- The columns of all numbers. -/
noncomputable def ungroup (w M g : Nat) (l : Numbers) : Numbers :=
  Numbers.rec .nil (fun N _ rest => splitNumber w M g N rest) l

/-- What holds of all numbers holds of each. -/
theorem of_allNumbers {p : Nat → Bool} : ∀ {l : Numbers}, allNumbers p l = true →
    ∀ i, i < l.count → p (l.entry i) = true
  | .nil, _, i, hi => absurd hi (Nat.not_lt_zero i)
  | .cons a rest, h, i, hi => by
    have h' : (p a && allNumbers p rest) = true := h
    have ⟨ha, hr⟩ := Bool.and_eq_true_iff.mp h'
    cases i with
    | zero => exact ha
    | succ i => exact of_allNumbers hr i (Nat.lt_of_succ_lt_succ hi)

/-- A number has `g` columns, in reverse order of its parts. -/
theorem splitNumber_entry (w M N : Nat) (rest : Numbers) : ∀ g : Nat,
    (splitNumber w M g N rest).count = g + rest.count ∧
    (∀ q, q < g → (splitNumber w M g N rest).entry q = N >>> (w * (g - 1 - q)) &&& M) ∧
    ∀ i, (splitNumber w M g N rest).entry (g + i) = rest.entry i
  | 0 => ⟨(Nat.zero_add _).symm, fun q hq => absurd hq (Nat.not_lt_zero q), fun i => by
      rw [Nat.zero_add]
      rfl⟩
  | g + 1 => by
    have ⟨hcount, hlow, hhigh⟩ := splitNumber_entry w M N rest g
    refine ⟨?_, fun q hq => ?_, fun i => ?_⟩
    · show Nat.succ (splitNumber w M g N rest).count = _
      rw [hcount]
      omega
    · cases q with
      | zero => rfl
      | succ q =>
        have hsub : g + 1 - 1 - (q + 1) = g - 1 - q := by omega
        rw [hsub]
        exact hlow q (Nat.lt_of_succ_lt_succ hq)
    · rw [Nat.add_right_comm]
      exact hhigh i

/-- There are `g` columns for each number. -/
theorem ungroup_count (w M g : Nat) : ∀ l : Numbers, (ungroup w M g l).count = l.count * g
  | .nil => (Nat.zero_mul g).symm
  | .cons N rest => by
    show (splitNumber w M g N (ungroup w M g rest)).count = Nat.succ rest.count * g
    rw [(splitNumber_entry w M N _ g).1, ungroup_count w M g rest, Nat.succ_mul, Nat.add_comm]

/-- Column `q` of number `G`. -/
theorem ungroup_entry {w M g q : Nat} (hq : q < g) : ∀ (l : Numbers) (G : Nat), G < l.count →
    (ungroup w M g l).entry (G * g + q) = l.entry G >>> (w * (g - 1 - q)) &&& M
  | .nil, G, hG => absurd hG (Nat.not_lt_zero G)
  | .cons N rest, G, hG => by
    show (splitNumber w M g N (ungroup w M g rest)).entry (G * g + q) = _
    have ⟨_, hlow, hhigh⟩ := splitNumber_entry w M N (ungroup w M g rest) g
    cases G with
    | zero =>
      rw [Nat.zero_mul, Nat.zero_add]
      exact hlow q hq
    | succ G =>
      have hsplit : (G + 1) * g + q = g + (G * g + q) := by
        rw [Nat.succ_mul]
        omega
      rw [hsplit, hhigh]
      exact ungroup_entry hq rest G (Nat.lt_of_succ_lt_succ hG)

/-- Digit `j` of a column is part `g j + (g - 1 - q)` of its number. -/
theorem digit_ungroup {w g m q j G : Nat} {l : Numbers} (hq : q < g) (hG : G < l.count)
    (hl : l.entry G < 2 ^ (w * g * m)) (hj : j < m) :
    digit (w * g) ((ungroup w (pack (w * g) m fun _ => 2 ^ w - 1) g l).entry (G * g + q)) j =
      digit w (l.entry G) (j * g + (g - 1 - q)) := by
  have hk : g - 1 - q < g := by omega
  have hle : w * (g - 1 - q) + w ≤ w * g := by
    have h := Nat.mul_le_mul_left w hk
    rwa [Nat.mul_succ] at h
  have hlt : ∀ i, i < m → digit (w * g) (l.entry G) i / 2 ^ (w * (g - 1 - q)) % 2 ^ w <
      2 ^ (w * g) := fun i _ => Nat.lt_of_lt_of_le (Nat.mod_lt _ (Nat.two_pow_pos w))
    (Nat.pow_le_pow_right (by decide) (Nat.le_trans (Nat.le_add_left _ _) hle))
  have hpack := pack_shift_mask (n := m) (fun i _ => digit_lt (w * g) (l.entry G) i) hle
  rw [pack_digit hl] at hpack
  rw [ungroup_entry hq l G hG, hpack, digit_pack hlt hj]
  exact digit_digit hk

/-- The middle parts of a sum of products of `c` numbers and groups of factors `r`: the sum of all
products of parts and factors. -/
theorem middle_grouped {w g m c a b : Nat} {N R : Nat → Nat} (hg : 0 < g)
    (hN : ∀ G, G < c → N G < 2 ^ (w * g * m)) (hR : ∀ G, G < c → R G < 2 ^ (w * g))
    (ha : ∀ G, G < c → ∀ i, i < g * m → digit w (N G) i ≤ a)
    (hb : ∀ G, G < c → ∀ q, q < g → digit w (R G) q ≤ b) (hfit : c * (g * (a * b)) < 2 ^ w)
    {j : Nat} (hj : j < m) :
    digit w (sum c fun G => N G * R G) (j * g + (g - 1)) = sum c fun G => sum g fun q =>
      digit w (N G) (j * g + (g - 1 - q)) * digit w (R G) q := by
  have product : ∀ G, G < c → N G * R G = pack w (g * m + g)
      (convolved (g * m) g (digit w (N G)) (digit w (R G))) := fun G hG => by
    rw [← pack_mul_pack, pack_digit (hR G hG), pack_digit]
    rw [← Nat.mul_assoc]
    exact hN G hG
  have hindex : j * g + (g - 1) < g * m := by
    have h := Nat.mul_le_mul_left g hj
    rw [Nat.mul_succ, Nat.mul_comm g j] at h
    omega
  rw [sum_congr product, sum_pack, digit_pack (fun i _ => ?_) (by omega)]
  · refine sum_congr fun G _ => ?_
    rw [convolved_eq _ _ (by omega) hindex]
    refine sum_congr fun q hq => ?_
    rw [show j * g + (g - 1) - q = j * g + (g - 1 - q) by omega]
  · exact Nat.lt_of_le_of_lt
      (natSum_le_mul fun G hG => convolved_le (ha G hG) (hb G hG) i) hfit

end QuantCert
