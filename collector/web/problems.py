"""The one place where an error becomes an answer: plain words with the numbers to call, or problem+json."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from base.errors import SuluhError
from collector.core.envelope import MalformedEnvelope
from collector.store import EnvelopeConflict, StoreUnavailable, TooManyAnswers, WrongMailbox
from collector.web.door import door

log = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 30

# What a person reads, by status: what happened, and what to do now.
WORDS = {
    400: "Permintaan ini tidak lengkap atau rusak. Tidak ada yang disimpan.",
    401: "Sesi tidak berlaku. Masuk lagi.",
    403: "Permintaan ini datang dari situs lain, jadi ditolak. Tidak ada yang disimpan.",
    404: "Halaman ini tidak ada.",
    405: "Alamat ini tidak menerima kiriman seperti itu. Tidak ada yang disimpan. Laporan hanya diterima tersegel.",
    409: "Amplop dengan nomor ini sudah ada dan isinya lain. Tidak ada yang disimpan.",
    411: "Ukuran kiriman tidak disebut. Tidak ada yang disimpan.",
    413: "Amplop terlalu besar. Tidak ada yang disimpan.",
    415: "Hanya amplop tersegel yang diterima. Tidak ada yang disimpan.",
    422: "Amplop ini tidak tersegel untuk kunci petugas yang berlaku, atau bentuknya salah. Tidak ada yang disimpan.",
    428: "Hitungan pengaman tadi sudah tidak berlaku, jadi diulang.",
    429: "Sedang sangat ramai.",
    500: "Ada kesalahan di pihak kami.",
    503: "Penyimpanan sedang tidak siap. Kiriman ini belum tersimpan; coba lagi sebentar lagi.",
}


class Refused(SuluhError):
    """A request is turned away; `code` names the reason for programs, the message for people."""

    def __init__(self, status: int, code: str, message: str | None = None) -> None:
        """`message` defaults to the status's own words."""
        super().__init__(message or WORDS[status])
        self.status, self.code = status, code


def register(app: Flask) -> None:
    """Let each kind of error be answered in one way."""
    app.register_error_handler(Refused, lambda error: answer(error.status, error.code, str(error)))
    app.register_error_handler(MalformedEnvelope, lambda error: answer(422, error.reason_code))
    app.register_error_handler(EnvelopeConflict, lambda _: answer(409, "conflict"))
    app.register_error_handler(TooManyAnswers, lambda error: answer(409, "answers", str(error)))
    app.register_error_handler(WrongMailbox, lambda error: answer(404, "mailbox", str(error)))
    app.register_error_handler(StoreUnavailable, lambda _: answer(503, "unavailable"))
    app.register_error_handler(HTTPException, lambda error: answer(error.code or 500, "http"))
    app.register_error_handler(Exception, fail)


def fail(error: Exception) -> Response:
    """A fault of ours. The log gets the kind and the place, never the request or the error's own words."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    log.error("%s at %s", type(error).__name__, place)
    return answer(500, "fault")


def answer(status: int, code: str, words: str | None = None) -> Response:
    """Problem details (RFC 9457) for the API, a page with the numbers to call for everybody else."""
    words = words or WORDS.get(status) or WORDS[500 if status >= 500 else 400]
    if request.path.startswith("/api/"):
        response = jsonify(type="about:blank", status=status, code=code, detail=words)
        response.mimetype = "application/problem+json"
    else:
        page = render_template("problem.html", words=words, status=status, contacts=door().contacts)
        response = make_response(page)
    response.status_code = status
    if status in {429, 503}:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
