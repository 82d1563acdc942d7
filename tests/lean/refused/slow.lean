prelude
import QuantCert.Core
theorem Gen.claim : Nat.beq (Nat.pow (Nat.pow 3 10000000) 60) 0 = false := by decide +kernel
