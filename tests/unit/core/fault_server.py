"""A real OpenAI-compatible server on loopback that answers by the scripted model, or fails as it is told to."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from deepnews.llm import ChatRequest, Message
from deepnews.scripted_model import ScriptedModel


@dataclass(frozen=True)
class Fault:
    """One answer that is not the right one; what is left as it is comes from a healthy answer."""

    status: int = 200
    body: bytes | None = None
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    n_bytes_sent: int | None = None
    """Break the connection after so many bytes."""
    refuses: bool = False
    """Close the connection without a word, as a server does that is going down."""


@dataclass
class FaultServer:
    """The server; `faults` are used up one a request, then it is healthy."""

    base_url: str = ""
    key: str | None = None
    """The one key it accepts; None accepts all."""
    knows_schemas: bool = True
    knows_finer_limits: bool = True
    unknown_fields: tuple[str, ...] = ()
    always: Fault | Callable[[dict[str, Any]], Fault | None] | None = None
    """What every request gets, or what decides it from the request's body; None is a healthy answer."""
    stage: str = ""
    """The one pipeline stage that faults are for; empty for all."""
    faults: list[Fault] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    """Bodies of the requests that came."""
    authorizations: list[str] = field(default_factory=list)

    def answer(self, body: dict[str, Any], authorization: str) -> Fault:
        """What to send for `body`."""
        self.bodies.append(body)
        self.authorizations.append(authorization)
        if self.key is not None and authorization != f"Bearer {self.key}":
            return error(401, f"Incorrect API key provided: {authorization.removeprefix('Bearer ')}")
        fault = self._fault(body) if self.stage in ("", stage_of(body)) else None
        if fault is None:
            return self._refusal(body) or Fault(body=healthy(body))
        return fault if fault.body is not None else Fault(**{**vars(fault), "body": healthy(body)})

    def _fault(self, body: dict[str, Any]) -> Fault | None:
        if self.faults:
            return self.faults.pop(0)
        return self.always(body) if callable(self.always) else self.always

    def _refusal(self, body: dict[str, Any]) -> Fault | None:
        for name in self.unknown_fields:
            if name in body:
                return error(400, f"Unsupported parameter: '{name}'")
        if "response_format" in body and not self.knows_schemas:
            return error(400, "This response_format type is unavailable now")
        if "response_format" in body and not self.knows_finer_limits and "pattern" in json.dumps(body):
            return error(422, "Invalid schema for response_format: 'pattern' is not permitted")
        return None


def stage_of(body: dict[str, Any]) -> str:
    """The pipeline stage that sent `body`, told by what it asks for."""
    wanted = json.dumps(body.get("response_format") or {})
    fields = {"picks": "note", "number": "plan", "sentence": "draft", "headline": "draft", "sentences": "pace"}
    fields |= {"verdict": "verify"}
    return next((stage for field, stage in fields.items() if f'"{field}": {{' in wanted), "")


def error(status: int, message: str, code: str | None = None, **headers: str) -> Fault:
    """An error in the form the protocol gives it."""
    body = {"error": {"message": message, "type": "error", "code": code}}
    return Fault(
        status=status, body=json.dumps(body).encode(), headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def healthy(body: dict[str, Any]) -> bytes:
    """The right answer to `body`."""
    wanted = (body.get("response_format") or {}).get("json_schema", {}).get("schema")
    messages = tuple(Message(role=m["role"], content=m["content"]) for m in body["messages"])
    request = ChatRequest(messages=messages, stage="test", prompt_id="test@1", json_schema=wanted)
    reply = ScriptedModel().complete(request)
    return completion(reply.text, n_prompt=max(1, reply.n_prompt_tokens), n_output=reply.n_output_tokens)


def completion(text: str | None, *, finish_reason: str = "stop", n_prompt: int = 10, n_output: int = 5) -> bytes:
    """A chat completion that says `text`."""
    choice = {"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", "content": text}}
    usage = {
        "prompt_tokens": n_prompt,
        "completion_tokens": n_output,
        "total_tokens": n_prompt + n_output,
        "prompt_tokens_details": {"cached_tokens": 1},
    }
    whole = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
    return json.dumps(whole, ensure_ascii=False).encode()


@contextmanager
def running() -> Iterator[FaultServer]:
    """A server on a free port, stopped at the end."""
    state = FaultServer()
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    http.daemon_threads = True
    state.base_url = f"http://127.0.0.1:{http.server_port}/v1"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def _handler(state: FaultServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path != "/v1/chat/completions":
                return self._send(error(404, "no such path"))
            return self._send(state.answer(body, self.headers.get("Authorization", "")))

        def _send(self, fault: Fault) -> None:
            threading.Event().wait(fault.delay_s)
            if fault.refuses:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            content = fault.body or b""
            try:
                self.send_response(fault.status)
                for name, value in {"Content-Type": fault.content_type, **fault.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content[: fault.n_bytes_sent])
            except OSError:  # the client has given up, as it should
                self.close_connection = True
            if fault.n_bytes_sent is not None:
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: tests do not print."""

    return Handler
