prelude
import QuantCert.Core
theorem Gen.claim : 2 + 2 = 5 := sorryAx _ false
