"""Says that a starting server answers, once it does: ``python config/announce.py PID URL HOST TEXT``."""

import os
import signal
import sys
import time
import urllib.error
import urllib.request


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def main(server: str, url: str, host: str, text: str) -> None:
    """Print ``text`` when ``url`` gives any answer under the name ``host``; give up when our parent, the process ``server``, is gone."""
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect).open
    while os.getppid() == int(server):
        try:
            ask(urllib.request.Request(url, headers={"Host": host}), timeout=30)
        except urllib.error.HTTPError:
            pass  # an answer all the same
        except OSError:
            time.sleep(0.1)
            continue
        print(text, flush=True)  # noqa: T201
        return


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    main(*sys.argv[1:])
