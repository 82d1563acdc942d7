prelude
import QuantCert.Core
def Gen.four : Nat := 5
theorem Gen.claim : 2 + 3 = Gen.four := by decide +kernel
