"""A reporter with a phone: fills a form of ours page by page, as the spec describes it."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from collector.forms.questions import Question
    from collector.forms.schema import Answers, FormSpec


def sentinel_answers(spec: FormSpec) -> Answers:
    """An answer to every question that can be shown at once, each text holding a sentinel found nowhere else."""
    answers: Answers = {}
    for question in spec.questions:
        if shown(question, answers):
            answers[question.id] = answer_for(question, spec)
    return answers


def shown(question: Question, answers: Answers) -> bool:
    """Whether the answers so far open this question."""
    given = answers.get(question.when.field, []) if question.when else []
    return question.when is None or any(
        one in question.when.within for one in ([given] if isinstance(given, str) else given)
    )


def answer_for(question: Question, spec: FormSpec) -> str | list[str]:
    """The option that opens most other questions, all options, or a sentinel text; nobody is left out."""
    if question.kind == "choices":
        return question.option_ids
    if question.kind == "choice":
        opens = [other.when.within for other in spec.questions if other.when and other.when.field == question.id]
        return max(question.option_ids, key=lambda option: sum(option in within for within in opens))
    if question.kind == "recipients":
        return question.option_ids[:1]
    if question.kind == "confirm":
        return "ya"
    if question.pattern:
        return str(spec.examples.valid[0].answers[question.id])
    text = f"SUAR {question.id} {secrets.token_hex(6)}"[: question.max_length]
    return f"{text}\nbaris dua" if question.kind == "longtext" else text


def unnoted(screen: str) -> None:
    """Take no note of a screen."""


def fill(page: Page, spec: FormSpec, answers: Answers, note: Callable[[str], None] = unnoted) -> None:
    """Go from the first page of questions to the review page; `note` gets the name of each as it stands filled in."""
    fill_pages(page, spec, answers, note)
    page.locator("[data-page='review']").wait_for()
    note("review")


def fill_pages(page: Page, spec: FormSpec, answers: Answers, note: Callable[[str], None] = unnoted) -> None:
    """Answer page by page, from the first page of questions on."""
    for part in spec.pages:
        page.locator(f"[data-page='{part.id}']").wait_for()
        for question in part.fields:
            if question.id in answers:
                put(page, question, answers[question.id])
        note(part.id)
        page.locator("#next").click()
    if spec.files:
        page.locator("[data-page='files']").wait_for()
        note("files")
        page.locator("#next").click()


def put(page: Page, question: Question, answer: str | list[str]) -> None:
    """Answer one question the way its control is used."""
    box = page.locator(f"[data-q='{question.id}']")
    if question.chosen and box.locator("select").count():
        box.locator("select").select_option(answer)
    elif question.chosen:
        for option in [answer] if isinstance(answer, str) else answer:
            box.locator(f"input[value={json.dumps(option)}]").check()
    elif question.kind == "confirm":
        box.locator("input").check()
    else:
        box.locator("input, textarea").fill(str(answer))


def send(page: Page) -> str:
    """Seal and send from the review page; returns the code once the envelope is acknowledged."""
    page.locator("#next").click()
    page.locator("#done").wait_for(timeout=60_000)
    return " ".join(page.locator("#code").inner_text().split())
