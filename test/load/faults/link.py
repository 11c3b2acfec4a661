"""A network between this host and a network namespace, whose weather can be changed: two TUN devices, and what passes from one to the other.

link.py NEAR FAR: makes the devices, says "ready", then takes one JSON object a line on standard input:
{"loss": 0-1, "delayMs": n, "jitterMs": n, "cut": bool}. In each direction packets keep their order, as behind a full queue. It does what tc's netem
does, where the kernel has no netem.
"""

import collections
import fcntl
import json
import os
import random
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
QUEUE = 1000


def tun(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


near, far = tun(sys.argv[1]), tun(sys.argv[2])
# By the device that packets go out of: when each is due.
queues = {near: collections.deque(), far: collections.deque()}
weather = {"loss": 0, "delayMs": 0, "jitterMs": 0, "cut": False}
print("ready", flush=True)


def take(device):
    out = far if device == near else near
    try:
        packet = os.read(device, 65536)
    except OSError:
        return
    queue = queues[out]
    if weather["cut"] or len(queue) >= QUEUE or random.random() < weather["loss"]:
        return
    due = time.monotonic() + (weather["delayMs"] + random.random() * weather["jitterMs"]) / 1000
    queue.append((max(due, queue[-1][0]) if queue else due, packet))


def give():
    """Sends what is due. Answers for how many seconds nothing is."""
    now = time.monotonic()
    for out, queue in queues.items():
        while queue and queue[0][0] <= now:
            packet = queue.popleft()[1]
            try:
                os.write(out, packet)
            except OSError:
                pass  # The device is not up yet.
    return min((queue[0][0] - now for queue in queues.values() if queue), default=60)


while True:
    for ready in select.select([near, far, sys.stdin], [], [], max(0, give()))[0]:
        if ready is not sys.stdin:
            take(ready)
            continue
        line = sys.stdin.readline()
        if not line:
            sys.exit(0)
        weather.update(json.loads(line))
