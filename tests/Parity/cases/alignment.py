"""The post-training objectives, each written out token by token, answer by answer, in float32 and in float64.

Answers are ragged: they begin behind prompts of different lengths, one is a single token, one ends at the row's end, and one
is in two parts with another speaker between them. What stands outside them is noise that no result may depend on.
"""
import torch

from .case import case, given

RESPONSE = torch.tensor([
    [0, 1, 1, 1, 1, 0, 0],
    [0, 0, 0, 1, 1, 1, 1],
    [0, 0, 1, 0, 0, 0, 0],
    [1, 1, 0, 0, 1, 1, 0]]).bool()
PLACES = [(b, t) for b in range(4) for t in range(7) if RESPONSE[b, t]]
ANSWERS = [[t for t in range(7) if RESPONSE[b, t]] for b in range(4)]


def softplus(x):
    """log(1 + e^x), without overflow."""
    return x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))


def minus_log_sigmoid(x):
    return softplus(-x)


def mean(terms):
    return sum(terms) / len(terms)


def sample_variance(terms):
    m = mean(terms)
    return sum((x - m) ** 2 for x in terms) / (len(terms) - 1)


def placed(values, dtype):
    """A (4, 7) tensor with the given numbers at PLACES and 0 elsewhere."""
    table = dict(zip(PLACES, values))
    zero = torch.zeros((), dtype=dtype)
    return torch.stack([torch.stack([table.get((b, t), zero) for t in range(7)]) for b in range(4)])


