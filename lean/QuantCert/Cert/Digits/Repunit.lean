prelude
import QuantCert.Cert.Digits.Loop
import QuantCert.Thm.Digits.Spread

/-!
# Repunits, computed

## Main definitions
* `repunit k n`: `n` digits of `k` bits, each of them one
* `repunitPow p l`: `2^l` digits of `p` bits, each of them one, by doubling; faster for wide digits
* `log2Ceil n`: the least `l ≤ 24` with `n ≤ 2^l`

## Main theorems
* `repunit_eq`, `repunitPow_eq`
-/

namespace QuantCert.Digits

/-- `n` digits of `k` bits, each of them one, for `k > 0`. -/
def repunit (k n : Nat) : Nat := (2 ^ (k * n) - 1) / (2 ^ k - 1)

/-- Every digit of a repunit is one. -/
theorem repunit_eq {k : Nat} (n : Nat) (hk : 0 < k) : repunit k n = pack k n fun _ => 1 :=
  repunit_eq_pack n hk

/-- `2^l` digits of `p` bits, each of them one. -/
noncomputable def repunitPow (p l : Nat) : Nat :=
  Nat.rec 1 (fun l half => Nat.add half (Nat.shiftLeft half (Nat.mul p (Nat.pow 2 l)))) l

/-- Every digit of `repunitPow` is one. -/
theorem repunitPow_eq (p l : Nat) : repunitPow p l = pack p (2 ^ l) fun _ => 1 := by
  induction l with
  | zero => exact (pack_one p _).symm
  | succ l ih =>
    show repunitPow p l + repunitPow p l <<< (p * 2 ^ l) = _
    rw [ih, pack_repunit_double]

/-- The least `l` from `start` on with `n ≤ 2^l`, at most `fuel` further. -/
noncomputable def log2CeilFrom (n fuel : Nat) : (start : Nat) → Nat :=
  Nat.rec (fun l => l)
    (fun _ later l => cond (Nat.ble n (Nat.pow 2 l)) l (withValue (Nat.succ l) later)) fuel

/-- The least `l ≤ 24` with `n ≤ 2^l`; 24 if there is none. -/
noncomputable def log2Ceil (n : Nat) : Nat := log2CeilFrom n 24 0

end QuantCert.Digits
