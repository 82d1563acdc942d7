prelude
import QuantCert.Core
set_option warn.sorry false
theorem Gen.claim : 2 + 2 = 5 := sorryAx _ false
