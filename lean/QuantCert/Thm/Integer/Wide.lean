prelude
import QuantCert.Thm.Affine.Kernel
import QuantCert.Thm.Integer.Linear

/-!
# One rounding a layer

## Main theorems
* `Integer.roundShift_value`: what rounding to the wide unit does to a value
* `Integer.output_error`: every output of a linear layer is within half a wide unit of the affine layer
  of the numbers that its integers stand for
-/

universe u

namespace QuantCert.Integer

variable {R : Type u} [OrderedField R]

/-- Half of a unit, from integers. -/
theorem dyadic_half {p k : Nat} {d : Int} (h : AbsLe (twoPow k) (2 * d)) :
    abs (dyadic (R := R) (p + k) d) ≤ dyadic (p + 1) 1 := by
  have hd : ((d.natAbs * 2 : Nat) : Int) ≤ ((2 ^ k : Nat) : Int) := by
    unfold AbsLe twoPow at h
    omega
  rw [abs_dyadic, ← dyadic_scale (p + k) 1, ← dyadic_scale (p + 1) k,
    show p + 1 + k = p + k + 1 by omega, Int.one_mul]
  refine dyadic_le ?_
  rw [← Int.natCast_mul]
  exact hd

/-- Exact integers `y`, in units of `2^-(e + F)` times `2^s`, rounded to units of `2^-F`, are off by
half a unit at most. -/
theorem roundShift_value (F e s : Nat) (y : Int) :
    abs (dyadic (R := R) F (roundShift y ((e : Int) - (s : Int))) - dyadic (e + F) (y * twoPow s)) ≤
      dyadic (F + 1) 1 := by
  rcases Nat.le_total e s with h | h
  · obtain ⟨k, rfl⟩ := Nat.exists_eq_add_of_le h
    have hexact : roundShift y ((e : Int) - ((e + k : Nat) : Int)) = y * twoPow k := by
      rw [show (e : Int) - ((e + k : Nat) : Int) = -(k : Int) by omega]
      exact roundShift_exact y k
    have hvalue : dyadic (R := R) (e + F) (y * twoPow (e + k)) = dyadic F (y * twoPow k) := by
      rw [← dyadic_scale F e, Nat.add_comm F e, Int.mul_assoc]
      refine congrArg (fun m => dyadic (e + F) (y * m)) ?_
      show ((2 ^ (e + k) : Nat) : Int) = ((2 ^ k : Nat) : Int) * ((2 ^ e : Nat) : Int)
      rw [Nat.pow_add, Nat.mul_comm, Int.natCast_mul]
    rw [hexact, hvalue, sub_self, abs_zero]
    have h := abs_nonneg (dyadic (R := R) (F + 1) 1)
    rwa [abs_dyadic] at h
  · obtain ⟨k, rfl⟩ := Nat.exists_eq_add_of_le h
    have hshift : ((s + k : Nat) : Int) - (s : Int) = (k : Int) := by omega
    have hvalue : dyadic (R := R) (s + k + F) (y * twoPow s) = dyadic (F + k) y := by
      rw [show s + k + F = F + k + s by omega]
      exact dyadic_scale (F + k) s y
    rw [hshift, hvalue, ← dyadic_scale F k (roundShift y k), ← dyadic_sub]
    refine dyadic_half ?_
    have ⟨hlow, hhigh⟩ := roundShift_error y k
    rw [Int.mul_comm (twoPow k)] at hlow hhigh
    unfold AbsLe twoPow at *
    omega

/-- An output of a linear layer without a bias, and what the layer would give of the numbers that its
integers stand for: half a wide unit apart at most. -/
theorem output_error (W : StoredMatrix) (e F : Nat) (a : Narrow) {j : Nat} (hj : j < W.rows) :
    abs (dyadic (R := R) F (((Linear.mk W e [] 0).output StoredMatrix.mul a).getD j 0) -
      matVec W.cols (storedMatrix e W.entry)
        (fun i => dyadic F (a.entries.getD i 0 * twoPow a.shift)) j) ≤ dyadic (F + 1) 1 := by
  have hlength : j < (W.mul a.entries).length := by
    rw [StoredMatrix.mul, List.length_map, List.length_range]
    exact hj
  have hout : ((Linear.mk W e [] 0).output StoredMatrix.mul a).getD j 0 =
      roundShift ((W.mul a.entries).getD j 0) ((e : Int) - (a.shift : Int)) :=
    getD_map_of_lt _ 0 0 hlength
  have hexact : matVec W.cols (storedMatrix (R := R) e W.entry)
      (fun i => dyadic F (a.entries.getD i 0 * twoPow a.shift)) j =
        dyadic (e + F) ((W.mul a.entries).getD j 0 * twoPow a.shift) := by
    rw [mul_getD W a.entries hj, Int.mul_comm, ← int_sum_mul_left, dyadic_sum]
    refine sum_congr fun i _ => ?_
    rw [Int.mul_left_comm, Int.mul_comm (twoPow a.shift)]
    exact (dyadic_mul e F _ _).symm
  rw [hout, hexact]
  exact roundShift_value F e a.shift _

end QuantCert.Integer
