"""`quantcert sign` and `quantcert verify-signature`: statements in signed envelopes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from quantcert.cli._run import finish
from quantcert.errors import ExitCode
from quantcert.outputs import check_writable, write_text
from quantcert.report.formats import FORMATS
from quantcert.report.source import open_source
from quantcert.signing.envelope import signed_envelope, verified_statement
from quantcert.signing.keys import read_private_key
from quantcert.signing.subjects import other_certificate, other_checkpoint


class Statement(StrEnum):
    """The statement that is signed."""

    TEST_RESULT = "in-toto"
    VERIFICATION_SUMMARY = "vsa"


def sign(
    certificate: Annotated[Path, typer.Argument(metavar="CERTIFICATE", help="A certificate.json.")],
    key: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Private Ed25519 key in PEM: openssl genpkey -algorithm ed25519 -out FILE",
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where the envelope is written.")
    ],
    statement: Annotated[
        Statement,
        typer.Option(
            help="What is signed: in-toto: a test result; vsa: a SLSA verification summary."
        ),
    ] = Statement.TEST_RESULT,
) -> None:
    """Sign what a certificate shows: an in-toto statement in a DSSE envelope.

    The statement names the checkpoint's files by SHA-256. A rejected certificate is signed as
    what it is.

    Exit code: that of the verdict, 0 accepted, 1 rejected; 2 could not run.
    """

    def run() -> ExitCode:
        check_writable(output)
        signer = read_private_key(key)
        source = open_source(certificate)
        write_text(output, signed_envelope(FORMATS[statement.value].render(source), signer))
        typer.echo(f"Written: {output}, key {signer.key_id}", err=True)
        return ExitCode.ACCEPTED if source.certificate.accepted else ExitCode.REJECTED

    finish(run)


def verify_signature(
    envelope: Annotated[
        Path, typer.Argument(metavar="ENVELOPE", help="File that `quantcert sign` wrote.")
    ],
    key: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Public Ed25519 key in PEM: openssl pkey -in PRIVATE -pubout -out FILE",
        ),
    ],
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", help="Checkpoint whose files must be those that the statement names."
        ),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Certificate from which it must have been made."),
    ] = None,
) -> None:
    """Say whether a signed statement is of a key, and about the files at hand.

    Whether the checkpoint was accepted stands in the statement, and is printed.

    Exit code: 0 signature and files are as stated, 1 they are not, 2 could not run.
    """

    def run() -> ExitCode:
        statement = verified_statement(envelope, key)
        if statement is None:
            typer.echo(f"NOT SIGNED: no signature in {envelope} is of the key {key}")
            return ExitCode.REJECTED
        wrong = [
            *(other_checkpoint(statement, checkpoint) if checkpoint else ()),
            *(other_certificate(statement, certificate) if certificate else ()),
        ]
        for line in wrong:
            typer.echo(line)
        if wrong:
            typer.echo("SIGNED, BUT NOT ABOUT THESE FILES")
            return ExitCode.REJECTED
        predicate = statement["predicate"]
        result = predicate.get("result", predicate.get("verificationResult"))
        looked = "" if checkpoint else " (no checkpoint was given to compare)"
        typer.echo(f"SIGNED: {statement['predicateType']}: {result}{looked}")
        return ExitCode.ACCEPTED

    finish(run)
