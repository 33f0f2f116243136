"""`qa calibrate`: what a confidence means for the documents and the model at hand."""

from pathlib import Path
from typing import Annotated

import typer

from qa.cli.shared import Documents, Format, Index, Model, Reader, progress_bar, settings_of, tell
from qa.terminal import say


def calibrate(
    testset: Annotated[Path, typer.Argument(help="Test set: JSON Lines, SQuAD, BEIR, CSV, XLSX or ragas.")],
    documents: Documents = None,
    index: Index = None,
    model: Model = None,
    reader: Reader = None,
    refused: Annotated[
        float, typer.Option("--refused", min=0, max=0.9, help="Answerable questions that may be refused, as a share.")
    ] = 0.1,
    form: Format = None,
) -> None:
    """Fit confidence and refusal to a test set, and keep the result beside the index."""
    from qa.asking import must_keep_calibration, save_calibration
    from qa.bot import Bot
    from qa.evaluation import calibrate as fit
    from qa.testsets import read_any

    settings = settings_of(documents, index, model, reader)
    reader = settings.answering.reader
    with Bot.open(settings):  # an index that cannot be opened is named before an hour is spent
        must_keep_calibration(settings.index, reader)
    imported = read_any(testset, form)
    tell(imported.notes)
    with progress_bar("asking") as progress:
        fitted = fit(settings, imported.cases, refused, progress)
    save_calibration(settings.index, reader, fitted.calibration)
    kept = fitted.calibration
    say(f"questions                      {fitted.questions}, half of them once more without their documents")
    say(f"expected calibration error     {fitted.before:.3f} → {fitted.after:.3f} (cross-validated)")
    say(f"log odds                       {kept.slope:.3f} × log odds + {kept.offset:.3f}")
    say(f"refused below                  {kept.possible:.3f}, for at most {refused:.0%} false refusals")
