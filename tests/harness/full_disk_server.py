"""The service on a disk with no room left: no file may grow beyond what CANDOUR_TEST_FILE_BYTES says."""

from __future__ import annotations

import os
import resource
import signal
import sys

from bot.__main__ import main

if __name__ == "__main__":
    most = int(os.environ.pop("CANDOUR_TEST_FILE_BYTES"))
    # The log is on another disk.
    with open(os.devnull, "wb") as elsewhere:
        os.dup2(elsewhere.fileno(), 1)
        os.dup2(elsewhere.fileno(), 2)
    # The write then fails like one on a full disk, instead of ending the process.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    sys.exit(main(["serve"]))
