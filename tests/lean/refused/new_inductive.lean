prelude
import QuantCert.Core
inductive Gen.Unit : Type where
  | unit : Gen.Unit
theorem Gen.claim : 2 + 2 = 4 := by decide +kernel
