"""A libzmq peer driven by lines on stdin: frames are written in hexadecimal, an empty one as `-`.

usage: peer.py SOCKET_TYPE PORT [IDENTITY]
"""
import hashlib
import sys
import zmq


def frames(words):
    return [b"" if word == "-" else bytes.fromhex(word) for word in words]


def receive(milliseconds):
    return socket.recv_multipart() if socket.poll(int(milliseconds)) else None


context = zmq.Context()
socket = context.socket(getattr(zmq, sys.argv[1]))
if len(sys.argv) > 3:
    socket.setsockopt(zmq.IDENTITY, sys.argv[3].encode())
socket.connect("tcp://127.0.0.1:" + sys.argv[2])
print("connected", flush=True)

for line in sys.stdin:
    command, *words = line.split()
    answer = "done"
    if command == "subscribe":
        socket.setsockopt(zmq.SUBSCRIBE, frames(words)[0])
    elif command == "unsubscribe":
        socket.setsockopt(zmq.UNSUBSCRIBE, frames(words)[0])
    elif command == "send":
        socket.send_multipart(frames(words))
    elif command == "receive":
        message = receive(words[0])
        answer = "nothing" if message is None else " ".join(frame.hex() or "-" for frame in message)
    elif command == "digest":
        message = receive(words[0])
        answer = "nothing" if message is None else " ".join(str(len(frame)) + ":" + hashlib.sha256(frame).hexdigest() for frame in message)
    elif command == "flood":
        body = bytes(int(words[1]))
        for index in range(int(words[0])):
            socket.send_multipart([index.to_bytes(4, "big"), body])
    elif command == "drain":
        count = 0
        while count < int(words[0]) and (message := receive(words[1])):
            if int.from_bytes(message[-2], "big") != count:
                break
            count += 1
        answer = str(count)
    print(answer, flush=True)
context.destroy(linger=0)
