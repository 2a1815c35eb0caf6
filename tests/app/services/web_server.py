"""A web server on this machine behind a name and a public address, as the fetcher sees the network."""

import socket
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PUBLIC = "93.184.216.34"


class Web:
    """Answers with `pages[path]`: bytes, or a function of the handler; `connect` leads every address here.

    `names` maps hosts to the addresses their successive look-ups give; `asked` and `connected` say what was done.
    """

    def __init__(self):
        self.pages = {}
        self.names = {}
        self.asked = []
        self.connected = []
        self.requests = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                web.requests.append((self.headers["Host"], self.path))
                page = web.pages.get(self.path.split("?")[0])
                with suppress(OSError):
                    if callable(page):
                        page(self)
                    else:
                        answer(self, page or b"nothing here", status=200 if page else 404)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def port(self):
        return self._server.server_port

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def resolve(self, host, port):
        self.asked.append(host)
        answers = self.names.get(host, [[PUBLIC]])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect(self, address, timeout_seconds):
        self.connected.append(address)
        return socket.create_connection(("127.0.0.1", self.port), timeout_seconds)


def answer(handler, body, *, status=200, **headers):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    if "Content_Length" not in headers:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def redirect(target):
    return lambda handler: answer(handler, b"", status=302, Location=target)
