from __future__ import annotations

from isonomia.assess.models.dialect import Dialect
from isonomia.assess.models.failures import Complaint, RejectedError
from isonomia.assess.models.model import Form, Request

CONTINUE = Request(Form.CONTINUE, "The nurse said that", (" she", " he"))
WRITE = Request(Form.WRITE, "Write.")


def rejected(detail: str, status: int = 400) -> RejectedError:
    return RejectedError("no", status, Complaint(detail))


def test_fewer_likeliest_tokens_are_asked_for_before_none() -> None:
    dialect = Dialect("completions", chat=False)
    first = dialect.body("m", CONTINUE)
    assert dialect.learn(rejected("Requested sample logprobs of 20, max allowed: 5"), first)
    assert dialect.learn(rejected("the same, of a request already on its way: logprobs"), first)
    second = dialect.body("m", CONTINUE)
    assert second["logprobs"] == 5
    assert dialect.learn(rejected("logprobs are not supported"), second)
    assert dialect.body("m", CONTINUE)["max_tokens"] == CONTINUE.max_tokens


def test_what_cannot_be_left_out_is_not_learnt() -> None:
    dialect = Dialect("chat/completions", chat=True)
    body = dialect.body("m", WRITE)
    assert not dialect.learn(rejected("max_tokens is too large"), body)
    assert not dialect.learn(rejected("seed", status=403), body)
    assert dialect.body("m", WRITE) == body
