"""Partial credit for tasks that a program checks, the same as lesson 10 gives; a reward function for TRL."""
import json
import pathlib

import regex

# A word is what the tokenizer takes for one before it merges anything: Chinese has no spaces between them.
TOKENIZER = pathlib.Path(__file__).parent / "start" / "tokenizer.json"
WORD = regex.compile(json.loads(TOKENIZER.read_text(encoding="utf-8"))["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"])


def credit(completions, kind, solution, **_):
    """One number in [0, 1] for each completion; 1 for a right answer and no other."""
    return [of(k, completion[0]["content"], s) for completion, k, s in zip(completions, kind, solution)]


def of(kind, answer, solution):
    """The credit of one answer."""
    if kind == "add":
        return of_sum(answer.strip(), solution)
    if kind == "json":
        return of_json(answer, json.loads(solution))
    said, right = words(answer), words(solution)
    if kind == "words":  # any words will do, but so many of them
        return max(0.0, 1 - abs(len(said) - len(right)) / len(right))
    return sum(a == b for a, b in zip(said, right)) / max(len(said), len(right))  # sort, copy: word by word


def of_sum(answer, solution):
    if answer == solution:
        return 1.0
    if not 1 <= len(answer) <= 3 or not all(c in "0123456789" for c in answer):
        return 0.0
    return 0.5 if answer[-1] == solution[-1] else 0.1


def of_json(answer, right):
    try:
        said = json.loads(answer)
    except ValueError:
        return 0.0
    if not isinstance(said, dict):
        return 0.0
    got = 0.5 + 0.5 * sum(key in said and said[key] == value for key, value in right.items()) / len(right)
    return got - 0.25 if len(said) > len(right) else got


def words(text):
    """The words of a text, marks left out."""
    return [word.strip() for word in WORD.findall(text) if any(c.isalnum() for c in word)]
