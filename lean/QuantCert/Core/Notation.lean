prelude
import QuantCert.Core.Notation.Types
import QuantCert.Core.Notation.Logic
import QuantCert.Core.Notation.Arith
import QuantCert.Core.Notation.Data
