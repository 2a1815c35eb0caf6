"""A TCP proxy in front of a server that can be told to misbehave."""

import socket
import time
from contextlib import closing, suppress
from threading import Thread


class FaultProxy:
    """Forwards connections to `port`; `fault` is None, `hang_up`, `silent` or `lose_answer`.

    `hang_up` closes at once, `silent` never answers, `lose_answer` lets the request through and drops the answer.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.fault: str | None = None
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
        with closing(client), socket.create_connection(("127.0.0.1", self._target)) as server:
            Thread(target=self._answers, args=(server, client), daemon=True).start()
            with suppress(OSError):
                while data := client.recv(65536):
                    self.requests.append(data.split(b" ", 1)[0].decode("ascii", "replace"))
                    if self.fault == "hang_up":
                        return
                    if self.fault == "silent":
                        time.sleep(30)
                        return
                    server.sendall(data)

    def _answers(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if self.fault == "lose_answer":
                    client.shutdown(socket.SHUT_RDWR)
                    return
                client.sendall(data)
