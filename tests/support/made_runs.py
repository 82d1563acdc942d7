"""A run of `verify-model` whose certificate is made by hand."""

from collections.abc import Mapping
from types import MappingProxyType

from quantcert.certificate import Certificate
from quantcert.run.options import VerifyOptions
from quantcert.run.verify import Checker, Verified
from tests.support.certificates import WHOLE


class MadeRun:
    """Takes the place of a run; remembers its options."""

    options: VerifyOptions
    certificate: Certificate = WHOLE
    sources: Mapping[str, str] = MappingProxyType({})

    def __call__(self, options: VerifyOptions, checker: Checker | None = None) -> Verified:
        self.options = options
        return Verified(self.certificate, dict(self.sources))
