prelude
import QuantCert.Core
@[macro «term_≤_»] def Gen.broken : Lean.Macro := fun _ _ _ => .null
theorem Gen.claim : 1 ≤ 2 := by decide +kernel
