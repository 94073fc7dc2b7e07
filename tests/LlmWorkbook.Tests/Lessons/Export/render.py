"""Renders chats with a chat template as Hugging Face's transformers do: render.py TOKENIZER_CONFIG CHATS

CHATS is a JSON file of lists of messages. Prints a JSON list: for each chat its text, and its text without the last message up to where
the assistant begins to speak. U+0001 and U+0002 stand around what a `generation` block has written.
"""
import json
import pathlib
import sys

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Generation(Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("mark"), [], [], body).set_lineno(line)

    def mark(self, caller):
        return "\x01" + caller() + "\x02"


config, chats = (json.loads(pathlib.Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:])
environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation])
template = environment.from_string(config["chat_template"])
print(json.dumps([[template.render(messages=c, add_generation_prompt=False), template.render(messages=c[:-1], add_generation_prompt=True)] for c in chats]))
