prelude
import QuantCert.Cert.Weights.Codec
import QuantCert.Spec.Format.Levels

/-!
# Decoding tables of levels

Every table has its program, so that nothing needs to be tried for a new one.

## Main definitions
* `Levels.bits table`: so many bits hold every level

## Main theorems
* `Levels.checked`: the program of a table computes its codes
-/

namespace QuantCert

namespace Levels

/-- Every element of the table is below `2^bits`. -/
def bits : List Nat → Nat
  | [] => 0
  | a :: rest => max (Nat.log2 a + 1) (bits rest)

/-- Elements fit their bits. -/
theorem entry_lt : ∀ (table : List Nat) (i : Nat), listEntry table i < 2 ^ bits table
  | [], _ => Nat.two_pow_pos _
  | _ :: _, 0 => Nat.lt_of_lt_of_le Nat.lt_log2_self
      (Nat.pow_le_pow_right (by decide) (Nat.le_max_left _ _))
  | _ :: rest, i + 1 => Nat.lt_of_lt_of_le (entry_lt rest i)
      (Nat.pow_le_pow_right (by decide) (Nat.le_max_right _ _))

/-- The code is looked up. -/
def program (table : List Nat) (_ : Nat) : LaneProgram where
  code := .entry table
  bits := bits table

/-- The program of a table computes its codes. -/
theorem checked (wordBits : Nat) (table : List Nat) :
    checkPrograms (.levels wordBits table) (program table) (bits table) = true := by
  refine Bool.and_eq_true_iff.2 ⟨rfl, allBelow_of fun _ _ => Bool.and_eq_true_iff.2
    ⟨Nat.ble_eq_true_of_le (Nat.le_refl _), allBelow_of fun w _ => Bool.and_eq_true_iff.2
      ⟨Nat.beq_refl _, Nat.ble_eq_true_of_le (entry_lt table w)⟩⟩⟩

end Levels

instance instCheckedLevels (wordBits : Nat) (table : List Nat) :
    (Codec.levels wordBits table).Checked :=
  ⟨Levels.program table, Levels.bits table, Levels.checked wordBits table⟩

end QuantCert
