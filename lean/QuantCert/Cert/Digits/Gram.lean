prelude
import QuantCert.Cert.Digits.Round
import QuantCert.Cert.Digits.RowSum
import QuantCert.Cert.Digits.Signed
import QuantCert.Thm.Digits.Centred
import QuantCert.Thm.Digits.Outer

/-!
# Gram matrices of packed vectors

The vectors have `n` digits, each `c` larger than the signed number it stands for. The Gram matrix
has `n` rows of `n + 1` digits, the last of which is zero.

## Main definitions
* `spreadDigits`, `outerDigits`: a vector with its digits apart, and all products of two entries
* `gramDigits`: the Gram matrix of the signed numbers, `2^(w-1)` larger, from sums over the vectors
* `checkGramRows`: no row of the Gram matrix has a larger sum of absolute entries

## Main theorems
* `gramDigits_eq`, `checkGramRows_sound`
-/

namespace QuantCert.Digits

/-- A vector of `n` digits of `w` bits with its digits `n + 1` digits apart. -/
def spreadDigits (w n v : Nat) : Nat :=
  Nat.land (Nat.mul v (repunit (Nat.mul w n) n))
    (Nat.mul (repunit (Nat.mul w (Nat.add n 1)) n) (Nat.sub (Nat.pow 2 w) 1))

/-- All products of two digits of a vector. -/
def outerDigits (w n v : Nat) : Nat := Nat.mul (spreadDigits w n v) v

/-- From the sum `G` of the outer products of `K` vectors and the sum `S` of the vectors: the Gram
matrix of the signed numbers, every digit `2^(w-1)` larger. -/
def gramDigits (w n c K G S : Nat) : Nat :=
  Nat.sub
    (Nat.add
      (Nat.add G (Nat.mul (Nat.mul (repunit (Nat.mul w (Nat.add n 1)) n) (repunit w n))
        (Nat.mul K (Nat.mul c c))))
      (Nat.mul (repunit w (Nat.mul n (Nat.add n 1))) (Nat.pow 2 (Nat.sub w 1))))
    (Nat.mul (Nat.add (Nat.mul (spreadDigits w n S) (repunit w n))
      (Nat.mul (repunit (Nat.mul w (Nat.add n 1)) n) S)) c)

variable {w n : Nat}

/-- The digits of the vector, `n + 1` digits apart. -/
theorem spreadDigits_eq (hw : 0 < w) (hn : 0 < n) {d : Nat → Nat} (hd : ∀ i, i < n → d i < 2 ^ w) :
    spreadDigits w n (pack w n d) = pack (w * (n + 1)) n d := by
  show (_ * repunit (w * n) n) &&& repunit (w * (n + 1)) n * (2 ^ w - 1) = _
  rw [repunit_eq _ (Nat.mul_pos hw hn), repunit_eq _ (Nat.mul_pos hw (Nat.succ_pos n))]
  exact pack_spread hd

/-- Digit `i * (n + 1) + j` is the product of digits `i` and `j`, if the last digit is zero. -/
theorem outerDigits_eq (hw : 0 < w) (hn : 0 < n) {d : Nat → Nat} (hd : ∀ i, i < n → d i < 2 ^ w)
    (hlast : d n = 0) : outerDigits w n (pack w n d) =
      pack w (n * (n + 1)) fun q => d (q / (n + 1)) * d (q % (n + 1)) := by
  show spreadDigits w n _ * _ = _
  rw [spreadDigits_eq hw hn hd, pack_outer hlast]

/-- One in the first `n` digits, zero in the last. -/
def firstOnes (n i : Nat) : Nat := if i < n then 1 else 0

/-- A repunit, with `firstOnes` as its digits. -/
theorem pack_firstOnes (w n : Nat) : (pack w n fun _ => 1) = pack w n (firstOnes n) :=
  pack_congr fun _ hi => (if_pos hi).symm

/-- The last digit of `firstOnes` is zero. -/
theorem firstOnes_last (n : Nat) : firstOnes n n = 0 := if_neg (Nat.lt_irrefl n)

/-- An entry of the Gram matrix of `K` vectors; zero in the last column. -/
def gramEntry (K c n : Nat) (d : Nat → Nat → Nat) (i j : Nat) : Int :=
  if j < n then centredDot K c (fun k => d k i) fun k => d k j else 0

