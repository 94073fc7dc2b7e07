"""The workbook's own objectives, each written out as the paper's formula, term by term."""
import torch
from torch import randn

from .case import case, given


@case("objectives")
def contrastive():
    a, b = given(a=randn(4, 6), b=randn(4, 6))
    z = [v / v.norm() for v in list(a) + list(b)]
    total = torch.zeros(())
    for i in range(8):
        others = torch.stack([z[i] @ z[j] / 0.2 for j in range(8) if j != i])
        total = total - (z[i] @ z[(i + 4) % 8] / 0.2 - others.exp().sum().log())
    return total / 8


@case("objectives")
def permutation():
    """A bag-of-tokens model: the scores at each place are the sum of a vector for each token in the row, plus one for the place."""
    table, places = given(table=randn(7, 7), places=randn(5, 7))
    tokens, order, mask = [3, 1, 4, 1, 5], [2, 0, 4, 3, 1], 6
    total = torch.zeros(())
    for t, place in enumerate(order):
        row = [tokens[i] if i in order[:t] else mask for i in range(5)]
        total = total - torch.log_softmax(sum(table[token] for token in row) + places[place], 0)[tokens[place]]
    return total


@case("objectives")
def masked():
    hidden, head = given(hidden=randn(2, 4, 3), head=randn(5, 3))
    answers = {(0, 1): 4, (1, 0): 0, (1, 3): 2}
    return sum(-torch.log_softmax(head @ hidden[b, t], 0)[answer] for (b, t), answer in answers.items()) / 3