def register(file, dtype):
    def randn(*shape):
        return torch.randn(*shape, dtype=dtype)

    def rows(scale=1.0):
        """Numbers for each token; outside the answers large noise."""
        return torch.where(RESPONSE, randn(4, 7) * scale, randn(4, 7) * 50)

    @case(file)
    def log_probabilities():
        logits, targets = given(logits=randn(4, 7, 5) * 2, targets=torch.where(RESPONSE, torch.randint(5, (4, 7)), -100))
        tokens = [logits[b, t, targets[b, t]] - logits[b, t].exp().sum().log() for b, t in PLACES]
        per_answer = torch.stack([sum(x for x, (row, _) in zip(tokens, PLACES) if row == b) for b in range(4)])
        return placed(tokens, dtype), per_answer

    @case(file)
    def entropy():
        logits = given(logits=randn(3, 5) * 2)
        p = logits.exp() / logits.exp().sum(1, keepdim=True)
        return -(p * p.log()).sum(1)

    @case(file)
    def masked_mean_and_variance():
        x, mask = given(x=rows(), mask=RESPONSE)
        counted = [x[b, t] for b, t in PLACES]
        return mean(counted), sample_variance(counted)

    @case(file)
    def pairwise():
        chosen, rejected = given(chosen=randn(5) * 3, rejected=randn(5) * 3)
        return mean([minus_log_sigmoid(chosen[i] - rejected[i]) for i in range(5)])

    def four():
        return given(chosen=randn(5) * 3 - 9, rejected=randn(5) * 3 - 9, ref_chosen=randn(5) * 3 - 9, ref_rejected=randn(5) * 3 - 9)

    def margins(chosen, rejected, ref_chosen, ref_rejected):
        ref_chosen, ref_rejected = ref_chosen.detach(), ref_rejected.detach()
        return [(chosen[i] - ref_chosen[i]) - (rejected[i] - ref_rejected[i]) for i in range(5)]

    @case(file)
    def dpo():
        return mean([minus_log_sigmoid(0.3 * h) for h in margins(*four())])

    @case(file)
    def ipo():
        return mean([(h - 1 / (2 * 0.3)) ** 2 for h in margins(*four())])

    @case(file)
    def robust_dpo():
        e = 0.2
        return mean([((1 - e) * minus_log_sigmoid(0.3 * h) - e * minus_log_sigmoid(-0.3 * h)) / (1 - 2 * e) for h in margins(*four())])

    @case(file)
    def policy_gradient():
        logp, rewards, baseline = given(logp=randn(6) - 5, rewards=randn(6), baseline=randn(6))
        return -mean([(rewards[i] - baseline[i]).detach() * logp[i] for i in range(6)]), -mean([rewards[i].detach() * logp[i] for i in range(6)])

    @case(file)
    def leave_one_out():
        rewards = given(rewards=randn(3, 4))
        return torch.stack([torch.stack([mean([rewards[p, j] for j in range(4) if j != i]) for i in range(4)]) for p in range(3)])

    @case(file)
    def group_advantage():
        rewards = given(rewards=randn(3, 4))
        groups = [[rewards[p, i] for i in range(4)] for p in range(3)]
        plain = torch.stack([torch.stack([x - mean(g) for x in g]) for g in groups])
        return torch.stack([(plain[p] / (sample_variance(groups[p]).sqrt() + 1e-4)) for p in range(3)]), plain

    @case(file)
    def ppo_policy():
        logp, old, advantages, mask = given(logp=rows(0.3), old=rows(0.3), advantages=rows(), mask=RESPONSE)
        old, advantages = old.detach(), advantages.detach()
        terms = []
        for b, t in PLACES:
            ratio = (logp[b, t] - old[b, t]).exp()
            clipped = min(max(ratio, ratio.new_tensor(0.8)), ratio.new_tensor(1.2))
            terms.append(-min(advantages[b, t] * ratio, advantages[b, t] * clipped))
        return mean(terms)

    @case(file)
    def ppo_value():
        values, old, returns, mask = given(values=rows(), old=rows(), returns=rows(), mask=RESPONSE)
        old, returns = old.detach(), returns.detach()
        terms = []
        for b, t in PLACES:
            v = values[b, t]
            near = min(max(v, old[b, t] - 0.2), old[b, t] + 0.2)
            terms.append(max((v - returns[b, t]) ** 2, (near - returns[b, t]) ** 2) / 2)
        return mean(terms)

    @case(file)
    def token_rewards():
        scores, logp, reference, mask = given(scores=randn(4), logp=rows(), reference=rows(), mask=RESPONSE)
        scores, logp, reference = scores.detach(), logp.detach(), reference.detach()
        return placed([-0.1 * (logp[b, t] - reference[b, t]) + (scores[b] if t == ANSWERS[b][-1] else 0) for b, t in PLACES], dtype)

    for name, gamma, lam in (("gae", 1.0, 0.95), ("gae_discounted", 0.9, 0.8), ("gae_of_one_step", 0.9, 0.0), ("gae_of_returns", 1.0, 1.0)):
        @case(file, name)
        def gae(gamma=gamma, lam=lam):
            rewards, values, mask = given(rewards=rows(), values=rows(), mask=RESPONSE)
            rewards, values = rewards.detach(), values.detach()
            advantages, returns = [], []
            for b, t in PLACES:
                answer = ANSWERS[b][ANSWERS[b].index(t):]
                v = [values[b, s] for s in answer] + [0.0]
                a = sum((gamma * lam) ** k * (rewards[b, s] + gamma * v[k + 1] - v[k]) for k, s in enumerate(answer))
                advantages.append(a)
                returns.append(a + values[b, t])
            return placed(advantages, dtype), placed(returns, dtype)

    @case(file)
    def whitening():
        x, mask = given(x=rows(), mask=RESPONSE)
        counted = [x[b, t] for b, t in PLACES]
        m, v = mean(counted), sample_variance(counted)
        return placed([(c - m) / (v + 1e-8).sqrt() for c in counted], dtype)

    @case(file)
    def kl_estimates():
        logp, reference = given(logp=randn(4, 3), reference=randn(4, 3))
        d = logp - reference
        return d, d * d / 2, torch.exp(-d) - 1 + d


register("alignment32", torch.float32)
register("alignment64", torch.float64)
