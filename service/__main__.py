"""Run the service: `python -m service`; compile the kernels and stop: `python -m service --warm`."""

import argparse
import sys

import uvicorn

from service.app import create_app
from service.logs import configure
from service.settings import Settings
from service.warm import compile_side_by_side, rehearse


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(
        prog="python -m service", description="Run Rheobase. Settings: RHEOBASE_*."
    )
    parser.add_argument("--warm", action="store_true", help="compile the kernels into the cache and stop")
    arguments = parser.parse_args()
    settings = Settings()
    if arguments.warm:
        compile_side_by_side()
        print(f"warm after {rehearse(create_app(settings)):.1f} s")
        return
    configure(settings)
    # How long the event loop waits for a worker that runs Python: the usual 5 ms add up.
    sys.setswitchinterval(0.001)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        root_path=settings.root_path,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        access_log=False,
        log_config=None,
        server_header=False,
        loop="uvloop",
        http="httptools",
    )


if __name__ == "__main__":
    main()
