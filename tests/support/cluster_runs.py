"""Runs on a cluster, and what they have to agree with."""

from typing import Any

from quantcert import api
from quantcert.api import VerifyOutcome
from quantcert.certificate import Verdict
from quantcert.certificate.encode import canonical, covered, to_document
from quantcert.cluster import ClusterOptions, cluster_checker
from quantcert.run.options import VerifyOptions
from quantcert.statements.render import GeneratedModule
from tests.support.small_models import SmallModel
from tests.support.weight_runs import certified

ADDRESS = "tcp://127.0.0.1:8786"


def on_cluster(model: SmallModel, address: str = ADDRESS, **how: Any) -> VerifyOutcome:
    """A run on a cluster; every matrix is a task of its own."""
    verify = how.pop("verify", {})
    settings = {"least_weights": 1, "patience": 30.0, **how}
    options = VerifyOptions(model.quantized, model.original, None, **verify)
    return api.run(options, cluster_checker(ClusterOptions(address, **settings)))


def on_one_machine(model: SmallModel, **verify: Any) -> VerifyOutcome:
    """The same on this machine, which keeps what it finds and takes what was kept."""
    return api.run(VerifyOptions(model.quantized, model.original, None, **verify))


def claims_of(outcome: VerifyOutcome) -> bytes:
    """The claims of a run, byte for byte."""
    return canonical(covered(outcome.document))


def claims_alone(model: SmallModel, **verify: Any) -> bytes:
    """The claims of a run on this machine that keeps and takes nothing."""
    options = VerifyOptions(model.quantized, model.original, None, **verify)
    return canonical(covered(to_document(certified(options))))


def verdicts(outcome: VerifyOutcome) -> dict[str, Verdict]:
    """The verdict of each layer by its tensor."""
    return {layer.tensor: layer.verdict for layer in outcome.certificate.layers}


def module_named(name: str) -> GeneratedModule:
    """A module without theorems."""
    return GeneratedModule(name, "", "", (), ())