/-- The digit that holds an entry. -/
def gramDigit (K c h n : Nat) (d : Nat → Nat → Nat) (i j : Nat) : Nat :=
  (sum K fun k => d k i * d k j) + firstOnes n j * (K * (c * c)) + h -
    ((sum K fun k => d k i) * firstOnes n j + 1 * sum K fun k => d k j) * c

/-- The digits of the Gram matrix, and what they hold. -/
theorem gramDigits_eq {K c : Nat} {d : Nat → Nat → Nat} (hw : 0 < w) (hn : 0 < n)
    (hlast : ∀ k, d k n = 0) (hd : ∀ k, k < K → ∀ i, i < n → d k i ≤ 2 * c)
    (hc : 2 * c < 2 ^ w) (hK : K * (c * c) < 2 ^ (w - 1)) (hS : K * (2 * c) < 2 ^ w) :
    gramDigits w n c K (sum K fun k => outerDigits w n (pack w n (d k)))
        (sum K fun k => pack w n (d k)) =
      pack w (n * (n + 1)) (fun q => gramDigit K c (2 ^ (w - 1)) n d (q / (n + 1)) (q % (n + 1))) ∧
    ∀ i, i < n → ∀ j, j < n + 1 → gramDigit K c (2 ^ (w - 1)) n d i j < 2 ^ w ∧
      distance (gramDigit K c (2 ^ (w - 1)) n d i j) (2 ^ (w - 1)) =
        (gramEntry K c n d i j).natAbs := by
  have hfull := two_pow_sub_one_add_self hw
  have hhalf := Nat.two_pow_pos (w - 1)
  have hentry : ∀ i, i < n → ∀ j, j < n + 1 → (((sum K fun k => d k i) * firstOnes n j +
      1 * sum K fun k => d k j) * c ≤
      (sum K fun k => d k i * d k j) + firstOnes n j * (K * (c * c)) + 2 ^ (w - 1)) ∧
      gramDigit K c (2 ^ (w - 1)) n d i j < 2 ^ w ∧
      distance (gramDigit K c (2 ^ (w - 1)) n d i j) (2 ^ (w - 1)) =
        (gramEntry K c n d i j).natAbs := by
    intro i hi j hjn
    unfold gramDigit gramEntry firstOnes
    by_cases hj : j < n
    · have h := distance_centredDot (a := fun k => d k i) (b := fun k => d k j)
        (fun k hk => hd k hk i hi) (fun k hk => hd k hk j hj) hK
      rw [if_pos hj, if_pos hj, Nat.mul_one, Nat.one_mul, Nat.one_mul]
      exact ⟨h.1, by have := h.2.1; omega, h.2.2⟩
    · have hj' : j = n := by omega
      have hsum : (sum K fun k => d k j) = 0 := sum_eq_zero fun k _ => by rw [hj', hlast]
      have hprod : (sum K fun k => d k i * d k j) = 0 :=
        sum_eq_zero fun k _ => by rw [hj', hlast, Nat.mul_zero]
      rw [if_neg hj, if_neg hj, hsum, hprod]
      refine ⟨?_, ?_, ?_⟩
      · rw [Nat.mul_zero, Nat.mul_zero, Nat.zero_add, Nat.zero_mul]
        exact Nat.zero_le _
      · rw [Nat.mul_zero, Nat.mul_zero, Nat.zero_mul, Nat.zero_mul]
        omega
      · rw [Nat.mul_zero, Nat.mul_zero, Nat.zero_mul, Nat.zero_mul]
        unfold distance
        show _ = 0
        omega
  have hn1 : 0 < n + 1 := Nat.succ_pos n
  refine ⟨?_, fun i hi j hj => (hentry i hi j hj).2⟩
  have hlt : ∀ k, k < K → ∀ i, i < n → d k i < 2 ^ w := fun k hk i hi =>
    Nat.lt_of_le_of_lt (hd k hk i hi) hc
  have hsums : ∀ i, i < n → (sum K fun k => d k i) < 2 ^ w := fun i hi =>
    Nat.lt_of_le_of_lt (natSum_le_mul fun k hk => hd k hk i hi) hS
  have hlastSum : (sum K fun k => d k n) = 0 := sum_eq_zero fun k _ => hlast k
  have hG : (sum K fun k => outerDigits w n (pack w n (d k))) = pack w (n * (n + 1)) fun q =>
      sum K fun k => d k (q / (n + 1)) * d k (q % (n + 1)) := by
    rw [← sum_pack]
    exact sum_congr fun k hk => outerDigits_eq hw hn (hlt k hk) (hlast k)
  show (_ + repunit (w * (n + 1)) n * repunit w n * (K * (c * c)) +
    repunit w (n * (n + 1)) * 2 ^ (w - 1)) - (spreadDigits w n _ * repunit w n +
      repunit (w * (n + 1)) n * _) * c = _
  have hU : (pack (w * (n + 1)) n fun _ => 1) * (pack w n fun _ => 1) =
      pack w (n * (n + 1)) fun q => 1 * firstOnes n (q % (n + 1)) := by
    rw [pack_firstOnes w n]
    exact pack_outer (firstOnes_last n)
  have hL : (pack (w * (n + 1)) n fun i => sum K fun k => d k i) * (pack w n fun _ => 1) =
      pack w (n * (n + 1)) fun q =>
        (sum K fun k => d k (q / (n + 1))) * firstOnes n (q % (n + 1)) := by
    rw [pack_firstOnes w n]
    exact pack_outer (firstOnes_last n)
  have hR : (pack (w * (n + 1)) n fun _ => 1) * (pack w n fun i => sum K fun k => d k i) =
      pack w (n * (n + 1)) fun q => 1 * sum K fun k => d k (q % (n + 1)) := pack_outer hlastSum
  rw [hG, sum_pack, spreadDigits_eq hw hn hsums, repunit_eq _ (Nat.mul_pos hw hn1),
    repunit_eq _ hw, repunit_eq _ hw, hU, hL, hR, pack_mul, pack_one_mul, pack_add, pack_add,
    pack_add, pack_mul, pack_sub fun q hq => ?_]
  · refine pack_congr fun q _ => ?_
    show (_ + 1 * firstOnes n _ * _ + _) - _ = _
    rw [Nat.one_mul]
    rfl
  · have h := (hentry (q / (n + 1)) ((Nat.div_lt_iff_lt_mul hn1).2 hq) (q % (n + 1))
      (Nat.mod_lt q hn1)).1
    show _ ≤ _ + 1 * firstOnes n _ * _ + _
    rw [Nat.one_mul (firstOnes n (q % (n + 1)))]
    exact h

/-- The sums of the rows of a Gram matrix, held by `T` with every digit `2^(w-1)` larger, in units of
`2^u`, are at most `bound`, and no entry is above `maximum`. -/
noncomputable def checkGramRows (w n u maximum bound T : Nat) : Bool :=
  Nat.blt u w && (Nat.ble n (2 ^ log2Ceil n) && (Nat.blt (Nat.mul (Nat.add n 1) maximum)
    (2 ^ (w - 1)) &&
  (checkAtMost (repunit w (Nat.mul n (Nat.add n 1))) w
    (Nat.mul (repunit w (Nat.mul n (Nat.add n 1))) maximum)
    (ceilDigits w (repunit w (Nat.mul n (Nat.add n 1))) u
      (absoluteDigits w (repunit w (Nat.mul n (Nat.add n 1))) T)) &&
  checkRowSums w (Nat.add n 1) n (ceilDigits w (repunit w (Nat.mul n (Nat.add n 1))) u
    (absoluteDigits w (repunit w (Nat.mul n (Nat.add n 1))) T)) bound)))

/-- If the check succeeds, the absolute entries of no row of the Gram matrix add up to more than
`bound` units of `2^u`. -/
theorem checkGramRows_sound {u maximum bound : Nat} {τ : Nat → Nat → Nat} {g : Nat → Nat → Int}
    (hw : 0 < w) (h : checkGramRows w n u maximum bound
      (pack w (n * (n + 1)) fun q => τ (q / (n + 1)) (q % (n + 1))) = true)
    (hτ : ∀ i, i < n → ∀ j, j < n + 1 → τ i j < 2 ^ w ∧
      distance (τ i j) (2 ^ (w - 1)) = (g i j).natAbs) {i : Nat} (hi : i < n) :
    (sum n fun j => (g i j).natAbs) ≤ bound * 2 ^ u := by
  have hn1 : 0 < n + 1 := Nat.succ_pos n
  have hfull := two_pow_sub_one_add_self hw
  simp only [checkGramRows, Bool.and_eq_true_iff] at h
  obtain ⟨hu, hlog, hroom, hmax, hrows⟩ := h
  have hu' : u < w := Nat.le_of_ble_eq_true hu
  have hlog' := Nat.le_of_ble_eq_true hlog
  have hroom' : (n + 1) * maximum < 2 ^ (w - 1) := Nat.le_of_ble_eq_true hroom
  have hq : ∀ q, q < n * (n + 1) → q / (n + 1) < n ∧ q % (n + 1) < n + 1 := fun q hq =>
    ⟨(Nat.div_lt_iff_lt_mul hn1).2 hq, Nat.mod_lt q hn1⟩
  have habs : ceilDigits w (repunit w (n * (n + 1))) u
      (absoluteDigits w (repunit w (n * (n + 1)))
        (pack w (n * (n + 1)) fun q => τ (q / (n + 1)) (q % (n + 1)))) =
      pack w (n * (n + 1)) fun q => ceilDigit u (g (q / (n + 1)) (q % (n + 1))).natAbs := by
    rw [repunit_eq _ hw, absoluteDigits_eq hw fun q h => (hτ _ (hq q h).1 _ (hq q h).2).1,
      ceilDigits_eq hu' fun q h => ?_]
    · exact pack_congr fun q h => congrArg (ceilDigit u) (hτ _ (hq q h).1 _ (hq q h).2).2
    · have := (hτ _ (hq q h).1 _ (hq q h).2).1
      unfold distance
      omega
  have hmax' : checkAtMost (repunit w (n * (n + 1))) w (repunit w (n * (n + 1)) * maximum)
      (pack w (n * (n + 1)) fun q => ceilDigit u (g (q / (n + 1)) (q % (n + 1))).natAbs) = true := by
    rw [← habs]; exact hmax
  have hrows' : checkRowSums w (n + 1) n
      (pack w (n * (n + 1)) fun q => ceilDigit u (g (q / (n + 1)) (q % (n + 1))).natAbs) bound =
      true := by
    rw [← habs]; exact hrows
  have hle : maximum < 2 ^ (w - 1) :=
    Nat.lt_of_le_of_lt (Nat.le_mul_of_pos_left maximum hn1) hroom'
  have hentry : ∀ q, q < n * (n + 1) →
      ceilDigit u (g (q / (n + 1)) (q % (n + 1))).natAbs ≤ maximum := by
    rw [repunit_eq _ hw, pack_one_mul] at hmax'
    refine checkAtMost_sound hw (rfl : (pack w (n * (n + 1)) fun _ => 1) = _) (fun _ _ => hle)
      (fun q h => ?_) hmax'
    have hdigit := hτ _ (hq q h).1 _ (hq q h).2
    refine Nat.le_trans (ceilDigit_le u _) ?_
    rw [← hdigit.2]
    have := hdigit.1
    unfold distance
    omega
  have hsum := checkRowSums_sound hw hn1 hlog' hentry hroom' hrows' hi
  have hindex : ∀ j, j < n → (i * (n + 1) + j) / (n + 1) = i ∧ (i * (n + 1) + j) % (n + 1) = j :=
    fun j hj => by
      have hj' : j < n + 1 := Nat.lt.step hj
      rw [Nat.add_comm, Nat.add_mul_div_right _ _ hn1, Nat.div_eq_of_lt hj',
        Nat.add_mul_mod_self_right, Nat.mod_eq_of_lt hj', Nat.zero_add]
      exact ⟨rfl, rfl⟩
  have hrow : (sum n fun j => ceilDigit u (g i j).natAbs) ≤ bound :=
    calc (sum n fun j => ceilDigit u (g i j).natAbs)
      _ = sum n fun j => ceilDigit u
          (g ((i * (n + 1) + j) / (n + 1)) ((i * (n + 1) + j) % (n + 1))).natAbs :=
        sum_congr fun j hj => by rw [(hindex j hj).1, (hindex j hj).2]
      _ ≤ sum (n + 1) fun j => ceilDigit u
          (g ((i * (n + 1) + j) / (n + 1)) ((i * (n + 1) + j) % (n + 1))).natAbs :=
        natSum_le_natSum (Nat.le_succ n) _
      _ ≤ bound := hsum
  exact Nat.le_trans (natSum_ceil_le n u fun j => (g i j).natAbs)
    (Nat.mul_le_mul_right (2 ^ u) hrow)

end QuantCert.Digits
