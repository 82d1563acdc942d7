prelude
import QuantCert.Cert.Format.Pair35Example
import QuantCert.Cert.Prompt.BindMatrix

/-!
# Columns that hold a small matrix, and columns that are refused

The matrix of `Example.chunk`, by columns: 100 and -61, -50 and 29, 7 and 15, in units of `2^-10`.

## Main definitions
* `Example.originalColumns`, `Example.decodedColumns`
-/

namespace QuantCert.Example

/-- The columns of the original weights of `chunk`. -/
def originalColumns : ColumnData :=
  ⟨⟨16, 2, 10, 128, .cons 4391140 (.cons 10289230 (.cons 9371783 .nil))⟩,
    .cons 3997796 (.cons 1900594 (.cons 983047 .nil)), 8, 24052153, 1⟩

/-- The columns of what its codes stand for. -/
def decodedColumns : ColumnData :=
  ⟨⟨16, 2, 10, 128, .cons 4456672 (.cons 10354768 (.cons 8388736 .nil))⟩,
    .cons 3932256 (.cons 1966128 (.cons 0 .nil)), 8, 23200176, 1⟩

/-- Both are bound to the chunk. -/
example : BoundOriginal 10 3 [chunk] [originalColumns] ∧ BoundDecoded 10 3 [chunk] [decodedColumns] :=
  ⟨⟨⟨chunk_checked, by decide +kernel, rfl, rfl, by decide +kernel⟩, trivial⟩,
    ⟨⟨chunk_checked, by decide +kernel, rfl, rfl, by decide +kernel⟩, trivial⟩⟩

/-- The columns of the original are not what the codes stand for. -/
example : bindsDecoded originalColumns chunk = false ∧ bindsOriginal decodedColumns chunk = false := by
  decide +kernel

/-- A weight off by one, and two columns exchanged. -/
example : bindsDecoded { decodedColumns with
      columns := .cons 4456673 (.cons 10354768 (.cons 8388736 .nil)) } chunk = false ∧
    bindsDecoded { decodedColumns with
      columns := .cons 10354768 (.cons 4456672 (.cons 8388736 .nil)) } chunk = false := by
  decide +kernel

end QuantCert.Example
