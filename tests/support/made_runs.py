"""A run of `verify-model` whose certificate is made by hand."""

from quantcert.certificate import Certificate
from quantcert.run.options import VerifyOptions
from quantcert.run.verify import Verified
from tests.support.certificates import WHOLE


class MadeRun:
    """Takes the place of a run; remembers its options."""

    options: VerifyOptions
    certificate: Certificate = WHOLE

    def __call__(self, options: VerifyOptions) -> Verified:
        self.options = options
        return Verified(self.certificate, {})
