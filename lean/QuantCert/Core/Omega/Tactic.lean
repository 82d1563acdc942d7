prelude
import QuantCert.Core.Omega.LinearCombo
import QuantCert.Core.Omega.Step
import QuantCert.Core.Omega.Facts
import QuantCert.Core.Omega.Logic
import QuantCert.Core.Tactic

/-! # The tactic `omega`

`omega` proves or refutes linear arithmetic over natural numbers and integers: `=`, `≤`, `<`, `≠`,
`∣` by literals, `+`, `-`, `*` by literals, `/` and `%` by literals, joined by `∧`, `∨`, `¬`, `→`,
`↔`. It also knows truncated subtraction, casts, `min`, `max`, `natAbs`, `toNat` and conditionals.

The procedure is native code of the toolchain. It is not trusted: it leaves a proof made of the
lemmas of this folder, which the kernel checks.
-/

