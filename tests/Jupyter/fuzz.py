"""Sends a kernel messages that are malformed, truncated, oversized, forged, replayed or out of order: fuzz.py COUNT.

None of them may run its code, which would write a file; the kernel must still answer, and must not have grown.
Prints one line of JSON: what was sent, and the memory before and after.
"""
import hashlib
import hmac
import json
import os
import random
import sys
import tempfile

import zmq

from clients import Kernel, resident_mib

DELIMITER = b"<IDS|MSG>"


def frames(key, session, content, msg_type="execute_request", signature=None, parent=None):
    """A message as a client would send it, signed unless a signature is given."""
    header = {"msg_id": os.urandom(8).hex(), "session": session, "username": "fuzz", "date": "2026-01-01T00:00:00Z", "msg_type": msg_type, "version": "5.4"}
    parts = [json.dumps(p).encode() for p in (header, parent or {}, {}, content)]
    if signature is None:
        signature = sign(key, parts)
    return [DELIMITER, signature] + parts


def sign(key, parts):
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        mac.update(part)
    return mac.hexdigest().encode()


class Fuzzer:
    def __init__(self, key, code, seed):
        self.key, self.code, self.random = key, code, random.Random(seed)
        self.kinds = {"forged": self.forged, "unsigned": self.unsigned, "mutated": self.mutated, "truncated": self.truncated,
                      "garbage": self.garbage, "oversized": self.oversized, "broken json, signed": self.broken_json,
                      "wrong fields, signed": self.wrong_fields, "out of order, signed": self.out_of_order, "replayed": self.replayed}
        self.replay = frames(key, "r", {"code": "1", "silent": True})

    def content(self):
        return {"code": self.code, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True, "user_expressions": {"x": self.code}}

    def forged(self):
        return frames(self.key, "f", self.content(), signature=os.urandom(32).hex().encode())

    def unsigned(self):
        return frames(self.key, "u", self.content(), signature=self.random.choice([b"", b"0", b"x" * 64]))

    def mutated(self):
        message = frames(self.key, "m", self.content())
        at = self.random.randrange(1, len(message))
        part = bytearray(message[at])
        if part:
            part[self.random.randrange(len(part))] ^= 1 << self.random.randrange(8)
        message[at] = bytes(part)
        return message

    def truncated(self):
        message = frames(self.key, "t", self.content())
        if self.random.random() < 0.5:
            return message[: self.random.randrange(1, len(message))]
        at = self.random.randrange(1, len(message))
        message[at] = message[at][: self.random.randrange(max(1, len(message[at])))]
        return message

    def garbage(self):
        return [self.random.randbytes(self.random.randrange(200)) for _ in range(self.random.randrange(1, 12))]

    def oversized(self):
        if self.random.random() < 0.002:
            return frames(self.key, "o", {"code": self.code, "more": "x" * (8 << 20)}, signature=b"0" * 64)
        return [DELIMITER] + [b"{}"] * self.random.randrange(100, 400)

    def broken_json(self):
        parts = [self.random.choice([b"", b"{", b"[]", b"null", b'{"a":', b"\xff\xfe", b"[" * 500, b'{"msg_type":1}', b'{"msg_type":"execute_request"}']) for _ in range(4)]
        return [DELIMITER, sign(self.key, parts)] + parts

    def wrong_fields(self):
        content = self.random.choice([{}, {"code": 7}, {"code": None}, {"code": ["x"]}, {"code": "", "silent": "yes", "user_expressions": [1]}, {"cursor_pos": "x", "code": 3}])
        kind = self.random.choice(["execute_request", "complete_request", "inspect_request", "is_complete_request", "history_request", "comm_open", "comm_msg"])
        return frames(self.key, "w", content, kind)

    def out_of_order(self):
        kind, content = self.random.choice([("execute_reply", self.content()), ("input_reply", {"value": self.code}), ("status", {"execution_state": "busy"}),
                                            ("kernel_info_reply", {}), ("stream", {"text": self.code}), ("interrupt_reply", {}), ("", self.content())])
        return frames(self.key, "x", content, kind)

    def replayed(self):
        return self.replay


def main(count):
    kernel = Kernel()
    info = kernel.client.get_connection_info()
    key = kernel.client.session.key
    kernel.run("var alive = 1;")
    canary = os.path.join(tempfile.mkdtemp(), "executed")
    fuzzer = Fuzzer(key, f'System.IO.File.WriteAllText("{canary}", "x");', 1337)
    sockets = [zmq.Context.instance().socket(zmq.DEALER) for _ in range(3)]
    for socket, port in zip(sockets, ("shell_port", "control_port", "stdin_port")):
        socket.connect(f"tcp://127.0.0.1:{info[port]}")

    def drain():
        for socket in sockets:
            while socket.poll(0):
                socket.recv_multipart()

    names = list(fuzzer.kinds)
    sent = dict.fromkeys(names, 0)

    def send(many):
        for i in range(many):
            name = names[i % len(names)]
            sent[name] += 1
            fuzzer.random.choice(sockets).send_multipart(fuzzer.kinds[name]())
            if i % 50 == 0:
                drain()

    send(max(1_000, count * 17 // 10))  # buffers, compiled code and the memory of 65,536 signatures are there after this
    kernel.client.execute("1")
    kernel.run("alive")
    before = resident_mib(kernel.pid)
    send(count)
    answer = kernel.run("alive + 1").result
    after = resident_mib(kernel.pid)
    print(json.dumps({"sent": sum(sent.values()), "kinds": sent, "executed": os.path.exists(canary), "answer": answer,
                      "before_mib": round(before, 1), "after_mib": round(after, 1)}))
    kernel.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]))
