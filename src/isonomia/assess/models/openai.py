"""Any OpenAI-compatible endpoint: vLLM, llama.cpp, Ollama, and the hosted providers'."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from isonomia.assess.models.answer import choice_of, declined, text_of, tokens_of, top_of, weigh
from isonomia.assess.models.dialect import Dialect
from isonomia.assess.models.failures import RejectedError
from isonomia.assess.models.model import Form, ModelCard, Reply, Request
from isonomia.assess.models.transport import Received, RetryPolicy, Transport
from isonomia.errors import AskError, SubjectError, UnreachableError

if TYPE_CHECKING:
    from isonomia.assess.models.limiter import Clock

__all__ = ["OpenAIModel"]

PROBE = Request(Form.QUESTION, "Is water wet? Answer yes or no.", ("yes", "no"), max_tokens=16)


NO_PATH = frozenset({404, 405})


class OpenAIModel:
    """A model behind an OpenAI-compatible endpoint.

    Entering it asks once for the models on offer and once along each of the two paths, chat and
    plain completions.  That tells a wrong key, an unknown model and a host that cannot be reached
    apart, and shows which parameters and log-probabilities the endpoint offers.

    Options are weighed by the likeliest first tokens: see :func:`~.answer.weigh`.

    Parameters
    ----------
    name : str
        What the endpoint calls the model.
    base_url : str
        The address to which ``/chat/completions`` is appended.
    api_key : str, optional
        Never shown, logged or stored.
    concurrency : int
        Most requests in flight; fewer are sent while the endpoint complains.
    timeout : float
        Seconds after which a try is given up.
    policy : RetryPolicy, optional
        How to try again.
    clock : Clock, optional
        Where time comes from.
    """

    def __init__(
        self,
        name: str,
        *,
        base_url: str = "https://api.openai.com/v1",
        api_key: str | None = None,
        concurrency: int = 16,
        timeout: float = 120.0,
        policy: RetryPolicy | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._name = name
        self._concurrency = concurrency
        self._transport = Transport(
            base_url.rstrip("/"),
            key=api_key,
            concurrency=concurrency,
            timeout=timeout,
            policy=policy,
            clock=clock,
        )
        self._chat = Dialect("chat/completions", chat=True)
        self._plain = Dialect("completions", chat=False)
        self._served = ""

    def __repr__(self) -> str:
        return f"OpenAIModel({self._name!r}, base_url={self._transport.address!r})"

    @property
    def concurrency(self) -> int:
        """Most requests in flight that do this model good."""
        return self._concurrency

    async def __aenter__(self) -> ModelCard:
        await self._transport.__aenter__()
        try:
            return await self._introduce()
        except BaseException:
            await self._transport.__aexit__()
            raise

    async def __aexit__(self, *exc: object) -> None:
        await self._transport.__aexit__(*exc)

    async def ask(self, request: Request) -> Reply:
        """Ask once; see :meth:`.Model.ask`."""
        dialect = self._plain if request.form is Form.CONTINUE else self._chat
        try:
            body, calls = await self._call(dialect, request)
        except RejectedError as rejected:
            if rejected.status == 404:
                raise SubjectError(f"The model is gone: {rejected}") from None
            if rejected.complaint.code == "content_filter":
                return Reply(text="", refused=True)
            raise
        choice = choice_of(body)
        weights = weigh(request.options, top_of(choice), first_word=request.form is Form.QUESTION)
        sent, received = tokens_of(body)
        return Reply(
            text=None if weights else text_of(choice),
            logprobs=weights.logprobs if weights else None,
            bounded=weights.bounded if weights else (),
            refused=declined(choice),
            tokens_in=sent,
            tokens_out=received,
            calls=calls,
        )

    async def _call(self, dialect: Dialect, request: Request, *, patient: bool = True) -> Received:
        refused = 0
        while True:
            body = dialect.body(self._name, request)
            try:
                answer, calls = await self._transport.post(dialect.path, body, patient=patient)
            except RejectedError as rejected:
                if not dialect.learn(rejected, body):
                    raise
                refused += 1
            else:
                return Received(answer, refused + calls)

    async def _introduce(self) -> ModelCard:
        listed = await self._listed()
        if listed and not any(_is_called(self._name, other) for other in listed):
            raise self._unknown(listed)
        no_chat = await self._probe(self._chat)
        no_plain = await self._probe(self._plain)
        forms = set() if no_chat else {Form.QUESTION, Form.WRITE}
        if not no_plain and self._plain.top:
            forms.add(Form.CONTINUE)
        if not forms:
            raise self._useless(no_chat, no_plain)
        asked = [] if no_chat else [self._chat]
        asked += [self._plain] if Form.CONTINUE in forms else []
        return ModelCard(
            name=f"openai/{self._name}",
            forms=frozenset(forms),
            details={"address": self._transport.address, "served_as": self._served},
            notes=tuple(dict.fromkeys(note for dialect in asked for note in dialect.notes())),
        )

    async def _listed(self) -> list[str]:
        try:
            answer = await self._transport.get("models")
        except UnreachableError:
            raise
        except (AskError, SubjectError):
            return []  # some endpoints list nothing, or not for this key
        entries = answer.body.get("data")
        if not isinstance(entries, list):
            return []
        return [str(e["id"]) for e in entries if isinstance(e, dict) and "id" in e]

    async def _probe(self, dialect: Dialect) -> RejectedError | None:
        """Ask along one path and note what it offers; give the rejection where it has none.

        A failure that may pass is no rejection: to take it for one would silently leave out half
        of the questions.
        """
        try:
            answer = (await self._call(dialect, PROBE, patient=False)).body
            if not top_of(choice_of(answer)):
                dialect.top = 0
            self._served = str(answer.get("model", ""))
        except RejectedError as rejected:
            return rejected
        except AskError as error:
            raise SubjectError(f"The model cannot be asked now: {error}") from None
        return None

    def _unknown(self, listed: list[str]) -> SubjectError:
        near = get_close_matches(self._name, listed, cutoff=0.0)
        some = f"; it has, for example, {', '.join(near)}" if near else ""
        return SubjectError(f"{self._transport.host} knows no model {self._name!r}{some}.")

    def _useless(self, *errors: RejectedError | None) -> SubjectError:
        rejections = [error for error in errors if error is not None]
        if any(rejection.about_model for rejection in rejections):
            return self._unknown([])
        if len(rejections) == 2 and all(rejection.status in NO_PATH for rejection in rejections):
            return SubjectError(
                f"{self._transport.address} offers neither chat nor plain completions; "
                "check the address, which often ends in /v1."
            )
        return SubjectError(f"The model cannot be asked: {rejections[0]}")


def _is_called(name: str, listed: str) -> bool:
    """Whether a listed model is meant: lists add owners and tags that names may leave out."""
    return (
        name in {listed, listed.rpartition("/")[2]}
        or listed == f"{name}:latest"
        or name.startswith(f"{listed}:")
    )
