"""The queue of a developer's machine: messages are files in a folder, so no broker is needed."""

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """kombu's folder of messages, in which a message appears whole or not at all."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        """Write the message under a name no reader looks for, then give it its own.

        kombu opens the file under its final name first, and a worker that looks at that moment
        takes an empty message and stops.
        """
        folder = Path(self.data_folder_out)
        identity = uuid.uuid4()
        unfinished = folder / f"unfinished-{identity}"
        unfinished.write_text(dumps(payload))
        unfinished.rename(folder / f"{round(time.monotonic() * 1000)}_{identity}.{queue}.msg")


class Transport(filesystem.Transport):
    """What ``filesystem://`` means here: looks often, and lets go soon when asked to end."""

    Channel = Channel
    polling_interval = 0.2  # seconds
    default_connection_params: dict[str, Any] = {}  # a folder has no host to warn about

    def drain_events(self, connection: Any, timeout: float | None = None) -> None:
        """Wait for a message; a worker that ends would wait out its two seconds twice."""
        soon = None if timeout is None else min(timeout, self.polling_interval)
        super().drain_events(connection, timeout=soon)
