"""The network that is trained: MiniLM with a head that judges each token of the claim, and one for the whole claim."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from deepnews.agents.embedded_input import HELD, N_TOKEN_KINDS, NEW

_FAR = -1e4


@lru_cache(maxsize=1)
def claim_scorer() -> Any:
    """The class of the network; its `from_pretrained` opens one that was trained.

    It gives a logit of support for the claim, and for each token a logit that the passage does not bear it out. The
    claim's is linear in what the first token and the mean token of the claim came to, and in the highest and the mean
    of the tokens' logits: one unfounded word makes a claim unfounded.
    """
    import torch
    from transformers import BertModel, BertPreTrainedModel

    class ClaimScorer(BertPreTrainedModel):  # type: ignore[no-untyped-call]
        def __init__(self, config: Any) -> None:
            super().__init__(config)
            self.bert = BertModel(config, add_pooling_layer=False)
            self.token_head = torch.nn.Linear(config.hidden_size, 1)
            self.claim_head = torch.nn.Linear(2 * config.hidden_size + 2, 1)
            self.post_init()  # type: ignore[no-untyped-call]

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> tuple[Any, Any]:
            hidden = self.bert(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).last_hidden_state
            faults = self.token_head(hidden).squeeze(-1)
            own = (((token_type_ids == HELD) | (token_type_ids == NEW)) & (attention_mask > 0)).to(hidden.dtype)
            n_own = own.sum(dim=1, keepdim=True)
            mean = (hidden * own.unsqueeze(-1)).sum(dim=1) / n_own
            mean_fault = (faults * own).sum(dim=1, keepdim=True) / n_own
            worst_fault = (faults + (1.0 - own) * _FAR).max(dim=1, keepdim=True).values
            seen = torch.cat([hidden[:, 0], mean, worst_fault, mean_fault], dim=1)
            return self.claim_head(seen).squeeze(-1), faults

    return ClaimScorer


def open_base(folder: Path) -> Any:
    """A network that begins with the weights of a sentence embedder; each new kind of token begins as the old one."""
    import torch
    from transformers import AutoConfig

    config = AutoConfig.from_pretrained(str(folder), local_files_only=True)
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    model = claim_scorer().from_pretrained(str(folder), config=config, local_files_only=True)
    kinds = model.bert.embeddings.token_type_embeddings.weight.detach()
    wider = torch.nn.Embedding(N_TOKEN_KINDS, kinds.shape[1])
    with torch.no_grad():
        wider.weight.copy_(kinds[[kind % len(kinds) for kind in range(N_TOKEN_KINDS)]])
        wider.weight[len(kinds) :] += 0.02 * torch.randn_like(wider.weight[len(kinds) :])
    model.bert.embeddings.token_type_embeddings = wider
    model.config.type_vocab_size = N_TOKEN_KINDS
    return model


def freeze_vocabulary(model: Any) -> None:
    """Keep the embeddings of words and places, half of all weights, as they are."""
    for table in (model.bert.embeddings.word_embeddings, model.bert.embeddings.position_embeddings):
        table.weight.requires_grad = False
