"""`quantcert VERB`: all commands under one name, with completion and `--version`."""

from __future__ import annotations

from typing import Annotated

import typer

from quantcert import __version__
from quantcert.cli.cache import cache
from quantcert.cli.calibrate import app as calibrate_app
from quantcert.cli.check import check
from quantcert.cli.check_engine import check_engine
from quantcert.cli.convert import app as convert_app
from quantcert.cli.diff import diff
from quantcert.cli.evaluate import evaluate
from quantcert.cli.export import export
from quantcert.cli.export_kernel import export_kernel_command
from quantcert.cli.inspect import inspect
from quantcert.cli.plan import plan
from quantcert.cli.prompt import prompt
from quantcert.cli.prove_run import prove_run
from quantcert.cli.quantize import app as quantize_app
from quantcert.cli.regress import regress
from quantcert.cli.report import report
from quantcert.cli.rotate import rotate
from quantcert.cli.run import run
from quantcert.cli.sign import sign, verify_signature
from quantcert.cli.sizes import sizes
from quantcert.cli.trace import trace
from quantcert.cli.verify import app as verify_app

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Theorems about quantized language-model checkpoints, checked by the Lean 4 kernel.",
)

_EXAMPLES = {
    "verify": "quantcert verify minilm-small --base minilm --requirements need.toml",
    "quantize": "quantcert quantize minilm minilm-small --group-size 128",
    "calibrate": "quantcert calibrate minilm-small --base minilm --text news.txt",
    "evaluate": "quantcert evaluate minilm-small --base minilm --text news.txt",
    "prompt": "quantcert prompt llama-small --base llama --tokens 3,5,1",
    "prove-run": "quantcert prove-run llama-small --tokens 3,5,1",
    "run": "quantcert run smollm2-small --prompt 'Gravity is' --tokens 100",
    "check": "quantcert check certificate.json minilm-small --base minilm",
    "check-engine": "quantcert check-engine golden.safetensors logits.npy --slack 0.01",
    "report": "quantcert report proofs_gen/minilm-small/certificate.json --html report.html",
    "regress": "quantcert regress proofs_gen/minilm-small/certificate.json --baseline minilm.json",
    "diff": "quantcert diff proofs_gen/minilm-old/certificate.json "
    "proofs_gen/minilm-small/certificate.json --svg diff.svg",
    "sign": "quantcert sign certificate.json --key key.pem --output certificate.dsse.json",
    "verify-signature": "quantcert verify-signature certificate.dsse.json --key key.pub "
    "--checkpoint minilm-small",
    "convert": "quantcert convert smollm2.gguf smollm2",
    "export": "quantcert export minilm-small minilm-half --to safetensors --dtype F16",
    "export-kernel": "quantcert export-kernel minilm-small kernel "
    "--layer encoder.layer.0.output.dense.weight --target c",
    "inspect": "quantcert inspect smollm2.gguf --values",
    "plan": "quantcert plan minilm-small --base minilm --cores 64",
    "rotate": "quantcert rotate llama llama-rotated",
    "sizes": "quantcert sizes config.json --memory 44",
    "trace": "quantcert trace proofs_gen/minilm-small --theorem '*error'",
    "cache": "quantcert cache --prune --days 7",
}


def _add(verb: str, single: typer.Typer) -> None:
    """The only command of `single` as a verb; its own example names the old command."""
    (command,) = single.registered_commands
    assert command.callback is not None
    app.command(verb, epilog=_epilog(verb))(command.callback)


def _epilog(verb: str) -> str:
    return f"Example: `{_EXAMPLES[verb]}`"


for _verb, _single in (
    ("verify", verify_app),
    ("quantize", quantize_app),
    ("calibrate", calibrate_app),
    ("convert", convert_app),
):
    _add(_verb, _single)
app.command("evaluate", epilog=_epilog("evaluate"))(evaluate)
app.command("prompt", epilog=_epilog("prompt"))(prompt)
app.command("prove-run", epilog=_epilog("prove-run"))(prove_run)
app.command("run", epilog=_epilog("run"))(run)
app.command("check", epilog=_epilog("check"))(check)
app.command("check-engine", epilog=_epilog("check-engine"))(check_engine)
app.command("report", epilog=_epilog("report"))(report)
app.command("regress", epilog=_epilog("regress"))(regress)
app.command("diff", epilog=_epilog("diff"))(diff)
app.command("sign", epilog=_epilog("sign"))(sign)
app.command("verify-signature", epilog=_epilog("verify-signature"))(verify_signature)
app.command("export", epilog=_epilog("export"))(export)
app.command("export-kernel", epilog=_epilog("export-kernel"))(export_kernel_command)
app.command("inspect", epilog=_epilog("inspect"))(inspect)
app.command("plan", epilog=_epilog("plan"))(plan)
app.command("rotate", epilog=_epilog("rotate"))(rotate)
app.command("sizes", epilog=_epilog("sizes"))(sizes)
app.command("trace", epilog=_epilog("trace"))(trace)
app.command("cache", epilog=_epilog("cache"))(cache)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"quantcert {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", metavar="", callback=_show_version, is_eager=True, help="Show the version."
        ),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Entry point of the command."""
    app()
