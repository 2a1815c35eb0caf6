"""A TCP proxy in front of a server that can be told to misbehave."""

import socket
import time
from collections.abc import Callable
from contextlib import closing, suppress
from threading import Thread

Fault = str | bytes | None
_METHODS = (b"GET", b"PUT", b"POST", b"HEAD", b"DELETE")
_STORED = b'HTTP/1.1 200 OK\r\nETag: "0"\r\nContent-Length: 0\r\n\r\n'
_UNAVAILABLE = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_CUTS: dict[Fault, Callable[[bytes], bytes]] = {
    "truncate": lambda answer: answer[: len(answer) - len(answer) // 4],
    "cut_head": lambda answer: answer[: answer.index(b"\r\n") + 2],
    "cut_body": lambda answer: answer[: answer.index(b"\r\n\r\n") + 4],
}


class FaultProxy:
    """Forwards connections to `port`; `fault` is None, the name of a fault, or a function of a request that tells one.

    Bytes are what answers every request instead of the server, as a proxy of somebody else does.
    `hang_up` closes at once, `silent` never answers, `unavailable` answers 503, `lose_answer` lets the request through
    and drops the answer, `truncate` drops the answer's last quarter, `cut_head` all after its first line,
    `cut_body` all after its head; `ignore_conditions` says 200 instead of 412.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.fault: Fault | Callable[[bytes], Fault] = None
        self.requests: list[str] = []
        Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def close(self) -> None:
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return  # closed: the test is over
            Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        faults: list[Fault] = [None]  # the fault of the request at hand, as both directions see it
        with closing(client), socket.create_connection(("127.0.0.1", self._target)) as server:
            Thread(target=self._answers, args=(server, client, faults), daemon=True).start()
            with suppress(OSError):
                while data := client.recv(65536):
                    self.requests.append(data.split(b" ", 1)[0].decode("ascii", "replace"))
                    if data.startswith(_METHODS) or not callable(self.fault):
                        faults[0] = self.fault(data) if callable(self.fault) else self.fault
                    if faults[0] == "hang_up":
                        return
                    if faults[0] == "silent":
                        time.sleep(30)
                        return
                    if faults[0] == "unavailable" or isinstance(faults[0], bytes):
                        client.sendall(_UNAVAILABLE if isinstance(faults[0], str) else faults[0])
                        return
                    server.sendall(data)

    def _answers(self, server: socket.socket, client: socket.socket, faults: list[Fault]) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if faults[0] == "lose_answer" and not data.startswith(
                    b"HTTP/1.1 100"
                ):  # the word to go on is no answer
                    client.shutdown(socket.SHUT_RDWR)
                    return
                if faults[0] in _CUTS and not data.startswith(b"HTTP/1.1 100"):
                    client.sendall(_CUTS[faults[0]](data))
                    client.shutdown(socket.SHUT_RDWR)
                    return
                is_refusal = data.startswith(b"HTTP/1.1 412") and faults[0] == "ignore_conditions"
                client.sendall(_STORED if is_refusal else data)
