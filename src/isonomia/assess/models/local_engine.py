"""One engine: a llama.cpp server with one thread and one slot, as a child process.

Run as ``python -m isonomia.assess.models.local_engine WEIGHTS CONTEXT_TOKENS``. It prints
``READY URL`` once it answers and ends when its standard input is closed, so that it cannot outlive
the process that started it.
"""

from __future__ import annotations

import os
import socket
import sys

__all__ = ["main"]


def main() -> None:
    """Serve until standard input is closed."""
    import xllamacpp  # noqa: PLC0415  100 MB, wanted in this process alone

    weights, context = sys.argv[1], int(sys.argv[2])
    params = xllamacpp.CommonParams()
    params.model.path = weights
    params.hostnames, params.port = ["127.0.0.1"], _free_port()
    params.n_ctx, params.n_parallel, params.n_gpu_layers = context, 1, 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.cache_ram_mib = 0  # else the states of past prompts fill up to 8 GiB
    params.ui = False
    server = xllamacpp.Server(params)
    print(f"READY {server.listening_address}", flush=True)  # noqa: T201  read by the parent
    sys.stdin.buffer.read()
    os._exit(0)  # the engine's own threads would keep the process alive


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
