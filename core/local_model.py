"""The local model: llama.cpp in this process, spoken to over the OpenAI-compatible protocol on loopback."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

from deepnews.chat_client import ChatClient
from deepnews.errors import ModelUnavailableError
from deepnews.llm import ChatReply, ChatRequest, ModelProfile
from deepnews.settings import Settings
from deepnews.weights import checked_model_path

_LOOPBACK = "127.0.0.1"


class LocalModel:
    """A GGUF model; its server starts with the first call.

    Raises WeightsError when the file is missing, truncated or altered.
    """

    def __init__(self, path: Path | None, settings: Settings) -> None:
        self._path = checked_model_path(path, settings.data_dir)
        self._settings = settings
        self._lock = threading.Lock()
        self._server: Any = None
        self._client: ChatClient | None = None
        self.model_id = f"local:{self._path.stem}"
        self.profile: ModelProfile = settings.model_profile()

    def complete(self, request: ChatRequest) -> ChatReply:
        """The model's reply; one call at a time."""
        with self._lock:
            if self._client is None:
                self._client = self._start()
            return self._client.complete(request)

    def close(self) -> None:
        """Stop the server and free its memory; safe to call twice."""
        with self._lock:
            self._client = None
            self._server = None

    def _start(self) -> ChatClient:
        import xllamacpp

        try:
            self._server = xllamacpp.Server(self._params(xllamacpp))
        except Exception as error:  # the binding raises bare RuntimeError and ValueError for all causes
            raise ModelUnavailableError(
                f"The local model {self._path.name} cannot be started: {error}.",
                hint="It needs about 2 GiB of free memory and a free port on 127.0.0.1; see: deepnews doctor",
            ) from error
        return ChatClient(
            model=self._path.stem,
            base_url=f"{self._server.listening_address}/v1",
            api_key="local",
            timeout_s=self._settings.timeout_s,
            max_retries=self._settings.max_retries,
            is_local=True,
        )

    def _params(self, xllamacpp: Any) -> Any:
        params = xllamacpp.CommonParams()
        params.model.path = str(self._path)
        params.hostnames = [_LOOPBACK]
        params.port = 0
        params.n_ctx = self._settings.n_ctx
        params.n_parallel = 1
        params.n_gpu_layers = self._settings.n_gpu_layers
        params.cache_prompt = True
        params.cache_ram_mib = 0
        params.warmup = False
        params.verbosity = -1
        params.endpoint_slots = False
        threads = self._settings.n_threads or threads_by_load()
        params.cpuparams.n_threads = threads
        params.cpuparams_batch.n_threads = threads
        return params


def threads_by_load() -> int:
    """Cores that are not busy (a busy core makes all threads wait for it); at least one."""
    import psutil

    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    try:
        busy = os.getloadavg()[0]
    except OSError:
        busy = 0.0
    return max(1, cores - round(max(0.0, busy - 0.5)))
